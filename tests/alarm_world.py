"""A small world for the engine: a rule that is as simple as can be, a clock that stands, a store that may be away."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from alarms.engine import Engine
from alarms.stages import Handling, NoCorrelation, Router
from telemetry.alarm import (
    Alarm,
    AlarmChanges,
    Delivery,
    DeliveryKind,
    Happening,
    Plan,
    Severity,
    Source,
    Transition,
    Verdict,
)
from telemetry.device import Device
from telemetry.errors import RejectedError, UnavailableError
from telemetry.memory_alarms import MemoryAlarmStore
from telemetry.metrics import Metrics
from telemetry.quantity import AIR_TEMPERATURE
from telemetry.record import Point, Record
from telemetry.series import Series
from telemetry.times import from_ms
from telemetry.uplink import Uplink

START_MS = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp() * 1000)
SILENCE_MS = 60_000


TENANT, SITE = "somme-numerique", "dc-amiens"


def place(name: str, rule: str = "hot") -> Source:
    """The source of a rule on a device; `tenant:name` stands on the site of another authority."""
    tenant, _, device = name.rpartition(":")
    return Source(rule, tenant or TENANT, SITE, device)


def record(seq: int, name: str, value: float, received_ms: int) -> Record:
    """One temperature of a device."""
    device = Device(name, 1, TENANT, SITE)
    points = (Point(Series(1, name, AIR_TEMPERATURE, "main"), received_ms, value),)
    event = Uplink(name, from_ms(received_ms), 1, b"")
    return Record(seq, device, event, received_ms, received_ms, points)


class Thermometers:
    """Two rules: above 30 is `hot` (major; critical above 40), nothing for a minute is `silent`."""

    def __init__(self) -> None:
        self.hot: dict[str, int] = {}
        self.heard: dict[str, int] = {}
        self.silent: dict[str, int] = {}
        self.blinds: list[tuple[int, int]] = []

    def observe(self, record: Record, now_ms: int) -> Sequence[Verdict]:
        name, value = record.device.dev_eui, record.points[0].value
        if value < -273:
            raise ValueError("colder than cold")
        verdicts = []
        if self.silent.pop(name, 0):
            verdicts.append(self._verdict("silent", name, False, Severity.MINOR, record.time_ms))
        self.heard[name] = now_ms
        level = int(value > 30) * 3 + int(value > 40)
        if level != self.hot.get(name, 0):
            self.hot[name] = level
            severity = Severity(level or 3)
            verdicts.append(self._verdict("hot", name, level > 0, severity, record.time_ms, value))
        return verdicts

    def tick(self, now_ms: int) -> Sequence[Verdict]:
        silent = [name for name, at in self.heard.items() if now_ms - at > SILENCE_MS and name not in self.silent]
        self.silent.update(dict.fromkeys(silent, now_ms))
        return [self._verdict("silent", name, True, Severity.MINOR, now_ms) for name in silent]

    def blind(self, from_ms: int, to_ms: int) -> None:
        self.blinds.append((from_ms, to_ms))
        self.heard = {name: at + to_ms - from_ms for name, at in self.heard.items()}

    def standing(self) -> Sequence[Verdict]:
        return [
            *(self._verdict("hot", name, True, Severity(level), 0) for name, level in self.hot.items() if level),
            *(self._verdict("silent", name, True, Severity.MINOR, at) for name, at in self.silent.items()),
        ]

    def presume(self, alarms: Sequence[Alarm]) -> None:
        for alarm in alarms:
            held = self.silent if alarm.source.rule == "silent" else self.hot
            held.setdefault(alarm.source.device, int(alarm.severity))

    def handling(self, rule: str) -> Handling | None:
        return Handling() if rule in {"hot", "silent"} else None

    def snapshot(self) -> bytes:
        return json.dumps([self.hot, self.heard, self.silent]).encode()

    def restore(self, snapshot: bytes) -> None:
        self.hot, self.heard, self.silent = json.loads(snapshot)

    @staticmethod
    def _verdict(
        rule: str, name: str, holds: bool, severity: Severity, time_ms: int, value: float | None = None
    ) -> Verdict:
        return Verdict(place(name, rule), holds, severity, time_ms, time_ms, value)


class Pager:
    """One delivery for each raise, escalation and clear; a clear voids the page. As any router, it is pure."""

    def plan(self, told: Transition) -> Plan:
        kinds = {
            Happening.RAISED: DeliveryKind.PAGE,
            Happening.ESCALATED: DeliveryKind.PAGE,
            Happening.UNSHELVED: DeliveryKind.PAGE,
            Happening.UNSUPPRESSED: DeliveryKind.PAGE,
            Happening.UNACKNOWLEDGED: DeliveryKind.PAGE,
            Happening.IN_SERVICE: DeliveryKind.PAGE,
            Happening.CLEARED: DeliveryKind.CLEAR,
        }
        kind, alarm = kinds.get(told.happening), told.alarm
        if kind is None or alarm.suppressed or alarm.set_aside:
            return Plan(cancel=told.happening is Happening.ACKNOWLEDGED)
        key = f"{alarm.id}/{alarm.revision}"
        page = Delivery(key, alarm.id, "astreinte", 0, kind, alarm.severity, told.known_ms)
        return Plan((page,), cancel=kind is DeliveryKind.CLEAR)


class Links(NoCorrelation):
    """Suppresses what hangs on a link that is down, and tells it again when the link is back."""

    def __init__(self) -> None:
        self.down: set[str] = set()
        self._last: dict[Source, Verdict] = {}

    def review(self, verdicts: Sequence[Verdict], now_ms: int) -> Sequence[Verdict]:
        self._last.update((verdict.source, verdict) for verdict in verdicts)
        return [self._marked(verdict) for verdict in verdicts]

    def toggle(self, name: str) -> Sequence[Verdict]:
        """The link of a device goes down, or comes back."""
        self.down ^= {name}
        return [self._marked(verdict) for source, verdict in self._last.items() if source.device == name]

    def _marked(self, verdict: Verdict) -> Verdict:
        down = verdict.source.device in self.down
        return verdict._replace(suppressed_by="topology:link" if down and verdict.holds else "")


class FailingStore(MemoryAlarmStore):
    """Refuses commits while `away`, and for good what `refuses` says."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.refuses: Callable[[AlarmChanges], bool] = lambda _: False

    def commit(self, changes: AlarmChanges) -> list[Transition]:
        if self.away:
            raise UnavailableError("the database is away")
        if self.refuses(changes):
            raise RejectedError("the database does not take this")
        return super().commit(changes)


class World:
    """An engine on a store that outlives it, a journal of records, and a wall clock that the test moves."""

    def __init__(
        self, store: MemoryAlarmStore | None = None, router: Router | None = None, wall_ms: int = START_MS
    ) -> None:
        self.store = store or FailingStore()
        self.router = router or Pager()
        self.journal: list[Record] = []
        self.wall_ms = wall_ms
        self.connected = True
        self.links = Links()
        self.boot()

    def boot(self) -> None:
        """Start a new engine on what the store has, as after a crash."""
        self.evaluator = Thermometers()
        self.metrics = Metrics()
        self.engine = Engine(
            self.store,
            self.evaluator,
            self.links,
            self.router,
            self.metrics,
            lambda: self.wall_ms,
            lambda: len(self.journal),
            lambda: self.connected,
        )
        self.engine.start(self.history)

    def history(self, after: int, last: int) -> Iterable[Record]:
        return self.journal[after:last]

    def hear(self, name: str, value: float, received_ms: int | None = None) -> Record:
        """Receive a temperature: into the journal, not evaluated yet."""
        heard = record(len(self.journal) + 1, name, value, self.wall_ms if received_ms is None else received_ms)
        self.journal.append(heard)
        return heard

    def consume(self, limit: int = 1000) -> None:
        """Hand the engine what it has not had."""
        while self.engine.seq < len(self.journal):
            batch = self.journal[self.engine.seq : self.engine.seq + limit]
            self.engine.handle(batch, batch[-1].seq)

    def keep(self, **changes: int) -> None:
        """Keep the engine's memory, as its service does every minute."""
        snapshot = self.engine.snapshot()
        assert snapshot is not None
        self.store.keep(snapshot._replace(**changes))

    def say(self, name: str, value: float) -> None:
        """Receive a temperature and evaluate it."""
        self.hear(name, value)
        self.consume()

    def wait(self, seconds: float) -> None:
        """Let the time pass, the engine ticking as its service has it."""
        end = self.wall_ms + int(seconds * 1000)
        while self.wall_ms < end:
            self.wall_ms = min(end, self.wall_ms + 250)
            self.engine.tick()

    def told(self) -> Iterator[tuple[str, str, bool]]:
        """What has happened, in order: the rule and the device, what, and whether it is late."""
        for told in self.store.transitions(0, 10_000):
            source = told.alarm.source
            yield f"{source.rule} {source.device}", told.happening.value, told.alarm.late
