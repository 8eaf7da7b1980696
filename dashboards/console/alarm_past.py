"""What the console reads of past alarms: those of a period, and the load of the last day; blocking."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from alarms.figures import AlarmFigures, Figures
from dashboards.console.snapshot import plain
from telemetry.access import Tenants
from telemetry.alarm import Alarm, AlarmFilter, Severity
from telemetry.ports import AlarmStore
from telemetry.times import PARIS, to_ms

MOST_FOUND: Final = 500
_PIECE: Final = 500
_MOST_READ: Final = 20_000
_DAY_MS: Final = 86_400_000


class Period(NamedTuple):
    """Civil days of Paris, both included."""

    first: date
    last: date

    @classmethod
    def read(cls, first: str, last: str, today: date) -> "Period":
        """The period of two ISO dates; what is no date stands for a week until today."""
        end = _date(last) or today
        return cls(min(_date(first) or end - timedelta(days=6), end), end)

    @property
    def since_ms(self) -> int:
        """Its first instant."""
        return to_ms(datetime.combine(self.first, time(), PARIS))

    @property
    def until_ms(self) -> int:
        """The first instant after it."""
        return to_ms(datetime.combine(self.last + timedelta(days=1), time(), PARIS))


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 < found.year < 9999 else None


class Search(NamedTuple):
    """What is looked for: alarms raised in a period, at least so grave, over these authorities."""

    period: Period
    at_least: Severity | None
    tenants: Tenants


def found(store: AlarmStore, search: Search) -> Iterator[Alarm]:
    """The alarms of a period, the newest first, open ones too."""
    where = AlarmFilter(since_ms=search.period.since_ms, until_ms=search.period.until_ms, at_least=search.at_least)
    before, read = None, 0
    while read < _MOST_READ and (piece := store.find(where, before, _PIECE)):
        yield from (alarm for alarm in piece if search.tenants is None or alarm.source.tenant in search.tenants)
        before, read = piece[-1].id, read + len(piece)


def says(text: str, found_by: str) -> bool:
    """Whether what an alarm is found by holds what somebody has typed."""
    return plain(text.strip()) in found_by


def figures(store: AlarmStore, tenants: Tenants, now_ms: int) -> Figures:
    """The load of the last day on those who look after these authorities."""
    kept = AlarmFigures()
    place = _place_at(store, now_ms - _DAY_MS)
    while told := store.transitions(place, _PIECE):
        for one in told:
            if tenants is None or one.alarm.source.tenant in tenants:
                kept.note(one)
        place = told[-1].seq
    stands = [alarm for alarm in store.open_alarms() if tenants is None or alarm.source.tenant in tenants]
    return kept.at(now_ms, stands)


def _place_at(store: AlarmStore, since_ms: int) -> int:
    """The seq of the last transition known before an instant, by halving: transitions are kept as they become known."""
    low, high = 0, store.last_transition()
    while low < high:
        middle = (low + high) // 2
        told = store.transitions(middle, 1)
        if told and told[0].known_ms < since_ms:
            low = told[0].seq
        else:
            high = middle
    return low
