"""The yearly declaration of a datacenter."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from indicators.declaration import declare, to_csv
from telemetry import quantity as q
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.errors import QueryError
from telemetry.memory import MemoryRegistry, MemoryStore
from telemetry.ports import DeviceFilter, Inventory
from telemetry.quantity import Quantity
from telemetry.record import Point, Record
from telemetry.times import PARIS, to_ms
from telemetry.uplink import Report

SITE = Site("dc", "somme", "Datacenter")
YEAR = datetime(2025, 1, 1, tzinfo=PARIS)
NOW = datetime(2026, 5, 10, tzinfo=PARIS)
DAYS = range(-1, 368)


class World:
    """A datacenter whose meters are read once a day for more than a year."""

    def __init__(self) -> None:
        self.registry, self.store = MemoryRegistry(), MemoryStore()
        self.registry.merge(Inventory((Tenant("somme", "Somme"),), (SITE,)))

    def meter(
        self, number: int, role: str, quantity: Quantity, per_day: float, days: range = DAYS, reset_at: int = 9999
    ) -> None:
        tags = {"role": role, "pue_category": "2"} if role == "it" else {"role": role}
        dev_eui = f"a81758fffe03{number:04x}"
        self.registry.merge(
            Inventory(devices=(Device(dev_eui, 0, "somme", "dc", "Compteur", Domain.DATACENTER, tags=tags),))
        )
        device = self.registry.device(dev_eui)
        assert device is not None
        series = self.registry.series(device, quantity, "main")
        for day in days:
            at = YEAR + timedelta(days=day)
            value = per_day * (day + 5 - (reset_at if day >= reset_at else 0))
            points = (Point(series, to_ms(at), value),)
            self.store.write([Record(0, device, Report(dev_eui, at, ()), 0, to_ms(at), points)])

    def declared(self, year: int = 2025, now: datetime = NOW) -> dict[str, str]:
        devices = self.registry.devices(DeviceFilter(site="dc"))
        lines = declare(self.store, SITE, devices, self.registry.series_of(devices), year, now)
        rows = csv.DictReader(io.StringIO(to_csv(SITE, year, lines)))
        return {row["symbole"]: row["valeur"] for row in rows}


@pytest.fixture
def world() -> World:
    world = World()
    world.meter(1, "total", q.ACTIVE_ENERGY, 1_500_000)
    world.meter(2, "it", q.ACTIVE_ENERGY, 1_000_000)
    return world


def test_what_is_metered_and_what_is_left_to_the_operator(world: World) -> None:
    world.meter(3, "renewable", q.ACTIVE_ENERGY, 150_000)
    world.meter(4, "reused", q.THERMAL_ENERGY, 75_000)
    world.meter(5, "", q.WATER_VOLUME, 0.5)
    found = world.declared()
    metered = ("E_DC", "E_IT", "E_RES-TOT", "E_REUSE", "W_IN", "PUE", "WUE", "ERF", "REF")
    assert [found[symbol] for symbol in metered] == [
        "547500", "365000", "54750", "27375", "182.5", "1.5", "0.5", "0.05", "0.1"
    ]  # fmt: skip
    assert {found[symbol] for symbol in ("PD_IT", "T_IN", "C_SERV", "E_RES-GOO")} == {""}


def test_what_is_not_metered_stays_empty(world: World) -> None:
    found = world.declared()
    assert (found["PUE"], found["W_IN"], found["ERF"]) == ("1.5", "", "")


def test_a_new_meter_within_the_year_counts_on() -> None:
    world = World()
    world.meter(1, "total", q.ACTIVE_ENERGY, 1_500_000, reset_at=200)
    world.meter(2, "it", q.ACTIVE_ENERGY, 1_000_000)
    # The day of the exchange counts what the new register shows of it.
    assert float(world.declared()["E_DC"]) == pytest.approx(547_500, abs=7_500)


def test_the_category_is_named(world: World) -> None:
    devices = world.registry.devices(DeviceFilter())
    lines = declare(world.store, SITE, devices, world.registry.series_of(devices), 2025, NOW)
    assert next(line.remark for line in lines if line.symbol == "E_IT") == "catégorie de mesure : 2"


@pytest.mark.parametrize(
    ("total", "it", "days", "told"),
    [
        (900_000, 1_000_000, DAYS, "PUE 0.900 is below 1"),
        (1_500_000, 1_000_000, range(20, 368), "role total: absent, or not covering"),
        (1_500_000, 1_000_000, range(-1, 350), "role total: absent, or not covering"),
    ],
    ids=["below 1", "begins late", "ends early"],
)
def test_a_wrong_declaration_is_refused(total: float, it: float, days: range, told: str) -> None:
    world = World()
    world.meter(1, "total", q.ACTIVE_ENERGY, total, days)
    world.meter(2, "it", q.ACTIVE_ENERGY, it)
    with pytest.raises(QueryError, match=told):
        world.declared()


def test_a_site_without_it_meter_is_refused() -> None:
    world = World()
    world.meter(1, "total", q.ACTIVE_ENERGY, 1_500_000)
    with pytest.raises(QueryError, match="energy of IT"):
        world.declared()


def test_a_meter_that_stops_is_not_left_out(world: World) -> None:
    world.meter(5, "", q.WATER_VOLUME, 0.5, range(-1, 100))
    with pytest.raises(QueryError, match="role water do not cover"):
        world.declared()


def test_a_year_that_has_not_ended_is_refused(world: World) -> None:
    with pytest.raises(QueryError, match="2026 has not ended"):
        world.declared(2026)
