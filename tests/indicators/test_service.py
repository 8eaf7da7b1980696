"""The whole path: readings in a store, indicators computed, written back, read again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from indicators.catalogue import INDICATORS, indicator
from indicators.indicator import RADIO, Indicator, Level
from indicators.service import IndicatorService, site_device
from indicators.windows import Step
from storage.sqlite.store import SqliteStore
from telemetry import quantity as q
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.errors import NotFoundError
from telemetry.memory import MemoryRegistry, MemoryStore
from telemetry.ports import DeviceFilter, Inventory, ReadingStore
from telemetry.quantity import CATALOGUE, DERIVED, Quantity
from telemetry.record import Point, Record
from telemetry.series import Span
from telemetry.times import PARIS, to_ms
from telemetry.uplink import Reception, Uplink

MONDAY = datetime(2026, 3, 2, tzinfo=PARIS)
NOW = MONDAY + timedelta(days=2, minutes=20)
METER, SPACE, TOTAL, IT = "a81758fffe0312ab", "a81758fffe0312ac", "a81758fffe0312ad", "a81758fffe0312ae"
HOUR = timedelta(hours=1)

DEVICES = (
    Device(METER, 0, "amiens", "rue-verte", "Compteur", Domain.WATER),
    Device(SPACE, 0, "amiens", "parking", "Place", Domain.PARKING),
    Device(TOTAL, 0, "amiens", "dc", "Arrivée", Domain.DATACENTER, tags={"role": "total"}),
    Device(IT, 0, "amiens", "dc", "PDU", Domain.DATACENTER, tags={"role": "it"}),
)
SITES = tuple(Site(slug, "amiens", slug) for slug in ("rue-verte", "parking", "dc"))


class World:
    """A store with two days of readings every hour, and a service whose clock stands still."""

    def __init__(self, store: ReadingStore) -> None:
        self.store = store
        self.registry = MemoryRegistry()
        self.registry.merge(Inventory((Tenant("amiens", "Amiens"),), SITES, (), DEVICES))
        self.service = IndicatorService(self.registry, store, now=lambda: NOW)
        for number in range(-2, 49):
            at = MONDAY + number * HOUR
            self.put(METER, q.WATER_VOLUME, at, 100 + 0.02 * number)
            self.put(SPACE, q.PARKING_OCCUPIED, at, float(number % 24 >= 12))
            self.put(TOTAL, q.ACTIVE_ENERGY, at, 1500.0 * (number + 2))
            self.put(IT, q.ACTIVE_ENERGY, at, 1000.0 * (number + 2))

    def put(self, dev_eui: str, quantity: Quantity, at: datetime, value: float) -> None:
        device = self.registry.device(dev_eui)
        assert device is not None
        point = Point(self.registry.series(device, quantity, "main"), to_ms(at), value)
        heard = (Reception("7276ff002e062e01", -97, 7.25),)
        uplink = Uplink(dev_eui, at, 1, b"", round((at - MONDAY) / HOUR) + 2, "", heard, 9)
        self.store.write([Record(1, device, uplink, to_ms(at), to_ms(at), (point,))])

    def values(self, dev_eui: str, quantity: Quantity, channel: str = "main") -> list[float]:
        device = self.registry.device(dev_eui)
        assert device is not None
        series = [
            one for one in self.registry.series_of([device]) if (one.quantity, one.channel) == (quantity, channel)
        ]
        return [round(value, 6) for one in series for _, value in self.store.samples(one, Span(0, 2**60))]

    def refresh(self) -> int:
        return sum(self.service.refresh(step) for step in Step)


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "readings.db")
    yield World(store)
    store.close()


@pytest.mark.parametrize(
    ("dev_eui", "quantity", "channel", "expected"),
    [
        (METER, q.WATER_DAY_VOLUME, "main", [0.48, 0.48]),
        (METER, q.WATER_NIGHT_FLOW, "main", [20, 20]),
        (site_device("parking", Domain.PARKING), q.PARKING_TURNOVER, "main", [1, 1]),
        (site_device("dc", Domain.DATACENTER), q.PUE, "main", [1.5, 1.5]),
        (METER, q.UPLINK_LOSS, "main", [0, 0, 0]),
        (METER, q.SPREADING_FACTOR_SHARE, "sf9", [100, 100, 100]),
    ],
    ids=lambda value: value.key if isinstance(value, Quantity) else None,
)
def test_indicators_are_readings(
    world: World, dev_eui: str, quantity: Quantity, channel: str, expected: list[float]
) -> None:
    world.refresh()
    assert world.values(dev_eui, quantity, channel)[-len(expected) :] == expected


def test_what_is_right_is_not_written_again(world: World) -> None:
    assert world.refresh() > 500
    assert world.refresh() == 0


def test_late_data_change_what_they_touch_and_nothing_else(world: World) -> None:
    world.refresh()
    world.put(METER, q.WATER_VOLUME, MONDAY + timedelta(hours=12, minutes=30), 100.5)
    world.put(METER, q.WATER_VOLUME, MONDAY + timedelta(hours=12, minutes=31), 100.25)
    assert world.refresh() > 0
    first, second = world.values(METER, q.WATER_DAY_VOLUME)[-2:]
    assert (first, second) != (0.48, 0.48)
    assert second == 0.48


def test_data_older_than_that_wait_to_be_asked_for(world: World) -> None:
    world.refresh()
    old = MONDAY - timedelta(days=10)
    for number in range(27):
        world.put(METER, q.WATER_VOLUME, old + number * HOUR, 10.0 + number)
    world.refresh()
    assert 24 not in world.values(METER, q.WATER_DAY_VOLUME)
    span = Span.between(old, old + timedelta(days=2))
    assert world.service.run([indicator("water_day_volume")], span, DeviceFilter(site="rue-verte")) == 1
    assert world.values(METER, q.WATER_DAY_VOLUME)[0] == 24


def test_windows_that_have_not_ended_are_left_out(world: World) -> None:
    world.service.run([indicator("load_power")], Span.between(NOW - HOUR, NOW + timedelta(days=1)))
    found = world.registry.series(world.registry.device(TOTAL) or DEVICES[2], q.LOAD_POWER, "main")
    last = [time_ms for time_ms, _ in world.store.samples(found, Span(0, 2**60))][-1]
    assert last < to_ms(NOW) - 15 * 60_000


def test_a_suspect_reading_counts_for_nothing(world: World) -> None:
    world.put(METER, q.WATER_VOLUME, MONDAY + timedelta(minutes=30), -5.0)
    world.refresh()
    assert world.values(METER, q.WATER_DAY_VOLUME)[-2:] == [0.48, 0.48]


def test_the_device_of_a_site_is_the_sites_and_stays(world: World) -> None:
    world.refresh()
    found = world.registry.device(site_device("parking", Domain.PARKING))
    assert found is not None
    assert (found.tenant, found.site, found.domain) == ("amiens", "parking", Domain.PARKING)
    assert found.virtual
    assert found.dev_eui == "02494ed6e6dec566"
    count = world.registry.count_devices(DeviceFilter())
    world.refresh()
    assert world.registry.count_devices(DeviceFilter()) == count


def test_the_device_of_a_site_follows_it_to_another_authority(world: World) -> None:
    world.refresh()
    parking = replace(SITES[1], tenant="baie")
    world.registry.merge(Inventory((Tenant("baie", "Baie"),), (parking,)))
    world.put(SPACE, q.PARKING_OCCUPIED, MONDAY + timedelta(hours=30, minutes=30), 1.0)
    world.refresh()
    found = world.registry.device(site_device("parking", Domain.PARKING))
    assert found is not None
    assert found.tenant == "baie"


def test_a_device_that_stands_nowhere_has_indicators_of_its_own_only(world: World) -> None:
    held = world.registry.device(SPACE)
    assert held is not None
    world.registry.merge(Inventory(devices=(replace(held, site="unassigned"),)))
    world.refresh()
    assert world.registry.device(site_device("parking", Domain.PARKING)) is None
    assert world.values(SPACE, q.PARKING_STUCK)


def test_an_unknown_indicator_is_refused() -> None:
    with pytest.raises(NotFoundError, match="samara indicators list"):
        indicator("peu")


ALL = list(INDICATORS.values())


def test_every_derived_quantity_has_an_indicator() -> None:
    assert {one.quantity.key for one in ALL} == DERIVED


@pytest.mark.parametrize("held", ALL, ids=lambda one: one.key)
def test_every_indicator_is_well_declared(held: Indicator) -> None:
    assert held.inputs
    assert all(key in RADIO or key in CATALOGUE for key in held.inputs)
    assert held.meaning.endswith(".")
    order = list(INDICATORS)
    places = {other.quantity.key: order.index(other.key) for other in ALL}
    assert all(places[key] < order.index(held.key) for key in held.inputs if key in DERIVED)
    assert held.level is Level.DEVICE or held.domains


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
def test_every_indicator_is_silent_about_nothing(one: Indicator) -> None:
    registry = World(MemoryStore()).registry
    service = IndicatorService(registry, MemoryStore(), now=lambda: NOW)
    assert service.run([one], Span.between(MONDAY, NOW)) == 0
