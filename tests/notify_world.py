"""A small territory for tests of notifications: policies, alarms that live by hand, channels that write down."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from alarms.notify.composer import Composer
from alarms.notify.links import Links
from alarms.notify.notifier import Notifier
from alarms.notify.pace import Pace, Retry
from alarms.notify.places import Places
from alarms.notify.policy import Policies
from alarms.notify.router import Router
from alarms.notify.transports.contract import Message, RuleWords, Transport
from telemetry.alarm import Alarm, AlarmChanges, Happening, Severity, Shelving, Source, Transition
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.errors import RejectedError, UnavailableError
from telemetry.memory import MemoryRegistry
from telemetry.memory_alarms import MemoryAlarmStore
from telemetry.metrics import Metrics
from telemetry.ports import Inventory

KEY = "0123456789abcdef0123456789abcdef"
START_MS = 1_795_478_400_000  # 2026-11-24T00:00Z, a Tuesday
EXAMPLE = Path(__file__).parent.parent / "config" / "notify.example.yaml"
BARE = Source("room-temperature", "somme-numerique", "nro-albert", "24e124136b502217", "main", "air_temperature")


def registry() -> MemoryRegistry:
    held = MemoryRegistry()
    held.merge(
        Inventory(
            (Tenant("somme-numerique", "Somme Numérique"),),
            (Site("nro-albert", "somme-numerique", "NRO Albert", "nro", "Albert", 50.0, 2.65),),
            (),
            (Device(BARE.device, tenant="somme-numerique", site="nro-albert", name="Baie 2", domain=Domain.NRO),),
        )
    )
    return held


def words(rule: str, language: str) -> RuleWords:
    if language == "en":
        return RuleWords("Room too warm", "Go there; open the door; call the cooling service.")
    return RuleWords("Température trop haute", "Aller sur place, ouvrir la porte, appeler le frigoriste.")


class Writer:
    """A channel that writes down what it is given; `trouble` says how it fails, by attempt."""

    def __init__(self, clock: Callable[[], float], resend_s: float = 0.0, at_once: int = 4) -> None:
        self.resend_s = resend_s
        self.at_once = at_once
        self.sent: list[tuple[float, Message]] = []
        self.trouble: Callable[[Message], Exception | None] = lambda _message: None
        self._clock = clock

    def send(self, message: Message) -> str:
        error = self.trouble(message)
        if error:
            raise error
        self.sent.append((self._clock(), message))
        return f"receipt {len(self.sent)}"

    def close(self) -> None:
        pass


class Inline(Executor):
    """Runs what it is given at once, in the caller's thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class World:
    """Router, notifier and store on one clock that stands until it is moved; seconds since START_MS."""

    def __init__(self, policies: str | dict[str, Any], channels: tuple[str, ...] = ("sms", "mail", "tchap")) -> None:
        content = yaml.safe_load(policies) if isinstance(policies, str) else policies
        self.policies = Policies.model_validate(content)
        self.now = 0.0
        self.store = MemoryAlarmStore()
        self.metrics = Metrics()
        self.registry = registry()
        self.writers = {name: Writer(self.clock) for name in channels}
        self.links = Links("https://alarmes.example.fr", KEY)
        place = Places(self.registry).of
        self.router = Router(lambda: self.policies, place)
        composer = Composer(lambda: self.policies, place, words, self.links, "fr")
        channels_: dict[str, Transport] = dict(self.writers)
        self.notifier = Notifier(
            self.store,
            self.store,
            self.router,
            composer,
            channels_,
            self.metrics,
            Pace(),
            Retry(first_s=10, longest_s=10, jitter=0),
            self.clock,
            lambda _name, _threads: Inline(),
        )

    def clock(self) -> float:
        return START_MS / 1000 + self.now

    @property
    def now_ms(self) -> int:
        return START_MS + int(self.now * 1000)

    def run_until(self, seconds: float) -> None:
        """Let the time pass, working the outbox whenever something is due."""
        while True:
            while self.notifier.work():
                pass
            due = self.store.next_due()
            if due is None or due > START_MS + seconds * 1000:
                break
            self.now = max(self.now + 0.001, (due - START_MS) / 1000)
        self.now = seconds

    def happen(self, happening: Happening, alarm: Alarm, **changes: Any) -> Alarm:
        """Keep a transition with its deliveries, as the engine does."""
        known = {one.id for one in self.store._alarms.values()}
        revision = alarm.revision + 1 if alarm.id in known else alarm.revision
        after = replace(alarm, revision=revision, **changes)
        transition = Transition(after, happening, self.now_ms, self.now_ms)
        plan = self.router.plan(transition)
        cancel = (after.id,) if plan.cancel else ()
        self.store.commit(AlarmChanges((after,), (transition,), plan.deliveries, cancel))
        return after

    def raised(self, severity: Severity = Severity.CRITICAL, source: Source = BARE, **changes: Any) -> Alarm:
        given = {"value": 41.2, "limit": 40.0, "announced": True, **changes}
        return self.happen(Happening.RAISED, Alarm(source, severity, self.now_ms, self.now_ms, **given))

    def act(self, alarm: Alarm, what: str) -> Alarm:
        """What a scenario says happens to an alarm."""
        happening, changes = ACTS[what](self)
        return self.happen(happening, self.store.get(alarm.id), **changes)


ACTS: dict[str, Callable[[World], tuple[Happening, dict[str, Any]]]] = {
    "acknowledged": lambda world: (
        Happening.ACKNOWLEDGED,
        {"acknowledged": True, "acknowledged_by": "odile", "acknowledged_ms": world.now_ms},
    ),
    "unacknowledged": lambda _world: (Happening.UNACKNOWLEDGED, {"acknowledged": False, "acknowledged_by": ""}),
    "cleared": lambda world: (Happening.CLEARED, {"active": False, "cleared_ms": world.now_ms}),
    "latched": lambda world: (Happening.CLEARED, {"active": False, "latched": True, "cleared_ms": world.now_ms}),
    "reset": lambda _world: (Happening.RESET, {"latched": False}),
    "escalated": lambda _world: (Happening.ESCALATED, {"severity": Severity.CRITICAL, "acknowledged": False}),
    "shelved": lambda world: (Happening.SHELVED, {"shelved": Shelving(world.now_ms + 3_600_000, "odile", "travaux")}),
    "unshelved": lambda _world: (Happening.UNSHELVED, {"shelved": None}),
    "suppressed": lambda _world: (Happening.SUPPRESSED, {"suppressed": ("topology:nro",)}),
    "unsuppressed": lambda _world: (Happening.UNSUPPRESSED, {"suppressed": ()}),
    "out of service": lambda _world: (Happening.OUT_OF_SERVICE, {"out_of_service": "panne"}),
    "in service": lambda _world: (Happening.IN_SERVICE, {"out_of_service": ""}),
    "commented": lambda _world: (Happening.COMMENTED, {}),
}
"""What may happen in a scenario, by the word for it."""

UNREACHABLE = UnavailableError("no answer")
REFUSED = RejectedError("no such number")
