"""A real InfluxDB filled as production fills it, and Grafana's part of a query: variables, range, interval."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from grafana_json import dashboards, quantities_of
from servers import InfluxDB

from dashboards.grafana.build import all_boards
from decoders.registry import builtin
from indicators.catalogue import INDICATORS
from indicators.service import IndicatorService
from ingest.pipeline import Pipeline
from ingest.sources.contract import Sources
from simulators.demo import SOURCES
from simulators.fleet import Fleet
from storage.influx.alarms import alarm_lines
from storage.influx.directory import directory_lines
from storage.influx.endpoint import InfluxEndpoint
from storage.influx.reporter import metric_lines
from storage.influx.setup import setup
from storage.influx.store import InfluxStore
from storage.influx.writing import send, writer_of
from storage.inventory.members import load_members
from telemetry.alarm import Alarm, Happening, Severity, Source, Transition
from telemetry.device import Domain
from telemetry.memory import MemoryRegistry
from telemetry.metrics import Metrics
from telemetry.ports import DeviceFilter, Inventory
from telemetry.quantity import CATALOGUE, DERIVED, Kind, Quantity
from telemetry.record import JournalEntry, Point, Record
from telemetry.series import HOUR_MS, Span
from telemetry.times import to_ms, utc_now
from telemetry.uplink import Report

DATABASE = "grafana"
SPAN = timedelta(hours=56)
"""So much that a civil day with the night after it, which some indicators take, lies within it at any hour."""


@dataclass
class World:
    """The database, and what of it a viewer has chosen."""

    server: InfluxDB
    now: datetime
    lacking: dict[str, set[str]]
    """For each dashboard, the quantities that the simulated fleet does not have on its sites; a bench has them."""
    chosen: dict[str, str] = field(default_factory=dict)
    _remembered: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, statement: str) -> list[dict[str, Any]]:
        """The series of an answer; InfluxDB's refusal is an assertion error."""
        (result,) = self.server.query(statement, DATABASE)["results"]  # type: ignore[misc, attr-defined]
        assert "error" not in result, f"{result['error']}: {statement}"
        series: list[dict[str, Any]] = result.get("series", [])
        return series

    def rendered(self, text: str) -> str:
        """A statement as Grafana sends it for the last two days at ten-minute steps."""
        begins = to_ms(self.now - SPAN)
        text = text.replace("$timeFilter", f"time >= {begins}ms AND time <= {to_ms(self.now)}ms")
        text = text.replace("$__interval", "10m")
        for name, value in self.chosen.items():
            text = text.replace(f"${{{name}:regex}}", value).replace(f"${{{name}}}", value)
        assert "$" not in re.sub(r"\$[/)]", "", text), text
        return text

    def options(self, variable: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What a variable offers: pairs of text and value, as Grafana reads an answer (its second column)."""
        rows = [row for series in self.ask(self.rendered(variable["query"]["query"])) for row in series["values"]]
        values = [str(row[1]) for row in rows]
        if not (pattern := variable.get("regex")):
            return [(value, value) for value in values]
        named = re.compile(pattern.strip("/").replace("(?<", "(?P<"))
        found = [named.match(value) for value in values]
        assert all(found), values
        return [(match["text"], match["value"]) for match in found if match]

    def choose(self, dashboard: Mapping[str, Any]) -> None:
        """Choose "all" where a variable has it, else its first option; remembered by dashboard."""
        self.chosen = self._remembered.setdefault(dashboard["uid"], {})
        for variable in () if self.chosen else dashboard["templating"]["list"]:
            options = self.options(variable)
            assert options, f"{dashboard['uid']}: nothing to choose for {variable['name']}"
            values = [re.escape(value).replace(r"\-", "-") for _, value in options]
            every = variable.get("allValue") or f"({'|'.join(values)})"
            self.chosen[variable["name"]] = every if variable.get("includeAll") else options[0][1]
            if variable["name"] == "quantity":
                self.chosen["quantity"] = options[0][1]  # Its panel repeats, once for each.
            if variable["name"] == "device":
                self.chosen["device"] = self.device_with_a_battery()

    def device_with_a_battery(self) -> str:
        """One that says both its level and its voltage, and is heard by radio."""
        said = self.ask(
            'SELECT last("battery_level"), last("battery_voltage") FROM "readings"'
            ' WHERE "device" =~ /^0253414d/ GROUP BY "device"'
        )
        return next(one["tags"]["device"] for one in said if None not in one["values"][0])


def fill(server: InfluxDB, folder: Path) -> World:
    """A simulated fleet through pipeline and store, with roll-ups, directory, health and alarms."""
    now = utc_now().replace(microsecond=0)
    endpoint = InfluxEndpoint(server.url, 1, DATABASE)
    list(setup(endpoint))
    registry = MemoryRegistry()
    load_members(registry)
    fleet = Fleet(devices=200)
    registry.merge(fleet.inventory())
    pipeline = Pipeline(Sources.named(SOURCES), registry, builtin())
    store = InfluxStore(endpoint, registry, folder / "state.db")
    seqs = count(1)
    entries = [JournalEntry(next(seqs), *message) for message in fleet.events(now - SPAN, now)]
    records = [record for outcome in pipeline.process(entries, None) for record in outcome.records]
    store.write(records)
    lacking = {uid: keys - DERIVED for uid, keys in _lacking(registry).items()}
    store.write(list(_bench(registry, lacking, now)))
    store.roll_up()
    IndicatorService(registry, store).run(INDICATORS.values(), Span(to_ms(now - SPAN), to_ms(now)))
    not_computed = {uid: keys & DERIVED for uid, keys in _lacking(registry).items()}
    store.write(list(_bench(registry, not_computed, now)))
    store.close()
    lacking = {uid: keys | not_computed[uid] for uid, keys in lacking.items()}
    world = World(server, now, lacking)
    with closing(writer_of(endpoint)) as writer:
        assert not send(writer, directory_lines(registry, to_ms(now)))
        assert not send(writer, _health(now))
        nro = registry.devices(DeviceFilter(domain=Domain.NRO), limit=1)[0]
        assert not send(writer, alarm_lines(list(_alarms(now, nro.site, world.device_with_a_battery()))))
    return world


def _lacking(registry: MemoryRegistry) -> dict[str, set[str]]:
    """What the dashboard of each trade watches and no device of that trade has."""
    by_uid = dashboards()
    found: dict[str, set[str]] = {}
    for board in all_boards():
        devices = [one for domain in board.domains for one in registry.devices(DeviceFilter(domain=domain))]
        held = {series.quantity.key for series in registry.series_of(devices)}
        if board.domains:
            found[board.uid] = quantities_of(by_uid[board.uid]) - held
    return found


def _bench(registry: MemoryRegistry, lacking: Mapping[str, set[str]], now: datetime) -> Iterator[Record]:
    """Half-hourly values of what the fleet lacks, on one device for each dashboard that watches it."""
    domains = {board.uid: board.domains[0] for board in all_boards() if board.domains}
    for number, (uid, keys) in enumerate(lacking.items()):
        dev_eui = f"02ffff00000000{number % 10:02x}"
        neighbour = registry.devices(DeviceFilter(domain=domains[uid]), limit=1)[0]
        registry.merge(Inventory(devices=(replace(neighbour, dev_eui=dev_eui, id=0, name="Banc d'essai"),)))
        device = registry.device(dev_eui)
        assert device
        series = [registry.series(device, CATALOGUE[key], "main") for key in sorted(keys)]
        for ago in range(int(SPAN / timedelta(minutes=30)), 0, -1):
            time = now - ago * timedelta(minutes=30)
            points = tuple(Point(one, to_ms(time), _value(one.quantity, ago)) for one in series)
            yield Record(1, device, Report(dev_eui, time, ()), to_ms(time), to_ms(time), points, live=False)


def _value(quantity: Quantity, ago: int) -> float:
    """A value that is in the range of the quantity, whatever it is."""
    if quantity.kind is Kind.STATE:
        return float(ago % 40 < 5)
    if quantity.kind is Kind.COUNTER:
        return 10_000.0 - 10 * ago
    return min(quantity.high, 1.0 + (ago % 10) / 10)


def _health(now: datetime) -> Iterator[str]:
    """Ten minutes of a service that works and has refused something."""
    metrics = Metrics()
    for consumer in ("live", "store", "quarantine"):
        metrics.gauge(f"samara_{consumer}_lag", "", lambda: 3)
    metrics.gauge("samara_quarantine_entries", "", lambda: 2)
    for seconds in range(2400, 0, -15):
        for name in ("messages_received", "uplinks", "readings", "duplicates"):
            metrics.add(f"samara_{name}_total", 4)
        metrics.add("samara_quarantined_total", 1, reason="decode")
        metrics.add("samara_rejected_total", 1, consumer="store")
        yield from metric_lines(metrics.collect(), "samara", to_ms(now - timedelta(seconds=seconds)))


def _alarms(now: datetime, site: str, dev_eui: str) -> Iterator[Transition]:
    """A flood of twelve, of which three go on, one of these critical and one acknowledged.

    The second and the last are of two channels of one device: that one clears says nothing of the other.
    """
    begun_ms = to_ms(datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(hours=6))
    for number in range(12):
        device = dev_eui if number == 0 else f"02ffff00000000{number % 10:02x}"
        severity = Severity.MAJOR if number else Severity.CRITICAL
        raised_ms, later_ms = begun_ms + number * 1000, begun_ms + number * 1000 + HOUR_MS
        source = Source("trop-chaud", "departement-somme", site, device, str(number // 10), "air_temperature")
        alarm = Alarm(source, severity, raised_ms, raised_ms, value=41.0, limit=40.0)
        yield Transition(alarm, Happening.RAISED, raised_ms, raised_ms)
        if number == 1:
            yield Transition(replace(alarm, acknowledged=True), Happening.ACKNOWLEDGED, later_ms, later_ms)
        elif number > 2:
            yield Transition(replace(alarm, active=False, cleared_ms=later_ms), Happening.CLEARED, later_ms, later_ms)


def values_of(series: Iterable[Mapping[str, Any]], column: str) -> list[Any]:
    """What one column of an answer holds."""
    found: list[Any] = []
    for one in series:
        if column in one["columns"]:
            place = one["columns"].index(column)
            found += [row[place] for row in one["values"] if row[place] is not None]
    return found


def columns_of(series: Sequence[Mapping[str, Any]]) -> set[str]:
    """All columns and tags of an answer."""
    return {column for one in series for column in (*one["columns"], *one.get("tags", ()))}
