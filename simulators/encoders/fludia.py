"""Fludia FM432e, an optical reader of electricity meters: big-endian, in Wh."""

from collections.abc import Sequence
from struct import Struct

from simulators.encoders import Frame

STEPS = 8
"""Quarters of an hour that a frame tells."""

_T1 = Struct(">BBI8H")


def fm432e(index: float, steps: Sequence[float]) -> Frame:
    """Message T1: a step of 15 minutes, the index at its end, and what each step added, the oldest first."""
    return 1, _T1.pack(0x69, 15, int(index), *(round(step) for step in steps))
