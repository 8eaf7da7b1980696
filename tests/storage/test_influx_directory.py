"""What is written of the registry and of the service's health beside the readings."""

import pytest

from storage.influx.directory import DAY_MS, directory_lines
from storage.influx.reporter import metric_lines
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryRegistry
from telemetry.metrics import Metrics
from telemetry.ports import Inventory
from telemetry.quantity import CO2, PM10

NOON_MS = 20_000 * DAY_MS + DAY_MS // 2
MIDNIGHT_MS = 20_000 * DAY_MS
SCHOOL = Site("ecole", "amiens", "École Jules-Ferry", "school", "Amiens", 49.9, 2.3)
SENSOR = Device("0011223344556677", tenant="amiens", site="ecole", name="Salle 1", domain=Domain.AIR)


def lines_of(site: Site, *devices: Device) -> dict[str, str]:
    """The first line of each measurement."""
    registry = MemoryRegistry()
    registry.merge(Inventory(tenants=(Tenant("amiens", "Amiens"),), sites=(site,), devices=devices))
    for device in devices:
        for quantity, channel in ((CO2, "main"), (PM10, "1"), (PM10, "2")):
            registry.series(registry.device(device.dev_eui) or device, quantity, channel)
    lines: dict[str, str] = {}
    for line in directory_lines(registry, NOON_MS):
        lines.setdefault(line.partition(",")[0], line)
    return lines


def test_a_site_a_device_and_its_series_have_a_line_that_names_the_day() -> None:
    lines = lines_of(SCHOOL, SENSOR)
    assert lines["sites"] == (
        'sites,site=ecole,tenant=amiens label="École Jules-Ferry|ecole",name="École Jules-Ferry",kind="school",'
        f'commune="Amiens",domains="air",latitude=49.9,longitude=2.3 {MIDNIGHT_MS}'
    )
    assert lines["devices"] == (
        'devices,device=0011223344556677,site=ecole,tenant=amiens label="Salle 1|0011223344556677",'
        f'name="Salle 1",domain="air",profile="" {MIDNIGHT_MS}'
    )
    assert lines["series"] == (
        f'series,device=0011223344556677,quantity=co2,site=ecole,tenant=amiens label="CO₂|co2" {MIDNIGHT_MS}'
    )


def test_a_quantity_on_two_channels_is_one_line() -> None:
    registry = MemoryRegistry()
    registry.merge(Inventory(tenants=(Tenant("amiens", "Amiens"),), sites=(SCHOOL,), devices=(SENSOR,)))
    for channel in ("1", "2"):
        registry.series(SENSOR, PM10, channel)
    assert sum("quantity=pm10" in line for line in directory_lines(registry, NOON_MS)) == 1


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("", "ecole|ecole"),
        ("a|b", "a/b|ecole"),
        ('dit "le bas"', r"dit \"le bas\"|ecole"),
        ("back\\slash", r"back\\slash|ecole"),
        ("two\nlines", "two lines|ecole"),
    ],
)
def test_names_that_people_write_are_kept_on_one_line(name: str, label: str) -> None:
    site = Site("ecole", "amiens", name)
    assert f'label="{label}"' in lines_of(site)["sites"]
    assert "latitude" not in lines_of(site)["sites"]


def test_metrics_share_a_line_by_their_labels() -> None:
    metrics = Metrics()
    metrics.add("samara_uplinks_total", 3)
    metrics.gauge("samara_store_lag", "", lambda: 7)
    metrics.add("samara_quarantined_total", 2, reason="no decoder")
    assert list(metric_lines(metrics.collect(), "somme 1", 5)) == [
        r"samara,instance=somme\ 1,label=no\ decoder samara_quarantined_total=2.0 5",
        r"samara,instance=somme\ 1,label=all samara_uplinks_total=3.0,samara_store_lag=7.0 5",
    ]
