"""Arad Sonata, ultrasonic water meter: big-endian, in litres."""

from collections.abc import Sequence
from itertools import pairwise
from struct import Struct

from simulators.encoders import Frame

HOURS = 9
"""Hourly indices that a log tells: the last in full, the others by what was added."""

_HEAD = bytes.fromhex("0600005a")
_LITRES = 7
_LOG = Struct(">4sIBHHHHB")
_DELTA = Struct(">H")


def sonata(age: float, hourly: Sequence[float], volts: float, period: int = 60, alarms: int = 0) -> Frame:
    """Data log (06): seconds since the index was read, indices in m³, the oldest first, minutes between them."""
    litres = [int(value * 1000) for value in hourly]
    steps = reversed([after - before for before, after in pairwise(litres)])
    log = _LOG.pack(_HEAD, litres[-1], _LITRES, int(age / 60), period, alarms, round(volts * 1000), _LITRES)
    return 1, log + b"".join(map(_DELTA.pack, steps))
