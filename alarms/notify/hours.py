"""Hours of the week as people write them, in Europe/Paris."""

from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import NamedTuple

from telemetry.errors import ParseError
from telemetry.holidays import holidays
from telemetry.times import PARIS

_STEPS_OF_WEEK = 20
"""A week has at most 16 borders of a window (two a day, and a clock change)."""


class Day(Enum):
    """A day of the week, or a public holiday, whichever day of the week that is."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6
    HOLIDAY = 7


def days_of(day: date) -> frozenset[Day]:
    """What sort of day a date is; a holiday is both its day of the week and a holiday."""
    weekday = Day(day.weekday())
    return frozenset({weekday, Day.HOLIDAY}) if day in holidays(day.year) else frozenset({weekday})


def at(day: date, clock: time) -> datetime:
    """The UTC instant at which the clocks of Paris show a time; in the hour that is skipped, the moment it is skipped.

    In the hour that comes twice it is the first of the two.
    """
    local = datetime.combine(day, clock, PARIS)
    instant = local.astimezone(UTC)
    if instant.astimezone(PARIS).time() != clock:
        # The clocks jumped over it: `fold` 1 reads it with the offset after the jump, which lies before the jump.
        return _jump(local.replace(fold=1).astimezone(UTC))
    return instant


def _jump(before: datetime) -> datetime:
    """The instant of the clock change in the hour after `before`: it falls on a whole hour of UTC."""
    return before.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


class Hours(NamedTuple):
    """A span of each day's clock; one whose end is not after its start runs on into the next day.

    `days` says on which days it begins; empty means all. With `Day.HOLIDAY` it also begins on holidays, with
    `but_holidays` on none of them.
    """

    start: time = time.min
    end: time = time.min
    days: frozenset[Day] = frozenset()
    but_holidays: bool = False

    def begins_on(self, day: date) -> bool:
        """Whether a span begins on this date."""
        kinds = days_of(day)
        if self.but_holidays and Day.HOLIDAY in kinds:
            return False
        return not self.days or bool(self.days & kinds)

    def span(self, day: date) -> tuple[datetime, datetime]:
        """The span that begins on a date, as UTC instants."""
        last = day if self.end > self.start else day + timedelta(days=1)
        return at(day, self.start), at(last, self.end)

    def end_of(self, instant: datetime) -> datetime | None:
        """When the span that holds an instant ends (spans that touch are one), None outside of all spans."""
        end = None
        day = instant.astimezone(PARIS).date() - timedelta(days=1)
        for _ in range(_STEPS_OF_WEEK):
            first, last = self.span(day)
            if self.begins_on(day) and first <= (end or instant) < last:
                end = last
            day += timedelta(days=1)
        return end

    def __contains__(self, instant: object) -> bool:
        return isinstance(instant, datetime) and self.end_of(instant) is not None


def parse_hours(text: str) -> Hours:
    """Read `22:00-07:00`, `sat,sun,holiday 08:00-20:00` or `mon-fri 08:00-18:00 but holidays`. Raises `ParseError`."""
    words, but = text.split(), text.endswith(" but holidays")
    if but:
        words = words[:-2]
    if not 1 <= len(words) <= 2:
        raise ParseError(f"{text!r:.60} are no hours; write 22:00-07:00, or mon-fri 08:00-18:00 but holidays")
    start, dash, end = words[-1].partition("-")
    if not dash:
        raise ParseError(f"{words[-1]!r:.40} is no span of hours; write 22:00-07:00")
    days = frozenset(day for part in words[:-1] for item in part.split(",") for day in _parse_days(item))
    return Hours(parse_clock(start), parse_clock(end), days, but)


def parse_clock(text: str) -> time:
    """Read `07:30`; 24:00 is midnight. Raises `ParseError`."""
    try:
        hour, minute = map(int, text.split(":"))
        return time(0 if (hour, minute) == (24, 0) else hour, minute)
    except ValueError as error:
        raise ParseError(f"{text!r:.40} is no time of day; write 07:30") from error


def parse_day(text: str) -> Day:
    """Read `mon` … `sun` or `holiday`. Raises `ParseError`."""
    try:
        return Day[text.upper()]
    except KeyError:
        days = ", ".join(day.name.lower() for day in Day)
        raise ParseError(f"{text!r:.40} is no day; there are {days}") from None


def _parse_days(text: str) -> list[Day]:
    first, dash, last = text.partition("-")
    if not dash:
        return [parse_day(text)]
    start, end = parse_day(first), parse_day(last)
    if Day.HOLIDAY in (start, end):
        raise ParseError(f"{text!r:.40}: days from … to are days of the week; write mon-fri,holiday")
    return [Day((start.value + n) % 7) for n in range((end.value - start.value) % 7 + 1)]
