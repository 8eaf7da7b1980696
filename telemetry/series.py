"""Series (device × quantity × channel) and the questions that may be asked of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from telemetry.quantity import Quantity
from telemetry.times import to_ms


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity on one channel of one device; `id` is stable, and (id, time) names one observation."""

    id: int
    dev_eui: str
    quantity: Quantity
    channel: str


class Sample(NamedTuple):
    """A stored value at a stored time (milliseconds of the Unix epoch)."""

    time_ms: int
    value: float


class Aggregate(StrEnum):
    """What a window of samples is reduced to; `increase` is a counter's growth, resets understood."""

    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    SUM = "sum"
    COUNT = "count"
    FIRST = "first"
    LAST = "last"
    INCREASE = "increase"


CIVIL_DAY_MS = 0
"""The window that is a civil day in Europe/Paris, of 23, 24 or 25 hours."""

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open interval of stored times: `start_ms` ≤ time < `end_ms`."""

    start_ms: int
    end_ms: int

    @classmethod
    def between(cls, start: datetime, end: datetime) -> "Span":
        """The span of two aware instants."""
        return cls(to_ms(start), to_ms(end))


class Bucket(NamedTuple):
    """What is kept of a window: enough for every `Aggregate`, and for merging two buckets in time order.

    `increase` is the counter growth between the samples inside the bucket only; the step from the last
    sample of the bucket before is added when buckets are read in a row.
    """

    start_ms: int
    size: int
    total: float
    low: float
    high: float
    first: float
    last: float
    increase: float
