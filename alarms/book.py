"""The open alarms as the store has them, and a draft of what the next commit makes of them."""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from alarms.life import elapse, judge, next_change
from alarms.stages import Handling, Router
from telemetry.alarm import Alarm, AlarmChanges, Delivery, Plan, Source, Transition, Verdict
from telemetry.metrics import Metrics

logger = logging.getLogger(__name__)

HandlingOf = Callable[[str], Handling]


class Book:
    """Open alarms by source, in memory: what a verdict meets. The store is the truth."""

    def __init__(self, handling_of: HandlingOf) -> None:
        self._handling_of = handling_of
        self._by_source: dict[Source, dict[str, Alarm]] = defaultdict(dict)
        self._next_ms: int | None = None

    def __iter__(self) -> Iterator[Alarm]:
        return (alarm for held in self._by_source.values() for alarm in held.values())

    def replace(self, alarms: Iterable[Alarm]) -> None:
        """Hold these and no others."""
        self._by_source.clear()
        self._next_ms = None
        self.take(alarms)

    def take(self, alarms: Iterable[Alarm]) -> None:
        """Hold what has changed; what is closed goes, and what is older than what is held is no news."""
        for alarm in alarms:
            held = self._by_source[alarm.source]
            if alarm.id in held and held[alarm.id].revision > alarm.revision:
                continue
            held[alarm.id] = alarm
            if not alarm.open:
                del held[alarm.id]
            if not held:
                del self._by_source[alarm.source]
            self._await(alarm)

    def of(self, source: Source) -> Collection[Alarm]:
        """The open alarms of a source, in the order of their branches."""
        return self._by_source[source].values() if source in self._by_source else ()

    def find(self, alarm_id: str) -> Alarm | None:
        """The open alarm of this id."""
        return next((alarm for alarm in self if alarm.id == alarm_id), None)

    def count_active(self) -> int:
        """How many hold now; for another thread, which looks while this one writes."""
        held = tuple(self._by_source.values())
        return sum(alarm.active for alarms in held for alarm in tuple(alarms.values()))

    def due(self, now_ms: int) -> list[Alarm]:
        """The alarms that the time alone changes by now."""
        if self._next_ms is None or now_ms < self._next_ms:
            return []
        self._next_ms = None
        found = []
        for alarm in self:
            when = next_change(alarm, self._handling_of(alarm.source.rule))
            if when is not None and when <= now_ms:
                found.append(alarm)
            self._await(alarm)
        return found

    def _await(self, alarm: Alarm) -> None:
        when = next_change(alarm, self._handling_of(alarm.source.rule)) if alarm.open else None
        if when is not None and (self._next_ms is None or when < self._next_ms):
            self._next_ms = when


class Draft:
    """What one commit writes, as it grows over an unchanged book: nothing has happened until it is kept."""

    def __init__(self, book: Book, handling_of: HandlingOf, router: Router, metrics: Metrics) -> None:
        self._book = book
        self._handling_of = handling_of
        self._router = router
        self._metrics = metrics
        self._changed: dict[Source, dict[str, Alarm]] = {}
        self._deliveries: dict[str, dict[str, Delivery]] = defaultdict(dict)
        self._cancel: set[str] = set()
        self.transitions: list[Transition] = []

    def judge(self, verdict: Verdict, now_ms: int, late: bool, taken: Collection[str]) -> None:
        """Let a verdict change the alarms of its source."""
        handling = self._handling_of(verdict.source.rule)
        self.tell(judge(self._held(verdict.source), verdict, handling, now_ms, late, taken))

    def elapse(self, alarm: Alarm, now_ms: int) -> None:
        """Let the time change an alarm."""
        self.tell(elapse(alarm, self._handling_of(alarm.source.rule), now_ms))

    def tell(self, transitions: Sequence[Transition]) -> None:
        """Add what has happened, with what it means for the outbox."""
        for told in transitions:
            self._overlay(told.alarm.source)[told.alarm.id] = told.alarm
            self.transitions.append(told)
            plan = self._plan(told)
            if plan.cancel:
                self._cancel.add(told.alarm.id)
                self._deliveries.pop(told.alarm.id, None)
            self._deliveries[told.alarm.id].update((delivery.key, delivery) for delivery in plan.deliveries)

    def changes(self, seq: int | None) -> AlarmChanges:
        """All of it, for the store."""
        alarms = {told.alarm.id: told.alarm for told in self.transitions}
        return AlarmChanges(
            tuple(alarms.values()),
            tuple(self.transitions),
            tuple(delivery for planned in self._deliveries.values() for delivery in planned.values()),
            tuple(sorted(self._cancel)),
            seq,
        )

    def _held(self, source: Source) -> list[Alarm]:
        held = self._changed[source].values() if source in self._changed else self._book.of(source)
        return [alarm for alarm in held if alarm.open]

    def _overlay(self, source: Source) -> dict[str, Alarm]:
        if source not in self._changed:
            self._changed[source] = {alarm.id: alarm for alarm in self._book.of(source)}
        return self._changed[source]

    def _plan(self, told: Transition) -> Plan:
        try:
            return self._router.plan(told)
        except Exception:
            # Its alarm is kept and seen all the same, and all others are told.
            logger.exception("nobody can be told of %s %s", told.alarm.id, told.happening)
            self._metrics.add("samara_alarms_untold_total")
            return Plan()
