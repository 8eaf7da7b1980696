"""How many alarms people bear, by EEMUA 191 and ISA-18.2: rates, floods, what stands, what is stale, what chatters.

Counted is what is told: an alarm that was suppressed or shelved when it was raised burdens nobody. The targets are
those of the reference table in docs/alarms.md.
"""

from collections import Counter, deque
from collections.abc import Iterable
from typing import NamedTuple

from telemetry.alarm import Alarm, Happening, Severity, Transition

_MINUTE_MS = 60_000
_DAY_MS = 24 * 60 * _MINUTE_MS
_WINDOW_MS = 10 * _MINUTE_MS
_FLOOD_BEGINS, _FLOOD_ENDS = 10, 5
"""Alarms in ten minutes at which a flood begins, and below which it is over (EEMUA 191)."""
_MOST_FREQUENT = 10


class Figures(NamedTuple):
    """The figures of an instant; shares are between 0 and 1, rates of the last 24 hours."""

    last_10_min: int
    last_hour: int
    last_day: int
    peak_10_min: int
    in_flood: bool
    flood_share: float
    standing: int
    unacknowledged: int
    stale: int
    chattering: int
    suppressed: int
    shelved: int
    high_share: float
    medium_share: float
    low_share: float
    top_share: float
    top: tuple[tuple[str, int], ...]


class AlarmFigures:
    """The figures of one audience, kept up with each transition; a day of them is remembered."""

    def __init__(self) -> None:
        self._raised: deque[tuple[int, str, Severity]] = deque()
        self._recent: deque[int] = deque()
        self._floods: deque[tuple[int, int]] = deque()
        self._flood_since_ms: int | None = None

    def note(self, transition: Transition) -> None:
        """Count a transition, in the order in which they become known."""
        alarm = transition.alarm
        if transition.happening is Happening.RAISED and not is_quiet(alarm):
            # A clock that was set back does not undo what was counted.
            known_ms = max(transition.known_ms, self._raised[-1][0] if self._raised else 0)
            self._raised.append((known_ms, alarm.source.key, alarm.severity))
            self._recent.append(known_ms)
            self._watch_flood(known_ms)

    def at(self, now_ms: int, open_alarms: Iterable[Alarm]) -> Figures:
        """The figures now, of the alarms that are open and of the day that was."""
        now_ms = max(now_ms, self._raised[-1][0] if self._raised else 0)
        self._watch_flood(now_ms)
        while self._raised and self._raised[0][0] <= now_ms - _DAY_MS:
            self._raised.popleft()
        standing = [alarm for alarm in open_alarms if alarm.active]
        told = [alarm for alarm in standing if not is_quiet(alarm)]
        severities = Counter(severity for _, _, severity in self._raised)
        sources = Counter(key for _, key, _ in self._raised)
        top = sources.most_common(_MOST_FREQUENT)
        total = len(self._raised) or 1
        return Figures(
            last_10_min=len(self._recent),
            last_hour=self._since(now_ms - 60 * _MINUTE_MS),
            last_day=len(self._raised),
            peak_10_min=self._peak(),
            in_flood=self._flood_since_ms is not None,
            flood_share=self._flooded(now_ms) / _DAY_MS,
            standing=len(told),
            unacknowledged=sum(not alarm.acknowledged for alarm in told),
            stale=sum(now_ms - alarm.raised_ms > _DAY_MS for alarm in told),
            chattering=sum("chatter" in alarm.suppressed for alarm in standing),
            suppressed=sum(bool(alarm.suppressed) for alarm in standing),
            shelved=sum(alarm.shelved is not None for alarm in standing),
            high_share=severities[Severity.CRITICAL] / total,
            medium_share=severities[Severity.MAJOR] / total,
            low_share=(severities[Severity.MINOR] + severities[Severity.WARNING]) / total,
            top_share=sum(count for _, count in top) / total,
            top=tuple(top),
        )

    def _since(self, after_ms: int) -> int:
        count = 0
        for known_ms, _, _ in reversed(self._raised):
            if known_ms <= after_ms:
                break
            count += 1
        return count

    def _watch_flood(self, now_ms: int) -> None:
        # Counted as they come and go: in a flood, this is asked for each of thousands.
        while self._recent and self._recent[0] <= now_ms - _WINDOW_MS:
            self._recent.popleft()
        recent = len(self._recent)
        if self._flood_since_ms is None:
            if recent > _FLOOD_BEGINS:
                self._flood_since_ms = now_ms
        elif recent < _FLOOD_ENDS:
            self._floods.append((self._flood_since_ms, now_ms))
            self._flood_since_ms = None

    def _flooded(self, now_ms: int) -> int:
        begin_ms = now_ms - _DAY_MS
        while self._floods and self._floods[0][1] <= begin_ms:
            self._floods.popleft()
        floods = [*self._floods, *([(self._flood_since_ms, now_ms)] if self._flood_since_ms is not None else [])]
        return sum(end - max(start, begin_ms) for start, end in floods)

    def _peak(self) -> int:
        """The most alarms in any ten minutes of the day."""
        most, first = 0, 0
        times = [known_ms for known_ms, _, _ in self._raised]
        for last, known_ms in enumerate(times):
            while times[first] <= known_ms - _WINDOW_MS:
                first += 1
            most = max(most, last - first + 1)
        return most


def is_quiet(alarm: Alarm) -> bool:
    """Whether an alarm is kept without being told: suppressed by design, shelved, or out of service."""
    return bool(alarm.suppressed or alarm.shelved or alarm.out_of_service)
