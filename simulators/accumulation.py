"""What only grows: litres through a meter, ampere-hours, openings of a door, people who came in.

The total at any instant is found without adding up the past, and two neighbouring instants never disagree:
a day's share follows the calendar, its hours follow a profile, and chance only moves events inside their hour.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from simulators.civil import Calendar, calendar, moment
from simulators.noise import Floats, uniform

# One weight an hour; only their proportions count.
HOUSEHOLDS = (0.5, 0.3, 0.2, 0.2, 0.3, 0.8, 2.5, 4.5, 4, 3, 2.6, 3, 3.6, 2.8, 2, 1.8, 2, 3, 4.5, 5, 4, 2.8, 1.8, 1)
SCHOOL = (0, 0, 0, 0, 0, 0, 0.2, 1.5, 4, 3, 5, 4, 7, 4, 4, 5, 4, 1.5, 1, 0.3, 0, 0, 0, 0)
OFFICE = (0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.6, 2, 4, 5, 5, 4.5, 3, 4.5, 5, 5, 4, 3, 1.5, 0.8, 0.5, 0.4, 0.3, 0.3)
CLUB = (0, 0, 0, 0, 0, 0, 0, 0.2, 1, 2, 2, 1.5, 1, 1.5, 2, 2, 3, 5, 6, 6, 4, 2, 0.5, 0)
STEADY = (1.0,) * 24


@dataclass(frozen=True)
class Accumulation:
    """A total that grows by about `daily` a day, along the hours of `shape`.

    `rest` is the share of a normal day that happens on a day off: `days` says which days are on ("school",
    "working" or "all"). `chance` is how far one day differs from another, below 1.
    """

    key: int
    daily: float
    shape: tuple[float, ...] = HOUSEHOLDS
    days: str = "all"
    rest: float = 1.0
    chance: float = 0.5
    origin: float = 0.0

    @cached_property
    def _curve(self) -> Floats:
        whole = np.array([0.0, *accumulate(self.shape)])
        return np.asarray(whole / whole[-1])

    @cached_property
    def _until(self) -> Floats:
        """The days' total until each midnight of the calendar, chance included.

        Each midnight is moved by chance inside half the smaller of its two days, so that no day is negative.
        """
        weight = _weights(calendar(), self.days, self.rest)
        until = np.concatenate(([0.0], np.cumsum(weight)[:-1]))
        room = self.chance * np.minimum(weight, np.roll(weight, 1))
        return self.daily * (until + room * (uniform(self.key, np.arange(weight.size)) - 0.5))

    def total(self, t: Floats) -> Floats:
        """The total at instants (Unix seconds)."""
        hour = np.floor(t / 3600.0)
        index = hour.astype(np.int64)
        # Chance moves each full hour to an instant of the hour that follows it; between two, time runs evenly.
        begins = uniform(self.key ^ 1, index)
        ends = 1.0 + uniform(self.key ^ 1, index + 1)
        felt = (hour + begins + (ends - begins) * (t / 3600.0 - hour)) * 3600.0
        when = moment(felt)
        before = self._until[when.day]
        share = np.interp(when.fraction, np.linspace(0.0, 1.0, self._curve.size), self._curve)
        return self.origin + before + (self._until[when.day + 1] - before) * share

    def grown(self, t: Floats, seconds: float) -> Floats:
        """What was added in the `seconds` before each instant."""
        return self.total(t) - self.total(t - seconds)


def _weights(days: Calendar, on: str, rest: float) -> Floats:
    if on == "all":
        return np.ones(days.weekday.size)
    return np.where(days.school if on == "school" else days.working, 1.0, rest)


@dataclass(frozen=True)
class Leak:
    """A leak that comes now and then: in each block of 60 days perhaps one, of some days, until it is repaired."""

    key: int
    rate: float
    probability: float
    since: float

    def total(self, t: Floats) -> Floats:
        """What has leaked since `since` (Unix seconds), in units of `rate` times hours."""
        block = 60 * 86400.0
        blocks = np.arange(np.floor(self.since / block), np.floor(t[-1] / block) + 1)
        index = blocks.astype(np.int64)
        begins = (blocks + 0.7 * uniform(self.key ^ 2, index)) * block
        lasts = (2.0 + 10.0 * uniform(self.key ^ 3, index)) * 86400.0
        rates = self.rate * (uniform(self.key, index) < self.probability)
        return np.asarray(np.clip(t[:, None] - begins, 0.0, lasts) @ rates / 3600.0)
