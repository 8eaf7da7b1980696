"""Adeunis: a frame code, a status byte with a 3-bit frame counter, big-endian values (technical guides), port 1."""

from struct import Struct

from simulators.encoders import Frame

_PORT = 1

_TEMP = Struct(">BBhh")
_PULSE = Struct(">BBII")
_COMFORT_CO2 = Struct(">BBhBH")


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
