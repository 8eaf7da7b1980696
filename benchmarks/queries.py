"""Questions to the stores: many latest values, a long series, many series by day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from benchmarks.results import Figure, milliseconds
from benchmarks.servers import InfluxDB
from storage.influx.endpoint import InfluxEndpoint
from storage.influx.store import InfluxStore
from storage.sqlite.store import SqliteStore
from telemetry import quantity as q
from telemetry.device import Device
from telemetry.memory import MemoryRegistry
from telemetry.ports import ReadingStore
from telemetry.record import Point, Record
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Series, Span
from telemetry.times import civil_day_start, from_ms, to_ms, utc_now
from telemetry.uplink import Report

_TEN_MINUTES = 600_000
_SETTLE_S = 10
"""After a load of a million points InfluxDB compacts its files; a database in service does not do so all the time."""


def queries() -> Iterator[Figure]:
    """The same questions to SQLite and to InfluxDB 1.6."""
    registry = MemoryRegistry()
    with TemporaryDirectory() as folder:
        yield from _ask("SQLite", SqliteStore(Path(folder) / "readings.db"), registry)
    with TemporaryDirectory() as folder:
        server = InfluxDB(Path(folder))
        server.start()
        server.query('CREATE DATABASE "samara"')
        try:
            endpoint = InfluxEndpoint(server.url, 1, "samara")
            yield from _ask("InfluxDB 1.6", InfluxStore(endpoint, registry, Path(folder) / "state.db"), registry)
        finally:
            server.stop()


def _ask(name: str, store: ReadingStore, registry: MemoryRegistry) -> Iterator[Figure]:
    series = [_series(registry, n) for n in range(10_000)]
    now = to_ms(civil_day_start(utc_now()))
    year = Span(now - 365 * 24 * HOUR_MS, now)
    month = Span(now - 30 * 24 * HOUR_MS, now)
    _store(store, registry, (Point(one, now, 20.0) for one in series))
    _store(store, registry, (Point(series[0], t, t % 977 / 10) for t in range(year.start_ms, now, _TEN_MINUTES)))
    hours = range(month.start_ms, now, HOUR_MS)
    _store(store, registry, (Point(one, t, t % 977 / 10) for one in series[1:1001] for t in hours))
    while store.roll_up():
        pass
    sleep(_SETTLE_S)
    yield Figure(f"latest of 10,000 series, {name}", milliseconds(lambda: store.latest(series)), "ms", 50)
    yield Figure(
        f"one series, one year at 10 minutes, hourly mean, {name}",
        milliseconds(lambda: list(store.aggregate(series[:1], year, HOUR_MS, Aggregate.MEAN))),
        "ms",
        30,
    )
    yield Figure(
        f"1,000 series × 30 days, daily mean, {name}",
        milliseconds(lambda: list(store.aggregate(series[1:1001], month, CIVIL_DAY_MS, Aggregate.MEAN))),
        "ms",
        400,
    )
    store.close()


def _series(registry: MemoryRegistry, number: int) -> Series:
    device = registry.adopt(Report(f"02{number:014x}", utc_now() - timedelta(days=1), ()))
    return registry.series(device, q.AIR_TEMPERATURE, "main")


def _store(store: ReadingStore, registry: MemoryRegistry, points: Iterable[Point]) -> None:
    rest = iter(points)
    while batch := list(islice(rest, 10_000)):
        store.write(_records(registry, batch))


def _records(registry: MemoryRegistry, points: Sequence[Point]) -> list[Record]:
    return [
        Record(0, _device(registry, point), Report(point.series.dev_eui, from_ms(point.time_ms), ()), 0, 0, (point,))
        for point in points
    ]


def _device(registry: MemoryRegistry, point: Point) -> Device:
    device = registry.device(point.series.dev_eui)
    assert device is not None
    return device
