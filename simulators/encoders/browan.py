"""Browan Tabs: a status byte, the battery, then values of the model, on a port of its own."""

from struct import Struct

from simulators.encoders import Frame

_TBHH100 = Struct(">BBBBHH")
_NOT_MEASURED = 0xFFFF


def tbhh100(volts: float, temperature: float, humidity: float) -> Frame:
    """TBHH100: tenths of a volt above 2.5, whole °C above -32, whole %; no gas sensors, port 103."""
    climate = round(temperature) + 32, round(humidity)
    return 103, _TBHH100.pack(
        0x08, min(0x0F, max(0, round((volts - 2.5) * 10))), *climate, _NOT_MEASURED, _NOT_MEASURED
    )
