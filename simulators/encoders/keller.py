"""Keller ADT1 and ARC1, level probes with a barometer: floats, big-endian, port 1."""

from struct import Struct

from simulators.encoders import Frame

_MEASUREMENT = Struct(">BBH5f")
_CHANNELS = 0b1101_0011
"""P1 minus PBaro, P1, TOB1, PBaro, TBaro."""

_BAR_PER_METRE = 0.0980665
"""Of water of 1,000 kg/m³ under standard gravity."""


def adt1(level: float, water: float, pressure: float, air: float) -> Frame:
    """The pressure of the water (m of depth) in bar, with and without the air's (hPa), and both temperatures."""
    column, barometer = level * _BAR_PER_METRE, pressure / 1000
    return 1, _MEASUREMENT.pack(1, 3, _CHANNELS, column, column + barometer, water, barometer, air)
