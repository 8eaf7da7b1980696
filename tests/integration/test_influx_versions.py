"""Versions 2 and 3: `samara influx setup`, then writes by their API and reads in InfluxQL."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from influx_api import TOKEN, InfluxApi
from reading_store_contract import EVER, NOON, Fleet, answers
from servers import InfluxDB, Server, free_port, program

from storage.influx.client_writer import ClientWriter
from storage.influx.endpoint import InfluxEndpoint
from storage.influx.lines import reading_lines
from storage.influx.setup import setup
from storage.influx.store import InfluxStore
from storage.influx.writing import send
from telemetry.errors import ConfigError, QueryError, RejectedError, UnavailableError
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Sample, Span
from telemetry.uplink import Reception


@pytest.fixture(params=[2, 3], ids=["v2", "v3"])
def api(request: pytest.FixtureRequest, influxdb: InfluxDB) -> Iterator[InfluxApi]:
    with InfluxApi(influxdb, request.param).running() as api:
        yield api
    influxdb.query("DROP DATABASE fleet")


def endpoint_of(api: InfluxApi, **changes: object) -> InfluxEndpoint:
    return InfluxEndpoint(
        **{"url": api.url, "version": api.version, "database": "fleet", "org": "syndicate", "token": TOKEN, **changes}
    )


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


@pytest.fixture
def store(api: InfluxApi, fleet: Fleet, tmp_path: Path) -> Iterator[InfluxStore]:
    list(setup(endpoint_of(api)))
    store = InfluxStore(endpoint_of(api), fleet.registry, tmp_path / "state.db")
    yield store
    store.close()


def test_setup_makes_what_is_missing_and_may_run_again(api: InfluxApi) -> None:
    first = list(setup(endpoint_of(api, retention_days=90)))
    again = list(setup(endpoint_of(api, retention_days=30)))
    assert first[-1] == again[-1] == "A point was written and read back."
    assert list(api.buckets) == ["fleet"]
    if api.version == 2:
        assert api.buckets["fleet"]["retentionRules"] == [{"type": "expire", "everySeconds": 30 * 86400}]
        mapped = [(mapping["database"], mapping["bucketID"], mapping["default"]) for mapping in api.mappings]
        assert mapped == [("fleet", "0b0", True)]
    else:
        assert api.buckets["fleet"]["retention_period"] == "90d"
        assert "retention unchanged" in again[0]


def test_setup_refuses_what_only_a_person_can_put_right(api: InfluxApi) -> None:
    with pytest.raises(UnavailableError, match="credentials") as refused:
        list(setup(endpoint_of(api, token="wrong-secret")))
    assert "wrong-secret" not in str(refused.value)
    if api.version == 2:
        with pytest.raises(ConfigError, match="no organisation other"):
            list(setup(endpoint_of(api, org="other")))
        api.mappings.append({"database": "fleet", "bucketID": "other", "default": True})
        with pytest.raises(ConfigError, match="another bucket"):
            list(setup(endpoint_of(api)))


def test_readings_radio_and_roll_ups_come_back(store: InfluxStore, fleet: Fleet) -> None:
    device = fleet.device(tenant="pays d'Amiens", site="école, salle 1")
    series = fleet.series(device)
    near = Reception("0016c001ff10a235", -71, 8.75)
    store.write([fleet.uplink(device, NOON + hour * HOUR_MS, (series, hour), receptions=(near,)) for hour in range(30)])
    assert store.roll_up() == 32
    assert [sample.value for sample in store.samples(series, EVER)] == list(range(30))
    days = answers(store, [series], Span(NOON, NOON + 1), CIVIL_DAY_MS, Aggregate.COUNT)
    assert [sample.value for sample in days[series.id]] == [10]
    assert {activity.gateway for activity in store.radio(device, EVER)} == {near.gateway_id}


def test_one_bad_line_does_not_hold_back_the_others(store: InfluxStore, fleet: Fleet) -> None:
    device = fleet.device()
    series = fleet.series(device)
    values = [1.0, 2.0, float("inf"), 4.0, 5.0]
    with pytest.raises(RejectedError, match="all else is stored"):
        store.write(fleet.history(device, series, [(NOON + place, value) for place, value in enumerate(values)]))
    assert [sample.value for sample in store.samples(series, EVER)] == [1.0, 2.0, 4.0, 5.0]


def test_expiry_is_of_whole_devices_where_there_is_any(store: InfluxStore, fleet: Fleet, api: InfluxApi) -> None:
    device = fleet.device()
    series, other = fleet.series(device), fleet.series(device, channel="probe")
    store.write([fleet.uplink(device, NOON + hour * HOUR_MS, (series, 1.0), (other, 2.0)) for hour in range(2)])
    if api.version == 3:
        assert store.expire([series, other], NOON + HOUR_MS) == 0
        assert len(list(store.samples(other, EVER))) == 2
        return
    with pytest.raises(QueryError, match="every series"):
        store.expire([series], NOON + HOUR_MS)
    store.expire([series, other], NOON + HOUR_MS)
    assert list(store.samples(other, EVER)) == [Sample(NOON + HOUR_MS, 2.0)]
    hours = answers(store, [series], Span(NOON, NOON + 1), HOUR_MS, Aggregate.SUM)
    assert hours == {series.id: [Sample(NOON, 1.0)]}


def test_a_missing_bucket_is_waited_for(api: InfluxApi, fleet: Fleet, tmp_path: Path) -> None:
    store = InfluxStore(endpoint_of(api), fleet.registry, tmp_path / "state.db")
    device = fleet.device()
    with pytest.raises(UnavailableError, match="samara influx setup"):
        store.write(fleet.history(device, fleet.series(device), [(NOON, 1.0)]))
    with pytest.raises(UnavailableError, match="samara influx setup"):
        list(store.samples(fleet.series(device), EVER))
    assert store.latest([fleet.series(device)]) == {}
    store.close()


class VictoriaMetrics(Server):
    """It has `/api/v2/write` of its own making, and is in Debian."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        arguments = [program("victoria-metrics", "victoria-metrics"), f"-storageDataPath={folder}/data"]
        arguments += [f"-httpListenAddr=127.0.0.1:{port}", "-retentionPeriod=100y", "-loggerLevel=ERROR"]
        super().__init__(folder, arguments, port)

    def answers(self) -> bool:
        return httpx.get(f"http://127.0.0.1:{self.port}/health").is_success


def test_another_server_takes_the_writes_of_version_2(fleet: Fleet, tmp_path: Path) -> None:
    server = VictoriaMetrics(tmp_path)
    server.start()
    try:
        writer = ClientWriter(InfluxEndpoint(f"http://127.0.0.1:{server.port}", 2, "fleet", "syndicate", TOKEN))
        device = fleet.device(site="école, salle=1")
        records = [fleet.uplink(device, NOON, (fleet.series(device), 20.5), (fleet.series(device, channel="b"), -1.0))]
        assert send(writer, reading_lines(records)) == []
        writer.close()
        httpx.get(f"http://127.0.0.1:{server.port}/internal/force_flush")
        found = httpx.get(
            f"http://127.0.0.1:{server.port}/api/v1/export",
            params={"match[]": '{__name__="readings_air_temperature"}', "start": "0"},
        )
    finally:
        server.stop()
    stored = {line["metric"]["channel"]: line for line in map(json.loads, found.text.splitlines())}
    assert {channel: line["values"] for channel, line in stored.items()} == {"main": [20.5], "b": [-1]}
    assert stored["main"]["timestamps"] == [NOON]
    assert stored["main"]["metric"]["site"] == "école, salle=1"
    assert stored["main"]["metric"]["device"] == device.dev_eui
