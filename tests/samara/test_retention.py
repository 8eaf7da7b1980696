"""Who keeps raw readings how long: the most precise exception wins."""

from datetime import timedelta

import pytest

from samara.retention import Retention
from telemetry import settings
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryRegistry, MemoryStore
from telemetry.ports import DeviceFilter, Inventory
from telemetry.quantity import AIR_TEMPERATURE
from telemetry.record import Point, Record
from telemetry.series import Span
from telemetry.times import to_ms, utc_now
from telemetry.uplink import Report

EXCEPTIONS = (
    settings.Retention(domain=Domain.VIDEO, days=30),
    settings.Retention(tenant="amiens-metropole", days=2000),
    settings.Retention(tenant="amiens-metropole", domain=Domain.WATER, days=3650),
)


@pytest.mark.parametrize(
    ("tenant", "domain", "days"),
    [
        ("vimeu", Domain.WATER, 1095),
        ("vimeu", Domain.VIDEO, 30),
        ("amiens-metropole", Domain.AIR, 2000),
        ("amiens-metropole", Domain.VIDEO, 2000),
        ("amiens-metropole", Domain.WATER, 3650),
    ],
    ids=["the rest", "by domain", "by tenant", "tenant before domain", "tenant and domain"],
)
def test_the_most_precise_rule_wins(tenant: str, domain: Domain, days: int) -> None:
    device = Device("0" * 16, tenant=tenant, domain=domain)
    assert Retention(1095, EXCEPTIONS).days(device) == days


def test_what_is_older_goes_and_the_rest_stays() -> None:
    registry, store = MemoryRegistry(), MemoryStore()
    devices = (
        Device("01" * 8, tenant="vimeu", site="gare", domain=Domain.VIDEO),
        Device("02" * 8, tenant="vimeu", site="gare", domain=Domain.WATER),
    )
    registry.merge(Inventory((Tenant("vimeu", "Vimeu"),), (Site("gare", "vimeu", "Gare"),), (), devices))
    now = utc_now()
    times = [to_ms(now - timedelta(days=days)) for days in (400, 40, 4)]
    all_series = []
    for device in registry.devices(DeviceFilter()):
        series = registry.series(device, AIR_TEMPERATURE, "main")
        all_series.append(series)
        event = Report(device.dev_eui, now, ())
        store.write([Record(1, device, event, time, time, (Point(series, time, 20.0),)) for time in times])
    assert Retention(100, EXCEPTIONS).apply(registry, store) == 3
    kept = [[sample.time_ms for sample in store.samples(one, Span(0, to_ms(now)))] for one in all_series]
    assert kept == [times[2:], times[1:]]
