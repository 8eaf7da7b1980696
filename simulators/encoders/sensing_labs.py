"""Sensing Labs' Senlab: identifier, battery in 254ths, bytes that the maker keeps to itself, one value."""

from struct import Struct

from simulators.encoders import Frame

_TEM = Struct(">BB4sh")
_PUL = Struct(">BB3sI")
# As in a frame of the field.
_UNTOLD = bytes.fromhex("90619c10")


def tem_lab(battery: int, temperature: float) -> Frame:
    """SenlabT: sixteenths of °C."""
    return 3, _TEM.pack(1, _level(battery), _UNTOLD, round(temperature * 16))


def pul_lab(battery: int, pulses: float) -> Frame:
    """SenlabM: pulses since the start."""
    return 3, _PUL.pack(2, _level(battery), bytes(3), int(pulses))


def _level(battery: int) -> int:
    return round(battery * 254 / 100)
