"""Terabee LoRa Level Monitoring XL: big-endian, port 1."""

from struct import Struct

from simulators.encoders import Frame

_LM_XL = Struct(">HBHB")


def level_xl(distance: float, fill: float, volts: float) -> Frame:
    """Distance in mm, fill level in %, battery in mV, and a status without fault."""
    return 1, _LM_XL.pack(round(distance * 1000), round(fill), round(volts * 1000), 0)
