"""The simulated fleet through sources, decoders and store into indicators, over the night of a clock change."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from decoders.registry import builtin
from indicators.catalogue import INDICATORS
from indicators.service import IndicatorService
from ingest.pipeline import Pipeline
from ingest.sources.contract import Sources
from simulators.demo import SOURCES
from simulators.fleet import Fleet
from telemetry.device import Tenant
from telemetry.memory import MemoryRegistry, MemoryStore
from telemetry.ports import DeviceFilter, Inventory
from telemetry.quantity import DERIVED, Quantity
from telemetry.record import JournalEntry
from telemetry.series import Span

START = datetime(2026, 10, 23, 22, tzinfo=UTC)
END = START + timedelta(days=4, hours=12)

Values = dict[Quantity, list[list[float]]]


@pytest.fixture(scope="module")
def values() -> Values:
    """The values of every derived series of four days of the fleet."""
    fleet, registry, store = Fleet(devices=110), MemoryRegistry(), MemoryStore()
    inventory = fleet.inventory()
    owners = {one.tenant for one in (*inventory.sites, *inventory.gateways, *inventory.devices)}
    registry.merge(Inventory(tenants=tuple(Tenant(slug, slug) for slug in owners)))
    registry.merge(inventory)
    pipeline = Pipeline(Sources.named(SOURCES), registry, builtin())
    entries = [JournalEntry(seq, *raw) for seq, raw in enumerate(fleet.events(START, END), start=1)]
    store.write([record for outcome in pipeline.process(entries, None) for record in outcome.records])
    IndicatorService(registry, store, now=lambda: END).run(INDICATORS.values(), Span.between(START, END))
    found: Values = defaultdict(list)
    for one in registry.series_of(registry.devices(DeviceFilter())):
        if one.quantity.key in DERIVED:
            found[one.quantity].append([value for _, value in store.samples(one, Span(0, 2**60))])
    return found


def test_nothing_is_outside_its_physical_range(values: Values) -> None:
    wrong = {
        quantity.key: value
        for quantity, series in values.items()
        for held in series
        for value in held
        if not quantity.is_plausible(value)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("water_day_volume", 0.001, 100),
        ("water_night_flow", 0, 5000),
        ("parking_occupancy", 0, 100),
        ("parking_turnover", 0.5, 15),
        ("parking_dwell", 5, 600),
        ("pm2_5_index", 1, 6),
        ("co2_hours_above_800", 0, 10),
        ("noise_lden", 45, 80),
        ("noise_night", 35, 70),
        ("load_power", 0, 250_000),
        ("night_base_power", 0, 100_000),
        ("heating_degree_days", 0, 20),
        ("days_to_full", 0, 365),
        ("water_level_rise", -50, 50),
        ("inlet_dew_point", -10, 25),
        ("ashrae_allowable", 0, 100),
        ("cooling_spare", -1, 1),
        ("pue", 1.2, 1.6),
        ("uplink_loss", 0, 100),
        ("uplink_gateways", 1, 30),
        ("duty_cycle", 0, 1),
        ("device_silent", 0, 1),
        ("commercial_speed", 1, 60),
    ],
)
def test_the_trades_have_their_indicators(values: Values, key: str, low: float, high: float) -> None:
    (series,) = [held for quantity, held in values.items() if quantity.key == key]
    flat = [value for held in series for value in held]
    assert flat
    assert low <= min(flat)
    assert max(flat) <= high
