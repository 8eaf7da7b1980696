"""A field of devices with cadences, and a clock: what the correlator is told, second by second, and what it says."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from alarms.calendar.windows import Calendar
from alarms.correlation import Correlator, RuleFacts
from alarms.topology.graph import Link, Node, Topology
from telemetry.alarm import Severity, Source, Verdict
from telemetry.device import Device, Gateway, Site, Tenant
from telemetry.memory import MemoryRegistry
from telemetry.ports import Inventory
from telemetry.record import Record
from telemetry.times import from_ms, to_ms
from telemetry.uplink import Reception, Report, Uplink

START_MS = to_ms(datetime(2026, 11, 21, tzinfo=UTC))
FACTS = RuleFacts(
    silences=frozenset({"silent"}),
    untouchable=frozenset({"fire"}),
    last_words={"mains": "commercialPowerFailure", "intrusion": "intrusionDetection"},
)


@dataclass
class Sensor:
    """A device that speaks each `period` seconds; by radio when it has gateways, by the site's network else."""

    eui: str
    site: str
    period: int
    gateways: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    mute: bool = False
    last_ms: int = 0
    silent: bool = False


class Scene:
    """Sensors on the sites of a topology `DC-A A-B …` (site `nro-a` is node A), and a correlator that hears them."""

    def __init__(self, links: str, sensors: Iterable[Sensor], calendar: Calendar | None = None) -> None:
        self.sensors = {sensor.eui: sensor for sensor in sensors}
        pairs = [pair.split("-") for pair in links.split()]
        codes = sorted({code for pair in pairs for code in pair})
        nodes = [Node(code, f"nro-{code.lower()}", code, code == "DC") for code in codes]
        self.topology = Topology(nodes, [Link(a, b) for a, b in pairs])
        self.registry = MemoryRegistry()
        sites = {"nro-a"} | {node.site for node in nodes} | {sensor.site for sensor in self.sensors.values()}
        self.registry.merge(
            Inventory(
                (Tenant("amiens", "Amiens"),),
                tuple(Site(site, "amiens", site) for site in sorted(sites)),
                (Gateway("gw1", "amiens", "gw1", "nro-a"), Gateway("gw2", "amiens", "gw2")),
                tuple(Device(s.eui, 0, "amiens", s.site, tags=s.tags) for s in self.sensors.values()),
            )
        )
        self.calendar = calendar or Calendar()
        self.correlator = Correlator(self.topology, self.registry, FACTS, self.calendar)
        self.now_ms = START_MS
        self.said: list[Verdict] = []

    def run(self, seconds: int) -> list[Verdict]:
        """Let time pass; return what was said in it."""
        before = len(self.said)
        for _ in range(seconds):
            self.now_ms += 1000
            for number, sensor in enumerate(self.sensors.values()):
                if not sensor.mute and (self.now_ms // 1000 + 7 * number) % sensor.period == 0:
                    self.speak(sensor)
                elif sensor.last_ms and not sensor.silent and self.now_ms - sensor.last_ms > 3000 * sensor.period:
                    sensor.silent = True
                    self.rule("silent", sensor.eui, holds=True, since_ms=sensor.last_ms)
            self.said += self.correlator.tick(self.now_ms)
        return self.said[before:]

    def speak(self, sensor: Sensor) -> None:
        """A message of a sensor, now."""
        device = self.registry.device(sensor.eui)
        assert device
        sensor.last_ms = self.now_ms
        event: Uplink | Report = Report(sensor.eui, from_ms(self.now_ms), ())
        if sensor.gateways:
            heard = tuple(Reception(gateway) for gateway in sensor.gateways)
            event = Uplink(sensor.eui, from_ms(self.now_ms), 1, b"", receptions=heard)
        self.correlator.observe(Record(1, device, event, self.now_ms, self.now_ms), self.now_ms)
        if sensor.silent:
            sensor.silent = False
            self.rule("silent", sensor.eui, holds=False)
        else:
            self.said += self.correlator.review([], self.now_ms)

    def rule(self, rule: str, eui: str, *, holds: bool | None, since_ms: int | None = None, **more: object) -> None:
        """What a rule says of a sensor, now."""
        source = Source(rule, "amiens", self.sensors[eui].site, eui)
        since_ms = self.now_ms if since_ms is None else since_ms
        verdict = Verdict(source, holds, Severity.MAJOR, self.now_ms, since_ms)
        self.said += self.correlator.review([verdict._replace(**more)], self.now_ms)  # type: ignore[arg-type]

    def mute(self, *euis: str, mute: bool = True) -> None:
        """These sensors cease to be heard, or are heard again."""
        for eui in euis:
            self.sensors[eui].mute = mute

    def restart(self) -> None:
        """Another process goes on from the snapshot."""
        snapshot = self.correlator.snapshot()
        self.correlator = Correlator(self.topology, self.registry, FACTS, self.calendar)
        self.correlator.restore(snapshot)


def told(verdicts: Iterable[Verdict]) -> list[str]:
    """What people would be told: `rule site-or-device`, with a `-` before what has cleared."""
    return [
        ("" if verdict.holds else "-") + f"{verdict.source.rule} {verdict.source.device or verdict.source.site}"
        for verdict in verdicts
        if verdict.holds is not None and not verdict.suppressed_by
    ]


def suppressed(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """By `rule device`, the cause of which each last verdict is a consequence."""
    last = {f"{v.source.rule} {v.source.device or v.source.site}": v.suppressed_by for v in verdicts}
    return {name: cause for name, cause in last.items() if cause}


def copies(sensor: Sensor, count: int) -> list[Sensor]:
    """So many sensors like this one, numbered."""
    return [replace(sensor, eui=f"{sensor.eui}{number}", tags=dict(sensor.tags)) for number in range(count)]
