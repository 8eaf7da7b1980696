"""What a device senses where it stands: for each use, a column for each argument of its encoder, a row a look."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from simulators.noise import Flags, Floats, Ints

Columns = Sequence[Any]


class Look(NamedTuple):
    """When a device looks around: instants in order, its frame counter then, and whether its state has just changed.

    `seconds` is the time between two looks.
    """

    t: Floats
    frame: Ints
    changed: Flags
    seconds: float
