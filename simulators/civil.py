"""Civil time of Europe/Paris for arrays of instants: days, their fractions, school and working days.

A day's fraction runs from 0 to 1 through a day of 23, 24 or 25 hours, so that whatever follows the clock
of people stays continuous when the clock changes.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np

from simulators.noise import Flags, Floats, Ints
from telemetry.errors import ConfigError
from telemetry.times import PARIS

FIRST_DAY = date(2025, 1, 1)
LAST_DAY = date(2040, 1, 1)

# Zone B, the academy of Amiens; approximate: the same days each year, (month, day) to (month, day) included.
_SCHOOL_HOLIDAYS = (
    ((1, 1), (1, 4)),
    ((2, 15), (3, 1)),
    ((4, 12), (4, 27)),
    ((7, 5), (8, 31)),
    ((10, 18), (11, 2)),
    ((12, 20), (12, 31)),
)
_PUBLIC_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})


class Calendar(NamedTuple):
    """One row a day from FIRST_DAY: its midnight (Unix seconds), and what sort of day it is."""

    midnight: Floats
    weekday: Ints
    working: Flags
    school: Flags
    year_day: Floats


class Moment(NamedTuple):
    """Instants as civil days (row of the calendar) and fractions of a day."""

    day: Ints
    fraction: Floats

    @property
    def hour(self) -> Floats:
        """Hours since midnight; stretched over the day when the clock changes."""
        return 24.0 * self.fraction


@cache
def calendar() -> Calendar:
    """The calendar, made once."""
    days = [FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    midnights = [datetime(day.year, day.month, day.day, tzinfo=PARIS).timestamp() for day in days]
    working = [day.weekday() < 5 and (day.month, day.day) not in _PUBLIC_HOLIDAYS for day in days]
    school = [open_ and not _is_holiday(day) for day, open_ in zip(days, working, strict=True)]
    return Calendar(
        np.array(midnights),
        np.array([day.weekday() for day in days]),
        np.array(working),
        np.array(school),
        np.array([float(day.timetuple().tm_yday) for day in days]),
    )


def _is_holiday(day: date) -> bool:
    return any(first <= (day.month, day.day) <= last for first, last in _SCHOOL_HOLIDAYS)


def moment(t: Floats) -> Moment:
    """The civil days and fractions of instants (Unix seconds) between FIRST_DAY and LAST_DAY."""
    midnight = calendar().midnight
    day = np.searchsorted(midnight, t, side="right") - 1
    start = midnight[day]
    return Moment(day, (t - start) / (midnight[day + 1] - start))


def check_span(start: datetime, end: datetime) -> None:
    """Refuse a simulation outside the calendar, or that ends before it begins."""
    first = datetime(FIRST_DAY.year + 1, 1, 1, tzinfo=UTC)
    last = datetime(LAST_DAY.year - 1, 12, 31, tzinfo=UTC)
    if not first <= start <= end <= last:
        raise ConfigError(f"cannot simulate {start:%Y-%m-%d} to {end:%Y-%m-%d}; choose from {first:%Y} to {last:%Y}")
