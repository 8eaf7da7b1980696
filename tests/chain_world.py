"""The whole chain on one clock: MQTT payloads in; transitions, and messages that people get, out.

A scenario is data (`alarms/scenarios/*.yaml`): devices of the kinds in `alarms/field_kinds.yaml`, whose payloads are
those of the real equipment, and lines of what happens: `0:10 every 1 min until 1:00 rectifier dc_voltage=54->46`,
`0:12 odile acknowledges nro.mains_failure until 1:00`, `0:20 samara stops`. Times count from its `start`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from alarm_cases import at_ms
from field_messages import GATEWAY, Sensor, sensors
from notify_world import Inline, Writer

from alarms import actions
from alarms.actions import Act
from alarms.calendar.files import WindowEntry
from alarms.calendar.windows import Calendar
from alarms.correlation import Correlator
from alarms.engine import Engine
from alarms.evaluation import Evaluator
from alarms.notify.composer import Composer
from alarms.notify.notifier import Notifier
from alarms.notify.pace import Pace, Retry
from alarms.notify.places import Places
from alarms.notify.policy import Policies
from alarms.notify.router import Router
from alarms.rules.reader import load, shipped
from alarms.topology.files import example
from alarms.topology.graph import Link, Node, Topology
from alarms.words import rule_words
from decoders.registry import builtin
from ingest.feed import DecodedFeed
from ingest.pipeline import Pipeline
from ingest.sources.contract import Sources
from samara.alarming import facts_of
from telemetry.alarm import AlarmFilter, Transition
from telemetry.device import Gateway, Site, Tenant
from telemetry.memory import MemoryJournal, MemoryRegistry
from telemetry.memory_alarms import MemoryAlarmStore
from telemetry.metrics import Metrics
from telemetry.ports import Inventory
from telemetry.record import RawMessage, Record
from telemetry.times import PARIS, to_ms

FOLDER = Path(__file__).parent / "alarms"
SOURCES = Sources.named(("chirpstack", "neuron", "telegraf", "axis", "shelly"))
DECODERS = builtin()
CHANNELS = ("sms",)
_TIME = r"(?:\d+d )?[\d:]+"
_LINE = re.compile(rf"(?P<at>{_TIME})(?: every (?P<step>\d+) (?P<unit>s|min|h) until (?P<until>{_TIME}))? (?P<what>.*)")
_UNITS = {"s": 1000, "min": 60_000, "h": 3_600_000}
_SNAPSHOT_MS = 60_000


class Event(NamedTuple):
    """One thing that happens, and how far it is (0 to 1) in a repetition, for values that change on the way."""

    time_ms: int
    what: str
    share: float


def scenarios() -> list[dict[str, Any]]:
    """All scenarios, each with the file that it stands in."""
    files = sorted((FOLDER / "scenarios").glob("*.yaml"))
    return [{"file": file.stem, **one} for file in files for one in yaml.safe_load(file.read_text("utf-8"))]


class Chain:
    """Journal, pipeline, rules, causes, life, router and notifier as `samara run` wires them, on a clock that steps."""

    def __init__(self, scenario: dict[str, Any]) -> None:
        self._scenario = scenario
        self.start_ms = self.now_ms = to_ms(
            datetime.fromisoformat(scenario.get("start", "2026-01-12T00:00")).replace(tzinfo=PARIS)
        )
        self._step_ms = 1000 * scenario.get("step", 1)
        self.sensors = dict(sensors(scenario["devices"]))
        self.registry = _registry(self.sensors.values(), scenario)
        self.store = MemoryAlarmStore()
        self.journal = MemoryJournal()
        pipeline = Pipeline(SOURCES, self.registry, DECODERS)
        self._feed = DecodedFeed(self.journal, pipeline, 600_000)
        self.policies = Policies.model_validate(scenario.get("policies") or yaml.safe_load(POLICIES))
        self.writers = {name: Writer(lambda: self.now_ms / 1000) for name in CHANNELS}
        names = [file for file in shipped() if file.stem in scenario["packs"]]
        self._rules = load(names)
        self.events = sorted(_events(scenario["given"], self.start_ms), key=lambda event: event.time_ms)
        self.running = self.hearing = True
        self._queue: list[RawMessage] = []
        self._leap_ms = 0
        self._boot()

    def _boot(self) -> None:
        place = Places(self.registry).of
        calendar = Calendar(WindowEntry.model_validate(one).window() for one in self._scenario.get("windows", ()))
        evaluator = Evaluator(self._rules, self.registry)
        correlator = Correlator(_topology(self._scenario), self.registry, facts_of(self._rules), calendar)
        router = Router(lambda: self.policies, place)
        composer = Composer(lambda: self.policies, place, self._words, None, "fr")
        self.metrics = Metrics()
        self.engine = Engine(
            self.store,
            evaluator,
            correlator,
            router,
            self.metrics,
            self._clock,
            lambda: self.journal.span()[1],
            lambda: self.hearing,
        )
        self.notifier = Notifier(
            self.store,
            self.store,
            router,
            composer,
            dict(self.writers),
            self.metrics,
            Pace(),
            Retry(first_s=10, longest_s=10, jitter=0),
            lambda: self._clock() / 1000,
            lambda _name, _threads: Inline(),
        )
        self.engine.start(self._history)

    def _words(self, rule: str, language: str) -> Any:
        return rule_words(self._rules, rule, language)

    def _clock(self) -> int:
        return self.now_ms + self._leap_ms

    def _history(self, after: int, last: int) -> Iterable[Record]:
        outcomes = self._feed.cursor(after).advance(last - after) if last > after else []
        return [record for outcome in outcomes for record in outcome.records]

    def play(self) -> None:
        """Let everything happen, each step of the clock as the service has it."""
        end_ms = at_ms(self._scenario["until"], self.start_ms) if "until" in self._scenario else self.events[-1].time_ms
        events = iter(self.events)
        event = next(events, None)
        kept_ms = self.now_ms
        while self.now_ms <= end_ms:
            while event and event.time_ms <= self.now_ms:
                self._happen(event)
                event = next(events, None)
            if self.running:
                self._turn()
                if self.now_ms - kept_ms >= _SNAPSHOT_MS and (snapshot := self.engine.snapshot()):
                    self.store.keep(snapshot)
                    kept_ms = self.now_ms
            self.now_ms += self._step_ms

    def _turn(self) -> None:
        if self.hearing and self._queue:
            self.journal.append(self._queue)
            self._queue = []
        while self.engine.seq < self.journal.span()[1]:
            cursor = self._feed.cursor(self.engine.seq)
            outcomes = cursor.advance(1000)
            self.engine.handle([record for outcome in outcomes for record in outcome.records], outcomes[-1].seq)
        self.engine.tick()
        while self.notifier.work():
            pass

    def _happen(self, event: Event) -> None:
        who, _, words = event.what.partition(" ")
        match who, words.split():
            case "samara", ["stops"]:
                self.running = False
            case "samara", ["starts"]:
                self.running = True
                self._boot()
            case "broker", [word]:
                self.hearing = word == "back"
            case "clock", [leap]:
                self._leap_ms += 1000 * int(leap)
            case _, [verb, rule, *rest] if verb in ACTS:
                until_ms = at_ms(rest[1], self.start_ms) if rest else None
                self._act(who, verb, rule, until_ms)
            case _:
                said = dict(_word(word, event.share) for word in words.split())
                for sensor in self._called(who):
                    self._queue.append(sensor.message(self._clock(), dict(said)))

    def _called(self, name: str) -> list[Sensor]:
        return [sensor for own, sensor in self.sensors.items() if name in (own, own.rstrip("0123456789"))]

    def _act(self, person: str, verb: str, rule: str, until_ms: int | None) -> None:
        act = Act(person, self._clock())
        [alarm] = [one for one in self.store.open_alarms() if one.source.rule == rule and (one.active or one.latched)]
        self.engine.act(alarm.id, lambda one, _: ACTS[verb](one, act, until_ms))

    def happened(self) -> list[str]:
        """Every transition, as scenarios write it."""
        return [self._transition(told) for told in self.store.transitions(0, 100_000)]

    def counts(self) -> dict[str, int]:
        """How often each thing has happened to alarms of each rule, seen or suppressed."""
        told = self.store.transitions(0, 100_000)
        said = (
            f"{one.happening} {one.alarm.source.rule}{' (suppressed)' * bool(one.alarm.suppressed)}" for one in told
        )
        return dict(Counter(said))

    def _transition(self, told: Transition) -> str:
        source, alarm = told.alarm.source, told.alarm
        where = next(
            (one.name for one in self.sensors.values() if one.device.dev_eui == source.device),
            source.device or source.site,
        )
        marks = [f"({reason})" for reason in alarm.suppressed] + ["EXERCISE"] * alarm.exercise + ["LATE"] * alarm.late
        severity = [] if told.happening.value == "cleared" else [alarm.severity.key]
        return " ".join(
            [self.time(told.known_ms), told.happening.value, source.rule, where.removesuffix("#"), *severity, *marks]
        )

    def told(self) -> list[str]:
        """Every short message: time, person, text."""
        by_number = {one.reach["sms"]: name for name, one in self.policies.people.items()}
        return [
            f"{self.time(round(at * 1000))} {by_number[message.address]}: {message.short}"
            for at, message in self.writers["sms"].sent
        ]

    def refused(self) -> list[str]:
        """Why messages were not understood."""
        return [outcome.refused.reason for outcome in self._feed.cursor(0).advance(100_000) if outcome.refused]

    def read(self) -> str:
        """Everything that people can read in the long texts."""
        return "\n".join(message.plain for _, message in self.writers["sms"].sent)

    def standing(self) -> list[str]:
        """The rules of what is open at the end, most often one."""
        return sorted(alarm.source.rule for alarm in self.store.find(AlarmFilter(open=True), None, 1000))

    def time(self, time_ms: int) -> str:
        """Hours, minutes and seconds since the start."""
        seconds = round((time_ms - self.start_ms) / 1000)
        days = f"{seconds // 86_400}d " if seconds >= 86_400 else ""
        return f"{days}{seconds % 86_400 // 3600}:{seconds // 60 % 60:02}" + (
            f":{seconds % 60:02}" if seconds % 60 else ""
        )


ACTS = {
    "acknowledges": actions.acknowledge,
    "unacknowledges": lambda alarm, act, _: actions.unacknowledge(alarm, act),
    "resets": lambda alarm, act, _: actions.reset(alarm, act),
}

POLICIES = """
people:
  odile: {name: Odile, reach: {sms: "+33612345601"}}
  karim: {name: Karim, reach: {sms: "+33612345602"}}
policies:
  duty:
    steps:
      - {tell: [odile], wait: 5 min}
      - {tell: [karim], wait: 10 min}
    repeat: 0
"""


def _events(lines: Iterable[str], start_ms: int) -> Iterator[Event]:
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found, line
        first, last = at_ms(found["at"], start_ms), at_ms(found["until"] or found["at"], start_ms)
        step = int(found["step"]) * _UNITS[found["unit"]] if found["step"] else 1
        for time_ms in range(first, last + 1, step):
            yield Event(time_ms, found["what"], (time_ms - first) / max(1, last - first))


def _word(word: str, share: float) -> tuple[str, Any]:
    name, _, text = word.partition("=")
    begin, _, end = text.partition("->")
    value = yaml.safe_load(begin)
    return name, round(value + share * (float(end) - value), 3) if end else value


def _registry(sensors: Iterable[Sensor], scenario: dict[str, Any]) -> MemoryRegistry:
    known = scenario.get("sites", {})
    slugs = dict.fromkeys([*(sensor.device.site for sensor in sensors), *known])
    kind = scenario.get("site_kind", "")
    sites = tuple(Site(slug, "somme-numerique", known.get(slug, slug), kind) for slug in slugs)
    gateway = Gateway(GATEWAY, "somme-numerique", "Beffroi", site=next(iter(slugs)))
    registry = MemoryRegistry()
    registry.merge(
        Inventory((Tenant("somme-numerique", "Somme Numérique"),), sites, (gateway,), tuple(s.device for s in sensors))
    )
    return registry


def _topology(scenario: dict[str, Any]) -> Topology:
    """The example of the Somme, or a star of as many exchanges as a scenario asks for."""
    count = scenario.get("exchanges")
    if not count:
        return example()
    core = Node("DC", "datacenter", "DC", core=True)
    nodes = [Node(f"N{number}", f"nro-{number}", f"NRO {number}") for number in range(1, count + 1)]
    return Topology([core, *nodes], [Link("DC", node.code) for node in nodes])
