"""Alarms behind the console: the real engine on the memory twin, without rules; tests say what holds."""

import threading
from dataclasses import replace

from alarms.engine import Engine
from alarms.notify.transports.contract import RuleWords
from alarms.service import AlarmService
from alarms.stages import NoCorrelation, NoRules
from alarms.topology.graph import Link, Node, Topology
from telemetry.alarm import Alarm, AlarmChanges, Happening, Plan, Severity, Source, Transition
from telemetry.memory_alarms import MemoryAlarmStore
from telemetry.metrics import Metrics
from telemetry.times import to_ms, utc_now

TOPOLOGY = Topology(
    (Node("DC", "", "Datacenter", core=True), Node("COR", "nro", "NRO de Corbie"), Node("ALB", "", "NRO d'Albert")),
    (Link("DC", "COR"), Link("COR", "ALB")),
)
"""The exchange of the console's world hangs on one link, and another one on it."""


class NoRouter:
    """Tells nobody."""

    def plan(self, transition: Transition) -> Plan:
        return Plan()


def now_ms() -> int:
    return to_ms(utc_now())


def rule_words(rule: str, language: str) -> RuleWords:
    """Titles in both languages."""
    title = {"fr": "Température trop haute", "en": "Temperature too high"}[language]
    return RuleWords(title if rule == "hot" else rule, {"fr": "Ouvrir la porte.", "en": "Open the door."}[language])


class Alarms:
    """A desk as the console gets it, and what makes alarms come and go."""

    def __init__(self) -> None:
        self.store = MemoryAlarmStore()
        engine = Engine(self.store, NoRules(), NoCorrelation(), NoRouter(), Metrics(), now_ms, lambda: 0)
        engine.attend()
        self.service = AlarmService(engine, self.store)
        self._lock = threading.Lock()

    def happen(self, alarm: Alarm, happening: Happening = Happening.RAISED, actor: str = "") -> Alarm:
        """Keep a revision of an alarm, as another process would."""
        with self._lock:
            told = Transition(alarm, happening, now_ms(), now_ms(), actor)
            self.store.commit(AlarmChanges((alarm,), (told,)))
        return alarm

    def raise_(self, source: Source, severity: Severity = Severity.MAJOR, **more: object) -> Alarm:
        """An alarm begins to hold."""
        alarm = Alarm(source, severity, now_ms(), now_ms(), announced=True)
        return self.happen(replace(alarm, **more))  # type: ignore[arg-type]

    def clear(self, alarm: Alarm) -> Alarm:
        """An alarm holds no longer."""
        held = self.store.get(alarm.id)
        over = replace(held, revision=held.revision + 1, active=False, cleared_ms=now_ms())
        return self.happen(over, Happening.CLEARED)
