"""Readings in InfluxDB; what the service keeps beside them is in a SQLite file (`storage.sqlite.state`)."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import starmap
from operator import itemgetter
from pathlib import Path

from storage.influx.endpoint import InfluxEndpoint
from storage.influx.lines import FIELDS, NO_GATEWAY, radio_lines, reading_lines, roll_up_lines
from storage.influx.queries import Reader, channel_is, device_is, within
from storage.influx.server import Row, Server
from storage.influx.writing import send, writer_of
from storage.rollups import aggregate, recompute
from storage.sqlite.database import Database
from storage.sqlite.state import SCHEMA, State, facts_of
from telemetry.device import Device
from telemetry.errors import QueryError, RejectedError
from telemetry.ports import Registry
from telemetry.record import Activity, Record
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Bucket, Sample, Series, Span
from telemetry.times import from_ms

_MEASUREMENTS = {HOUR_MS: "readings_hour", CIVIL_DAY_MS: "readings_day"}
_NEEDED: dict[Aggregate | None, tuple[str, ...]] = {
    Aggregate.MEAN: ("count", "sum"),
    Aggregate.MIN: ("count", "min"),
    Aggregate.MAX: ("count", "max"),
    Aggregate.SUM: ("count", "sum"),
    Aggregate.COUNT: ("count",),
    Aggregate.FIRST: ("count", "first"),
    Aggregate.LAST: ("count", "last"),
    Aggregate.INCREASE: ("count", "first", "last", "increase"),
    None: FIELDS,
}
_RADIO = "rssi", "snr", "spreading_factor", "f_cnt", "gateways"
_STALE_AT_ONCE = 5000
"""Hours rolled up at a time."""


class InfluxStore:
    """`ReadingStore` on InfluxDB 1.x, 2 or 3, and `Checkpoints` beside its state, which they never outrun.

    `state_path` is the SQLite file of latest values, stale hours and checkpoints; processes that share the
    database share that file. Connects at the first use.
    """

    def __init__(self, endpoint: InfluxEndpoint, registry: Registry, state_path: Path) -> None:
        self._endpoint = endpoint
        self._registry = registry
        self._server = Server(endpoint)
        self._writer = writer_of(endpoint)
        self._reader = Reader(self._server, registry)
        self._database = Database(state_path, SCHEMA, version=1)
        self._state = State(self._database)
        self._turn = state_path.with_name(state_path.name + ".roll-up")

    def write(self, records: Sequence[Record]) -> None:
        """Store them; raises `RejectedError` for what InfluxDB refuses for good, after all else is stored."""
        facts = facts_of(records)
        refused = send(self._writer, (*reading_lines(records), *radio_lines(facts.radio)))
        try:
            with self._database.write() as connection:
                self._state.note(connection, facts)
        except BaseException:
            self._state.forget_marks()
            raise
        _report(refused)

    def latest(self, series: Sequence[Series]) -> dict[int, Sample]:
        return self._state.latest([one.id for one in series])

    def samples(self, series: Series, span: Span) -> Iterator[Sample]:
        select = (
            f'SELECT "{series.quantity.key}" FROM "readings"'  # noqa: S608 - every value is quoted
            f" WHERE {device_is([series.dev_eui])} AND {channel_is(series)}"
        )
        for page in self._reader.pages(series.dev_eui, select, 1, span):
            yield from starmap(Sample, page)

    def aggregate(
        self, series: Sequence[Series], span: Span, window_ms: int, function: Aggregate
    ) -> Iterator[tuple[int, list[Sample]]]:
        return aggregate(self, series, span, window_ms, function)

    def activity(self, devices: Sequence[Device]) -> dict[str, Activity]:
        return self._state.activity(devices)

    def radio(self, device: Device, span: Span) -> Iterator[Activity]:
        columns = ", ".join(f'"{column}"' for column in _RADIO)
        select = f'SELECT {columns} FROM "radio" WHERE {device_is([device.dev_eui])}'  # noqa: S608 - quoted
        for page in self._reader.pages(device.dev_eui, select, len(_RADIO), span, ("gateway",)):
            yield from map(_activity, page)

    def roll_up(self) -> int:
        # One process at a time, until it ends or dies: two could overwrite the newer result by the older.
        with closing(sqlite3.connect(self._turn, timeout=0, isolation_level=None)) as turn:
            try:
                turn.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                return 0
            return self._roll_up()

    def expire(self, series: Sequence[Series], before_ms: int) -> int:
        """Delete raw samples, and the radio history of their devices, older than the hour of `before_ms`.

        InfluxDB deletes whole devices: `QueryError` when a series of one is missing from `series`. Version 3
        deletes by the retention of its database alone, and nothing here. Returns 0: InfluxDB does not count.
        """
        if self._endpoint.version == 3:
            return 0
        dev_euis = self._whole_devices(series)
        self.roll_up()
        past_ms = before_ms - before_ms % HOUR_MS
        for measurement in ("readings", "radio"):
            if self._endpoint.version == 1:
                self._delete_v1(measurement, dev_euis, past_ms)
            else:
                self._delete_v2(measurement, dev_euis, past_ms)
        return 0

    def load(self, consumer: str) -> int:
        """The last seq that the consumer has dealt with, 0 at first."""
        return self._state.load(consumer)

    def save(self, consumer: str, seq: int) -> None:
        """Remember it, after the state of the readings before it."""
        self._state.save(consumer, seq)

    def close(self) -> None:
        self._writer.close()
        self._server.close()
        self._database.close()

    # What `storage.rollups` asks of a source.

    def stale(self, series_ids: Sequence[int], span: Span) -> Mapping[int, Sequence[int]]:
        """See `rollups.Source`."""
        return self._state.stale(series_ids, span)

    def rolled(
        self, window_ms: int, series_ids: Sequence[int], span: Span, function: Aggregate | None
    ) -> Mapping[int, Sequence[Bucket]]:
        """See `rollups.Source`; asks only for the fields that the function needs, for JSON is slow."""
        needed = _NEEDED[function]
        fields = [f'"{{}}_{field}"' for field in needed]
        # The place of each field in a row; those not asked for are taken from a zero at its end.
        whole = itemgetter(0, *(1 + needed.index(field) if field in needed else -1 for field in FIELDS))
        found = self._reader.many(_MEASUREMENTS[window_ms], fields, series_ids, within(span))
        return {series_id: [Bucket._make(whole((*row, 0.0))) for row in rows] for series_id, rows in found}

    def raw(self, series_ids: Sequence[int], span: Span) -> Mapping[int, Sequence[Sample]]:
        """See `rollups.Source`."""
        found = self._reader.many("readings", ['"{}"'], series_ids, within(span))
        return {series_id: list(starmap(Sample, rows)) for series_id, rows in found}

    def before(self, series_ids: Sequence[int], time_ms: int) -> Mapping[int, float]:
        """See `rollups.Source`."""
        rolled = self._reader.many("readings_hour", ['last("{}_last")'], series_ids, f"time <= {time_ms - HOUR_MS}ms")
        raw = self._reader.many("readings", ['last("{}")'], series_ids, f"time < {time_ms}ms")
        # Raw readings win where there are any: roll-ups reach further back, never further on.
        return {series_id: rows[-1][1] for found in (rolled, raw) for series_id, rows in found}

    def _roll_up(self) -> int:
        current = self._state.begin_roll_up()
        rewritten = 0
        refused: list[str] = []
        while True:
            with self._database.read() as connection:
                marks = self._state.marks(connection, current, _STALE_AT_ONCE)
            roll_ups = recompute(self, marks)
            refused += send(self._writer, self._lines(HOUR_MS, roll_ups.hours))
            refused += send(self._writer, self._lines(CIVIL_DAY_MS, roll_ups.days))
            with self._database.write() as connection:
                self._state.settle(connection, current, marks)
            rewritten += roll_ups.size
            if len(marks) < _STALE_AT_ONCE:
                _report(refused)
                return rewritten

    def _lines(self, window_ms: int, buckets: Mapping[int, Sequence[Bucket]]) -> Iterator[str]:
        for series_id, held in buckets.items():
            series = self._reader.series(series_id)
            device = series and self._registry.device(series.dev_eui)
            if series and device:
                yield from roll_up_lines(_MEASUREMENTS[window_ms], device, series, held)

    def _whole_devices(self, series: Sequence[Series]) -> list[str]:
        asked = defaultdict(set)
        for one in series:
            asked[one.dev_eui].add(one.id)
        for dev_eui, ids in asked.items():
            device = self._registry.device(dev_eui)
            if device and not ids.issuperset(one.id for one in self._registry.series_of([device])):
                raise QueryError(f"InfluxDB expires whole devices; name every series of {dev_eui}")
        return sorted(asked)

    def _delete_v1(self, measurement: str, dev_euis: Sequence[str], past_ms: int) -> None:
        for first in range(0, len(dev_euis), 100):
            devices = device_is(dev_euis[first : first + 100])
            self._server.query(f'DELETE FROM "{measurement}" WHERE {devices} AND time < {past_ms}ms')  # noqa: S608

    def _delete_v2(self, measurement: str, dev_euis: Sequence[str], past_ms: int) -> None:
        parameters = {"org": self._endpoint.org, "bucket": self._endpoint.database}
        for dev_eui in dev_euis:
            body = {
                "start": "1970-01-01T00:00:00Z",
                "stop": from_ms(past_ms).isoformat(),
                "predicate": f'_measurement="{measurement}" AND device="{dev_eui}"',
            }
            self._server.call("POST", "/api/v2/delete", params=parameters, json=body)


def _report(refused: Sequence[str]) -> None:
    if refused:
        raise RejectedError(f"{refused[0]} ({len(refused)} refusals; all else is stored)")


def _activity(row: Row) -> Activity:
    time_ms, rssi, snr, spreading_factor, f_cnt, gateways, gateway = row
    return Activity(
        time_ms,
        _whole(rssi),
        snr,
        _whole(spreading_factor),
        _whole(f_cnt),
        "" if gateway == NO_GATEWAY else gateway,
        int(gateways),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
