"""The InfluxDB store keeps the contract on a real InfluxDB 1.x, and waits while the server is away."""

import logging
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from reading_store_contract import DAY, EVER, NOON, Fleet, ReadingStoreContract, answers
from servers import InfluxDB, free_port

from storage.influx.endpoint import InfluxEndpoint
from storage.influx.lines import FIELDS
from storage.influx.queries import PAGE
from storage.influx.setup import setup
from storage.influx.store import InfluxStore
from storage.influx.writing import Writer
from telemetry import quantity as q
from telemetry.errors import ConfigError, RejectedError, UnavailableError
from telemetry.series import HOUR_MS, Aggregate, Sample, Span

_DATABASES = count(1)


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


@pytest.fixture
def endpoint(influxdb: InfluxDB) -> Iterator[InfluxEndpoint]:
    endpoint = InfluxEndpoint(influxdb.url, 1, f"store{next(_DATABASES)}")
    list(setup(endpoint))
    yield endpoint
    influxdb.query(f"DROP DATABASE {endpoint.database}")


@pytest.fixture
def store(endpoint: InfluxEndpoint, fleet: Fleet, tmp_path: Path) -> Iterator[InfluxStore]:
    store = InfluxStore(endpoint, fleet.registry, tmp_path / "state.db")
    yield store
    store.close()


class TestInfluxStore(ReadingStoreContract):
    @pytest.fixture
    def fleet(self, fleet: Fleet) -> Fleet:
        return fleet

    @pytest.fixture
    def store(self, store: InfluxStore) -> InfluxStore:
        return store


def test_points_of_one_channel_and_time_share_a_row(store: InfluxStore, fleet: Fleet, influxdb: InfluxDB) -> None:
    device = fleet.device()
    values = [(fleet.series(device, quantity), 1.0) for quantity in (q.CO2, q.AIR_TEMPERATURE)]
    store.write([fleet.uplink(device, NOON, *values)])
    store.roll_up()
    answer: Any = influxdb.query("SELECT * FROM readings; SELECT * FROM readings_hour", store._endpoint.database)
    raw, rolled = (result["series"][0] for result in answer["results"])
    assert raw["columns"] == ["time", "air_temperature", "channel", "co2", "device", "site", "tenant"]
    assert raw["values"] == [[NOON, 1, "main", 1, device.dev_eui, "ecole", "amiens"]]
    fields = [f"{key}_{field}" for key in ("air_temperature", "co2") for field in FIELDS]
    assert set(rolled["columns"]) == {"time", "channel", "device", "site", "tenant", *fields}


def test_what_the_server_refuses_is_reported_and_the_rest_stored(store: InfluxStore, fleet: Fleet) -> None:
    device = fleet.device()
    series = fleet.series(device)
    samples = [(NOON, 1.0), (NOON + 1, float("inf")), (NOON + 2, 3.0)]
    with pytest.raises(RejectedError, match="unable to parse"):
        store.write(fleet.history(device, series, samples))
    assert list(store.samples(series, EVER)) == [Sample(NOON, 1.0), Sample(NOON + 2, 3.0)]
    assert store.latest([series]) == {series.id: Sample(NOON + 2, 3.0)}


def test_readings_beyond_the_retention_do_not_block(endpoint: InfluxEndpoint, fleet: Fleet, tmp_path: Path) -> None:
    kept = InfluxEndpoint(endpoint.url, 1, endpoint.database, retention_days=3)
    assert list(setup(kept))[1] == "It keeps everything for 3 days."
    store = InfluxStore(kept, fleet.registry, tmp_path / "state.db")
    device = fleet.device()
    with pytest.raises(RejectedError, match="retention policy"):
        store.write(fleet.history(device, fleet.series(device), [(NOON - 3650 * DAY, 1.0)]))
    store.close()


def test_places_that_both_fill_a_page_are_merged_in_order(store: InfluxStore, fleet: Fleet) -> None:
    before = fleet.device(tenant="amiens")
    series = fleet.series(before)
    total = 2 * PAGE + 10
    store.write(fleet.history(before, series, [(NOON + 2 * place, 1.0) for place in range(total)]))
    after = fleet.device(tenant="abbeville")
    store.write(fleet.history(after, series, [(NOON + 3 * place, 2.0) for place in range(total)]))
    expected = {
        **{NOON + 2 * place: 1.0 for place in range(total)},
        **{NOON + 3 * place: 2.0 for place in range(total)},
    }
    assert list(store.samples(series, EVER)) == sorted(expected.items())


def test_readings_wait_for_a_server_that_is_away(own_influxdb: InfluxDB, fleet: Fleet, tmp_path: Path) -> None:
    endpoint = InfluxEndpoint(own_influxdb.url, 1, "fleet")
    list(setup(endpoint))
    store = InfluxStore(endpoint, fleet.registry, tmp_path / "state.db")
    device = fleet.device()
    series = fleet.series(device)
    records = fleet.history(device, series, [(NOON + place, float(place)) for place in range(100)])
    store.write(records[:50])
    own_influxdb.stop(signal.SIGKILL)
    for ask in (
        lambda: store.write(records[50:]),
        lambda: list(store.samples(series, EVER)),
        store.roll_up,
        lambda: list(store.aggregate([series], Span(NOON, NOON + 1), HOUR_MS, Aggregate.MEAN)),
    ):
        with pytest.raises(UnavailableError, match="does not answer"):
            ask()
    assert store.latest([series])[series.id].value == 49
    own_influxdb.start()
    store.write(records[50:])
    assert store.roll_up() == 2
    assert len(list(store.samples(series, EVER))) == 100
    store.close()


class SlowWriter:
    """A writer that lets something happen between the landing of readings and what follows it."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.landed, self.go_on = Event(), Event()

    def write(self, body: bytes) -> None:
        self._writer.write(body)
        self.landed.set()
        assert self.go_on.wait(20)

    def close(self) -> None:
        self._writer.close()


def test_a_reading_that_lands_while_its_hour_is_rolled_up_is_not_forgotten(
    store: InfluxStore, endpoint: InfluxEndpoint, fleet: Fleet, tmp_path: Path
) -> None:
    device = fleet.device()
    series = fleet.series(device)
    store.write(fleet.history(device, series, [(NOON, 1.0)]))
    slow = store._writer = SlowWriter(store._writer)
    writing = Thread(target=store.write, args=(fleet.history(device, series, [(NOON + 1, 2.0)]),))
    other = InfluxStore(endpoint, fleet.registry, tmp_path / "state.db")
    writing.start()
    assert slow.landed.wait(20)
    assert other.roll_up() == 2  # Another process, which clears the mark that this one remembers.
    slow.go_on.set()
    writing.join()
    assert other.roll_up() == 2
    counts = answers(other, [series], Span(NOON, NOON + 1), HOUR_MS, Aggregate.COUNT)
    assert counts == {series.id: [Sample(NOON, 2)]}
    other.close()


def test_a_reading_that_lands_after_its_hour_was_computed_is_not_forgotten(
    store: InfluxStore, endpoint: InfluxEndpoint, fleet: Fleet, tmp_path: Path
) -> None:
    device = fleet.device()
    series = fleet.series(device)
    other = InfluxStore(endpoint, fleet.registry, tmp_path / "state.db")
    other.write(fleet.history(device, series, [(NOON, 1.0)]))
    slow = other._writer = SlowWriter(other._writer)
    rolling = Thread(target=other.roll_up)
    rolling.start()
    assert slow.landed.wait(20)
    store.write(fleet.history(device, series, [(NOON + 1, 2.0)]))
    slow.go_on.set()
    rolling.join()
    counts = answers(store, [series], Span(NOON, NOON + 1), HOUR_MS, Aggregate.COUNT)
    assert counts == {series.id: [Sample(NOON, 2)]}
    assert store.roll_up() == 2
    other.close()


def test_one_process_rolls_up_at_a_time(
    store: InfluxStore, endpoint: InfluxEndpoint, fleet: Fleet, tmp_path: Path
) -> None:
    device = fleet.device()
    store.write(fleet.history(device, fleet.series(device), [(NOON, 1.0)]))
    slow = store._writer = SlowWriter(store._writer)
    other = InfluxStore(endpoint, fleet.registry, tmp_path / "state.db")
    rolling = Thread(target=store.roll_up)
    rolling.start()
    assert slow.landed.wait(20)
    assert other.roll_up() == 0
    slow.go_on.set()
    rolling.join()
    other.close()


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, RejectedError),
        (401, UnavailableError),
        (404, UnavailableError),
        (429, UnavailableError),
        (503, UnavailableError),
    ],
)
def test_each_status_is_read_as_what_it_means(status: int, error: type[Exception]) -> None:
    endpoint = InfluxEndpoint("http://127.0.0.1:1", 1, "fleet")
    assert type(endpoint.refusal(status, "no")) is error


def test_secrets_show_nowhere(fleet: Fleet, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    device = fleet.device()
    for version in (1, 2, 3):
        endpoint = InfluxEndpoint(
            f"http://127.0.0.1:{free_port()}", version, "fleet", "org", "to-ken", "name", "pass-word"
        )
        store = InfluxStore(endpoint, fleet.registry, tmp_path / f"{version}.db")
        with pytest.raises(UnavailableError) as refused:
            store.write(fleet.history(device, fleet.series(device), [(NOON, 1.0)]))
        store.close()
        seen = f"{endpoint!r} {refused.value!r} {caplog.text}"
        assert "to-ken" not in seen
        assert "pass-word" not in seen


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": "127.0.0.1:8086"}, "web address"),
        ({"url": "http://me:secret@127.0.0.1:8086"}, "holds a password"),
        ({"version": 4}, "influx.version"),
        ({"database": ""}, "database"),
        ({"version": 2}, "token"),
    ],
)
def test_an_endpoint_that_cannot_be_right_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message) as refused:
        InfluxEndpoint(**{"url": "http://127.0.0.1:8086", "version": 1, "database": "fleet", **changes})
    assert "secret" not in str(refused.value)


def test_a_server_that_is_no_influxdb_is_unavailable(influxdb: InfluxDB, fleet: Fleet, tmp_path: Path) -> None:
    assert httpx.get(f"{influxdb.url}/ping").status_code == 204
    store = InfluxStore(InfluxEndpoint(f"{influxdb.url}/metrics/", 1, "fleet"), fleet.registry, tmp_path / "state.db")
    with pytest.raises(UnavailableError):
        list(store.samples(fleet.series(fleet.device()), EVER))
    store.close()
