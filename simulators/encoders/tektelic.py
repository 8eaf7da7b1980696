"""Tektelic: rows of channel, type and big-endian value, on port 10 (technical reference manual)."""

from struct import Struct

from simulators.encoders import Frame

_ROOM = Struct(">BBH BBh BBB")


def smart_room(volts: float, temperature: float, humidity: float) -> Frame:
    """Smart Room: battery in mV, tenths of °C, halves of %."""
    climate = (0x03, 0x67, round(temperature * 10), 0x04, 0x68, round(humidity * 2))
    return 10, _ROOM.pack(0x00, 0xBA, round(volts * 1000), *climate)
