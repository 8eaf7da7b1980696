"""Adeunis: a frame code, a status byte with a 3-bit frame counter, big-endian values (technical guides), port 1."""

from struct import Struct

from simulators.encoders import Frame

_PORT = 1

_TEMP = Struct(">BBhh")
_PULSE = Struct(">BBII")
_COMFORT_CO2 = Struct(">BBhBH")
_TIC_MONO = Struct(">BB12s4s7I4s")
_BREATH = Struct(">BBHHHH")

_ADDRESS = b"021728000000"
"""ADCO, the number of the meter."""


def _status(frame: float) -> int:
    return (int(frame) & 0b111) << 5


def temp(frame: float, first: float, second: float) -> Frame:
    """Temp V4, frame 0x57: both probes (status bit 4) in tenths of °C."""
    return _PORT, _TEMP.pack(0x57, _status(frame) | 0x10, round(first * 10), round(second * 10))


def pulse(frame: float, first: float, second: float) -> Frame:
    """Pulse V4, frame 0x46: the counters of both channels."""
    return _PORT, _PULSE.pack(0x46, _status(frame), int(first), int(second))


def comfort_co2(frame: float, temperature: float, humidity: float, co2: float) -> Frame:
    """Comfort CO2, frame 0x6a: tenths of °C, whole %, ppm."""
    return _PORT, _COMFORT_CO2.pack(0x6A, _status(frame), round(temperature * 10), round(humidity), round(co2))


def tic_linky_mono(
    frame: float, subscribed: float, current: float, highest: float, power: float, off_peak: float, peak: float
) -> Frame:
    """TIC of a single-phase Linky, historic mode, peak and off-peak, frame 0x49: A, VA, both indices in Wh.

    A label that this contract does not have (BASE) is 0x80000000.
    """
    values = (round(value) for value in (subscribed, current, highest, power))
    indices = int(off_peak), int(peak)
    return _PORT, _TIC_MONO.pack(0x49, _status(frame), _ADDRESS, b"HC..", 0x80000000, *values, *indices, b"HP..")


def breath(frame: float, tvoc: float, pm10: float, pm2_5: float, pm1: float) -> Frame:
    """Breath, frame 0x6d: µg/m³, one sample."""
    return _PORT, _BREATH.pack(0x6D, _status(frame), *(round(value) for value in (tvoc, pm10, pm2_5, pm1)))
