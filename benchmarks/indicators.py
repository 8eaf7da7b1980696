"""Indicators: the formulas alone on thousands of series, and a round of the service on an embedded store."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks.results import Figure, milliseconds
from indicators import noise, water
from indicators.service import IndicatorService
from indicators.windows import Curves, Step, borders
from storage.sqlite.store import SqliteStore
from telemetry import quantity as q
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryRegistry
from telemetry.ports import DeviceFilter, Inventory, ReadingStore
from telemetry.record import Point, Record
from telemetry.series import Span
from telemetry.times import PARIS, from_ms, to_ms
from telemetry.uplink import Report

_END = datetime(2026, 11, 9, tzinfo=PARIS)
_QUARTER_MS = 900_000
_METERS, _DAYS = 5_000, 7
_STORED, _STORED_DAYS = 2_000, 4


def indicators() -> Iterator[Figure]:
    """Formulas on 5,000 series of a week, then a round over 2,000 meters in SQLite."""
    days = borders(Span.between(_END - timedelta(days=_DAYS), _END), Step.DAY)
    meters = _curves(_METERS, int(days[0]), int(days[-1]))
    samples = f"{_METERS:,} series of {_DAYS} days at 15 minutes"
    for name, formula in (
        ("daily volume", lambda: water.volume(days, meters)),
        ("night flow", lambda: water.night_flow(days, meters)),
        ("Lden", lambda: noise.lden(days, meters)),
    ):
        yield Figure(f"{name} of {samples}", milliseconds(formula, 5), "ms", 1_000)
    with TemporaryDirectory() as folder:
        yield from _rounds(SqliteStore(Path(folder) / "readings.db"))


def _curves(size: int, start_ms: int, end_ms: int) -> Curves:
    times = np.arange(start_ms, end_ms + 1, _QUARTER_MS, dtype=np.int64)
    growing = np.random.default_rng(1).random((size, len(times))).cumsum(axis=1)
    return Curves.from_arrays(np.repeat(np.arange(size), len(times)), np.tile(times, size), growing.ravel(), size)


def _rounds(store: ReadingStore) -> Iterator[Figure]:
    registry = MemoryRegistry()
    devices = [Device(f"02{n:014x}", 0, "t", f"s{n // 20}", "", Domain.WATER) for n in range(_STORED)]
    sites = tuple(Site(f"s{n}", "t", "") for n in range(_STORED // 20))
    registry.merge(Inventory((Tenant("t", "T"),), sites, (), tuple(devices)))
    for device in registry.devices(DeviceFilter()):
        series = registry.series(device, q.WATER_VOLUME, "main")
        instants = range(to_ms(_END - timedelta(days=_STORED_DAYS)), to_ms(_END) + 1, _QUARTER_MS)
        points = tuple(Point(series, at, float(number)) for number, at in enumerate(instants))
        store.write([Record(0, device, Report(device.dev_eui, from_ms(points[-1].time_ms), ()), 0, 0, points)])
    service = IndicatorService(registry, store, now=lambda: _END + timedelta(minutes=1))
    for name in ("first round", "round without news"):
        start = perf_counter()
        for step in Step:
            service.refresh(step)
        yield Figure(
            f"{name} of all indicators, {_STORED:,} water meters × 3 days, SQLite", perf_counter() - start, "s", 60
        )
    store.close()
