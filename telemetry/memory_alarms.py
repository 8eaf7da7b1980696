"""The in-memory twin of the alarm store: alarms and their history, over the twin of the outbox."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from telemetry.alarm import Alarm, AlarmChanges, AlarmFilter, Snapshot, Transition
from telemetry.errors import ConflictError, NotFoundError
from telemetry.memory_outbox import MemoryOutbox

CONSUMER = "alarms"
"""The consumer whose place in the journal a commit moves."""


class MemoryAlarmStore(MemoryOutbox):
    """Alarms, history and outbox that a power cut would empty."""

    def __init__(self) -> None:
        super().__init__()
        self._alarms: dict[str, Alarm] = {}
        self._history: list[Transition] = []
        self._seqs: dict[str, int] = {}
        self._snapshot: Snapshot | None = None
        self._last = 0

    def load(self, consumer: str) -> int:
        return self._seqs.get(consumer, 0)

    def save(self, consumer: str, seq: int) -> None:
        self._seqs[consumer] = seq

    def commit(self, changes: AlarmChanges) -> list[Transition]:
        require_revisions(changes, {name: alarm.revision for name, alarm in self._alarms.items()})
        self._alarms.update((alarm.id, alarm) for alarm in changes.alarms)
        kept = [told._replace(seq=self._last + place) for place, told in enumerate(changes.transitions, 1)]
        self._last += len(kept)
        self._history += kept
        self.plan(changes.deliveries, changes.cancel)
        if changes.seq is not None:
            self._seqs[CONSUMER] = changes.seq
        return kept

    def keep(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def snapshot(self) -> Snapshot | None:
        return self._snapshot

    def open_alarms(self) -> list[Alarm]:
        return sorted((alarm for alarm in tuple(self._alarms.values()) if alarm.open), key=_age)

    def get(self, alarm_id: str) -> Alarm:
        try:
            return self._alarms[alarm_id]
        except KeyError:
            raise NotFoundError(f"no alarm {alarm_id:.80}") from None

    def find(self, where: AlarmFilter, before: str | None = None, limit: int = 100) -> list[Alarm]:
        bound = None if before is None else _age(self.get(before))
        return list(islice(self._matching(where, bound), limit))

    def _matching(self, where: AlarmFilter, bound: tuple[int, str] | None) -> Iterator[Alarm]:
        held = tuple(self._alarms.values())  # A copy: the engine adds while others look.
        for alarm in sorted(held, key=_age, reverse=True):
            if (bound is None or _age(alarm) < bound) and wanted(alarm, where):
                yield alarm

    def history(self, alarm_id: str) -> list[Transition]:
        self.get(alarm_id)
        return [told for told in self._history if told.alarm.id == alarm_id]

    def transitions(self, after: int, limit: int) -> list[Transition]:
        return list(islice((told for told in tuple(self._history) if told.seq > after), limit))

    def count_transitions(self, after: int, last: int, tenants: Collection[str] | None) -> int:
        between = (told.alarm.source for told in tuple(self._history) if after < told.seq <= last)
        return sum(tenants is None or source.tenant in tenants for source in between)

    def last_transition(self) -> int:
        return self._last

    def prune(self, before_ms: int) -> int:
        old = {
            name
            for name, alarm in self._alarms.items()
            if not alarm.open and alarm.cleared_ms is not None and alarm.cleared_ms < before_ms
        }
        self._alarms = {name: alarm for name, alarm in self._alarms.items() if name not in old}
        self._history = [told for told in self._history if told.alarm.id not in old]
        with self._lock:
            self._held = {key: held for key, held in self._held.items() if held.alarm_id not in old}
        return len(old)

    def close(self) -> None:
        pass


def require_revisions(changes: AlarmChanges, stored: Mapping[str, int]) -> None:
    """Raise `ConflictError` unless each alarm goes on from its stored revision; one that is not stored is new."""
    first = {alarm.id: alarm.revision for alarm in changes.alarms}
    for told in reversed(changes.transitions):
        first[told.alarm.id] = told.alarm.revision
    for name, revision in first.items():
        if stored.get(name, 0) != revision - 1:
            raise ConflictError(f"somebody else changed alarm {name}; read it again, then decide")


def wanted(alarm: Alarm, where: AlarmFilter) -> bool:
    """Whether an alarm is among those that a filter wants."""
    source = alarm.source
    return (
        where.tenant in (None, source.tenant)
        and where.site in (None, source.site)
        and where.device in (None, source.device)
        and where.rule in (None, source.rule)
        and where.open in (None, alarm.open)
        and where.active in (None, alarm.active)
        and where.acknowledged in (None, alarm.acknowledged)
        and (where.at_least is None or alarm.severity >= where.at_least)
        and (where.since_ms is None or alarm.raised_ms >= where.since_ms)
        and (where.until_ms is None or alarm.raised_ms < where.until_ms)
    )


def _age(alarm: Alarm) -> tuple[int, str]:
    return alarm.raised_ms, alarm.id
