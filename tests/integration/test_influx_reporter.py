"""The service's health and directory, written beside the readings by a thread of their own."""

import logging
import signal
from pathlib import Path
from typing import Any

import pytest
from servers import InfluxDB, wait_until

from samara import wiring
from samara.platform import Platform
from storage.influx import reporter
from storage.influx.endpoint import InfluxEndpoint
from storage.influx.reporter import Reporter
from storage.influx.setup import setup
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryRegistry
from telemetry.metrics import Metrics
from telemetry.ports import Inventory
from telemetry.settings import InfluxSettings, MqttSettings, Settings, StoreSettings


def rows(influxdb: InfluxDB, database: str, statement: str) -> list[Any]:
    answer: Any = influxdb.query(statement, database)
    series = answer["results"][0].get("series", [])
    return [row for one in series for row in one["values"]]


def test_health_goes_on_after_the_database_was_away(
    own_influxdb: InfluxDB, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reporter, "PERIOD_S", 0.05)
    endpoint = InfluxEndpoint(own_influxdb.url, 1, "health", timeout=1)
    list(setup(endpoint))
    registry = MemoryRegistry()
    site = Site("ecole", "vimeu", "École", latitude=50.0, longitude=1.6)
    device = Device("0011223344556677", tenant="vimeu", site="ecole", name="Salle 1", domain=Domain.AIR)
    registry.merge(Inventory(tenants=(Tenant("vimeu", "Vimeu"),), sites=(site,), devices=(device,)))
    metrics = Metrics()
    metrics.declare("samara_uplinks_total", "")
    own_influxdb.stop(signal.SIGKILL)
    running = Reporter(endpoint, registry, metrics, "essai")
    with caplog.at_level(logging.INFO):
        running.start()
        wait_until(lambda: "not written for dashboards" in caplog.text)
        own_influxdb.start()
        wait_until(lambda: "written again" in caplog.text)
        wait_until(lambda: bool(rows(own_influxdb, "health", 'SELECT * FROM "devices"')), what="the directory")
        running.stop()
    assert caplog.text.count("not written for dashboards") == 1
    assert rows(own_influxdb, "health", 'SELECT "domains", "latitude" FROM "sites"')[0][1:] == ["air", 50.0]
    assert rows(own_influxdb, "health", 'SELECT "samara_uplinks_total" FROM "samara" WHERE "instance" = \'essai\'')


def test_a_platform_on_influxdb_reports_and_an_embedded_one_does_not(influxdb: InfluxDB, tmp_path: Path) -> None:
    influx = InfluxSettings(url=influxdb.url, version=1, database="platform")
    mqtt = MqttSettings(url="mqtt://127.0.0.1:1", client_id="site-1")
    settings = Settings(data_dir=tmp_path, mqtt=mqtt, store=StoreSettings(backend="influx"), influx=influx)
    list(setup(wiring.influx_endpoint(influx)))
    platform = Platform(settings)
    assert platform.reporter
    platform.reporter.start()
    count = 'SELECT count("samara_store_lag") FROM "samara" WHERE "instance" = \'site-1\''
    wait_until(lambda: bool(rows(influxdb, "platform", count)), what="the metrics")
    platform.reporter.stop()
    assert wiring.open_reporter(Settings(data_dir=tmp_path), platform.registry, platform.metrics) is None
