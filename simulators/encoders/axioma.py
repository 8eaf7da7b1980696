"""Axioma Qalcosonic W1, ultrasonic water meter: little-endian, volumes in litres, port 100."""

from collections.abc import Sequence
from itertools import pairwise
from struct import Struct

from simulators.encoders import Frame

HOURS = 16
"""Hourly indices of a frame: the oldest in full, then fifteen differences of 16 bits."""

_W1 = Struct("<IBI II 15H")


def w1(now: float, index: float, oldest: float, hourly: Sequence[float]) -> Frame:
    """Extended payload: time, status, index, then the log: its first hour, its first index, hourly steps.

    Times are Unix seconds, indices m³.
    """
    litres = [int(value * 1000) for value in hourly]
    steps = [after - before for before, after in pairwise(litres)]
    return 100, _W1.pack(int(now), 0x00, int(index * 1000), int(oldest), litres[0], *steps)
