"""Elsys: rows of type and big-endian value, on port 5 (Elsys payload document, v8)."""

from struct import Struct

from simulators.encoders import Frame

_PORT = 5

_ERS = Struct(">Bh BB BH BB BH")
_CO2 = Struct(">BH")


def ers(temperature: float, humidity: float, light: float, motion: float, volts: float) -> Frame:
    """ERS: tenths of °C, whole %, lux, movements since the last report, battery in mV."""
    room = (0x01, round(temperature * 10), 0x02, round(humidity), 0x04, round(light), 0x05, int(motion))
    return _PORT, _ERS.pack(*room, 0x07, round(volts * 1000))


def ers_co2(temperature: float, humidity: float, light: float, motion: float, volts: float, co2: float) -> Frame:
    """ERS CO2: the same and ppm."""
    _, head = ers(temperature, humidity, light, motion, volts)
    return _PORT, head + _CO2.pack(0x06, round(co2))
