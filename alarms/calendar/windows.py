"""Windows of announced work: when, where, and what an alarm means meanwhile.

Times are those of the wall in Europe/Paris: "each Tuesday at 22:00" stays at 22:00 through both changes of
the clock. A window that begins in the hour that spring leaves out begins at the change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from dateutil.rrule import rrule, rruleset, rrulestr

from telemetry.alarm import Severity, Source
from telemetry.errors import ConfigError
from telemetry.series import HOUR_MS
from telemetry.times import PARIS, to_ms


class Mode(StrEnum):
    """What a window does to an alarm that begins or stands in it."""

    MUTE = "mute"
    """Kept and seen, not told: suppressed by design (ISA-18.2 state F)."""
    INFORM = "inform"
    """Told as a warning: a door that a declared technician opens."""
    EXERCISE = "exercise"
    """Told as ever and marked as an exercise: a drill proves that people are reached."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which alarms; an empty set means any."""

    tenants: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()

    def covers(self, source: Source) -> bool:
        """Whether the source is one of them."""
        return (
            (not self.tenants or source.tenant in self.tenants)
            and (not self.sites or source.site in self.sites)
            and (not self.devices or source.device in self.devices)
            and (not self.rules or source.rule in self.rules)
        )


@dataclass(frozen=True, slots=True)
class Window:
    """One announcement: `start` in Paris wall time (naive), repeated by `rule` (RFC 5545 RRULE) if there is one.

    `up_to` is the gravest severity that it touches: by default a critical alarm is told whatever is announced.
    """

    id: str
    scope: Scope
    mode: Mode
    start: datetime
    duration: timedelta
    reason: str
    by: str
    rule: str = ""
    up_to: Severity = Severity.MAJOR

    def is_open(self, now_ms: int) -> bool:
        """Whether it is on at this instant."""
        return any(begin <= now_ms < end for begin, end in self.near(now_ms))

    def near(self, now_ms: int) -> Iterator[tuple[int, int]]:
        """The occurrences (begin, end in ms) that could be on now."""
        wall = datetime.fromtimestamp(now_ms / 1000, PARIS).replace(tzinfo=None)
        margin = timedelta(hours=2)  # More than any change of the clock.
        if not self.rule:
            starts: Iterable[datetime] = [self.start]
        else:
            starts = recurrence(self).between(wall - self.duration - margin, wall + margin, inc=True)
        for start in starts:
            begin = to_ms(start.replace(tzinfo=PARIS).astimezone(UTC))
            # The end is on the wall too: work from 22:00 to 04:00 lasts five or seven hours twice a year.
            yield begin, to_ms((start + self.duration).replace(tzinfo=PARIS).astimezone(UTC))


def recurrence(window: Window) -> rrule | rruleset:
    """The recurrence of a window; raises `ConfigError` for a rule that is none."""
    try:
        return rrulestr(window.rule, dtstart=window.start)
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(
            f"window {window.id}: {window.rule!r:.80} is no recurrence ({error}); write FREQ=WEEKLY;BYDAY=TU"
        ) from error


class Calendar:
    """All windows, asked four times a second; which are open is found anew when one begins or ends, or once an hour."""

    def __init__(self, windows: Iterable[Window] = ()) -> None:
        self.windows = tuple(windows)
        self._open: tuple[Window, ...] = ()
        self._from_ms, self._until_ms = 0, -1

    def open_at(self, now_ms: int) -> tuple[Window, ...]:
        """The windows that are on."""
        if not self._from_ms <= now_ms < self._until_ms:
            self._look(now_ms)
        return self._open

    def _look(self, now_ms: int) -> None:
        near = [(window, list(window.near(now_ms))) for window in self.windows]
        self._open = tuple(one for one, times in near if any(begin <= now_ms < end for begin, end in times))
        borders = (border for _, times in near for pair in times for border in pair if border > now_ms)
        # What begins in more than an hour may not be among them yet.
        self._from_ms, self._until_ms = now_ms, min([now_ms + HOUR_MS, *borders])
