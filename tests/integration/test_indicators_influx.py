"""Indicators on a real InfluxDB: read from it, written to it, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from servers import InfluxDB

from indicators.service import IndicatorService, site_device
from indicators.windows import Step
from storage.influx.endpoint import InfluxEndpoint
from storage.influx.setup import setup
from storage.influx.store import InfluxStore
from telemetry import quantity as q
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryRegistry
from telemetry.ports import Inventory
from telemetry.record import Point, Record
from telemetry.series import CIVIL_DAY_MS, Aggregate, Span
from telemetry.times import PARIS, to_ms
from telemetry.uplink import Reception, Uplink

METER, SPACE = "a81758fffe0312ab", "a81758fffe0312ac"
SUNDAY = datetime(2026, 10, 25, tzinfo=PARIS)
"""The day of 25 hours."""
NOW = datetime(2026, 10, 26, 3, tzinfo=PARIS)


@pytest.fixture
def registry() -> MemoryRegistry:
    registry = MemoryRegistry()
    devices = (
        Device(METER, 0, "amiens", "rue", "Compteur", Domain.WATER),
        Device(SPACE, 0, "amiens", "parking", "Place", Domain.PARKING),
    )
    sites = (Site("rue", "amiens", "Rue"), Site("parking", "amiens", "Parking"))
    registry.merge(Inventory((Tenant("amiens", "Amiens"),), sites, (), devices))
    return registry


@pytest.fixture
def store(influxdb: InfluxDB, registry: MemoryRegistry, tmp_path: Path) -> Iterator[InfluxStore]:
    endpoint = InfluxEndpoint(influxdb.url, 1, "indicators")
    list(setup(endpoint))
    store = InfluxStore(endpoint, registry, tmp_path / "state.db")
    yield store
    store.close()
    influxdb.query("DROP DATABASE indicators")


def test_indicators_are_read_from_and_kept_in_influxdb(store: InfluxStore, registry: MemoryRegistry) -> None:
    first = to_ms(SUNDAY) - 7_200_000
    for number in range(30):
        at = datetime.fromtimestamp(first / 1000 + 3600 * number, PARIS)
        for dev_eui, quantity, value in ((METER, q.WATER_VOLUME, number / 10), (SPACE, q.PARKING_OCCUPIED, number % 2)):
            device = registry.device(dev_eui)
            assert device is not None
            point = Point(registry.series(device, quantity, "main"), to_ms(at), float(value))
            uplink = Uplink(dev_eui, at, 1, b"", number, "", (Reception("7276ff002e062e01", -97, 7.25),), 9)
            store.write([Record(number + 1, device, uplink, to_ms(at), to_ms(at), (point,))])
    service = IndicatorService(registry, store, timedelta(days=2), now=lambda: NOW)
    assert sum(service.refresh(step) for step in Step) > 50
    assert sum(service.refresh(step) for step in Step) == 0
    meter, park = registry.device(METER), registry.device(site_device("parking", Domain.PARKING))
    assert meter is not None
    assert park is not None
    day = registry.series(meter, q.WATER_DAY_VOLUME, "main")
    assert [(time_ms, round(value, 6)) for time_ms, value in store.samples(day, Span(0, 2**50))] == [
        (to_ms(SUNDAY), 2.5)
    ]
    hours = registry.series(park, q.PARKING_OCCUPANCY, "main")
    sunday = Span.between(SUNDAY, SUNDAY + timedelta(days=1))
    (found,) = dict(store.aggregate([hours], sunday, CIVIL_DAY_MS, Aggregate.COUNT)).values()
    assert [value for _, value in found] == [25]
