"""Netvox: version, device type, report type, battery in tenths of a volt, eight bytes of data; big-endian, port 6."""

from struct import Struct

from simulators.encoders import Frame

_PORT = 6

_RA0716 = Struct(">BBBBhHHx")
_R718N3 = Struct(">BBBBHHHB")


def _tenths(volts: float) -> int:
    return round(volts * 10)


def ra0716(volts: float, temperature: float, humidity: float, pm2_5: float) -> Frame:
    """RA0716 (type 0x35), report 1: hundredths of °C and of %, µg/m³."""
    climate = round(temperature * 100), round(humidity * 100)
    return _PORT, _RA0716.pack(1, 0x35, 1, _tenths(volts), *climate, round(pm2_5))


def r718n3(volts: float, first: float, second: float, third: float) -> Frame:
    """R718N3 (type 0x4A), report 3: the currents of three phases in mA, none multiplied."""
    phases = (round(amperes * 1000) for amperes in (first, second, third))
    return _PORT, _R718N3.pack(1, 0x4A, 3, _tenths(volts), *phases, 0)
