"""The embedded store: readings clustered by series and time, and their roll-ups, in one SQLite file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from pathlib import Path
from sqlite3 import Connection
from time import sleep

from storage.rollups import aggregate, recompute
from storage.sqlite.database import Database
from storage.sqlite.state import SCHEMA as STATE_SCHEMA
from storage.sqlite.state import State, facts_of
from telemetry.device import Device
from telemetry.record import Activity, Record
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Bucket, Sample, Series, Span

_BUCKETS = """
CREATE TABLE IF NOT EXISTS {table} (
    series_id INTEGER, start_ms INTEGER, size INTEGER NOT NULL, total REAL NOT NULL, low REAL NOT NULL,
    high REAL NOT NULL, first REAL NOT NULL, last REAL NOT NULL, increase REAL NOT NULL,
    PRIMARY KEY (series_id, start_ms)) WITHOUT ROWID;
"""
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS readings (
    series_id INTEGER, time_ms INTEGER, value REAL NOT NULL, PRIMARY KEY (series_id, time_ms)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS radio (
    device_id INTEGER, time_ms INTEGER, rssi INTEGER, snr REAL, spreading_factor INTEGER, f_cnt INTEGER,
    gateway TEXT NOT NULL, gateways INTEGER NOT NULL, PRIMARY KEY (device_id, time_ms)) WITHOUT ROWID;
{_BUCKETS.format(table="hour")}{_BUCKETS.format(table="day")}{STATE_SCHEMA}
"""
_TABLES = {HOUR_MS: "hour", CIVIL_DAY_MS: "day"}
_PAGE = 10_000
"""Rows read at a time, so that a slow reader holds no transaction open."""
_STALE_AT_ONCE = 1000
"""Hours rolled up in one transaction, which keeps writers waiting."""


class SqliteStore:
    """`ReadingStore` and `Checkpoints` in one file: a checkpoint there is never ahead of the readings.

    Safe to use from several threads, and from several processes on the same file.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _SCHEMA, version=1)
        self._state = State(self._database)

    def write(self, records: Sequence[Record]) -> None:
        facts = facts_of(records)
        try:
            with self._database.write() as connection:
                connection.executemany(
                    "INSERT INTO readings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                    facts.readings,
                )
                connection.executemany(
                    "INSERT OR REPLACE INTO radio VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [(device.id, *activity) for device, activity in facts.radio],
                )
                self._state.note(connection, facts)
        except BaseException:
            self._state.forget_marks()
            raise

    def latest(self, series: Sequence[Series]) -> dict[int, Sample]:
        return self._state.latest([one.id for one in series])

    def samples(self, series: Series, span: Span) -> Iterator[Sample]:
        start_ms = span.start_ms
        while True:
            page = self._page(series.id, Span(start_ms, span.end_ms), _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            start_ms = page[-1].time_ms + 1

    def aggregate(
        self, series: Sequence[Series], span: Span, window_ms: int, function: Aggregate
    ) -> Iterator[tuple[int, list[Sample]]]:
        return aggregate(self, series, span, window_ms, function)

    def activity(self, devices: Sequence[Device]) -> dict[str, Activity]:
        return self._state.activity(devices)

    def radio(self, device: Device, span: Span) -> Iterator[Activity]:
        start_ms = span.start_ms
        while True:
            with self._database.read() as connection:
                rows = connection.execute(
                    "SELECT time_ms, rssi, snr, spreading_factor, f_cnt, gateway, gateways FROM radio"
                    " WHERE device_id = ? AND time_ms >= ? AND time_ms < ? ORDER BY time_ms LIMIT ?",
                    (device.id, start_ms, span.end_ms, _PAGE),
                )
                page = list(starmap(Activity, rows))
            yield from page
            if len(page) < _PAGE:
                return
            start_ms = page[-1].time_ms + 1

    def roll_up(self) -> int:
        current = self._state.begin_roll_up()
        rewritten = 0
        while True:
            with self._database.write() as connection:
                marks = self._state.marks(connection, current, _STALE_AT_ONCE)
                roll_ups = recompute(self, marks)
                _put(connection, "hour", roll_ups.hours)
                _put(connection, "day", roll_ups.days)
                self._state.settle(connection, current, marks)
            rewritten += roll_ups.size
            if len(marks) < _STALE_AT_ONCE:
                return rewritten
            # A lock in Python is not fair: without a pause this thread would take it again at once.
            sleep(0.001)

    def expire(self, series: Sequence[Series], before_ms: int) -> int:
        """Delete raw samples, and the radio history of their devices, older than the hour of `before_ms`."""
        self.roll_up()
        past_ms = before_ms - before_ms % HOUR_MS
        gone = 0
        for one in series:
            # One transaction for each: a first expiry may delete years, and writers wait meanwhile.
            with self._database.write() as connection:
                gone += connection.execute(
                    "DELETE FROM readings WHERE series_id = ? AND time_ms < ?", (one.id, past_ms)
                ).rowcount
        dev_euis = json.dumps(sorted({one.dev_eui for one in series}))
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM radio WHERE time_ms < ? AND device_id IN"
                " (SELECT device_id FROM activity WHERE dev_eui IN (SELECT value FROM json_each(?)))",
                (past_ms, dev_euis),
            )
        return gone

    def load(self, consumer: str) -> int:
        """The last seq that the consumer has dealt with, 0 at first."""
        return self._state.load(consumer)

    def save(self, consumer: str, seq: int) -> None:
        """Remember it, after the readings of the same file."""
        self._state.save(consumer, seq)

    def close(self) -> None:
        self._database.close()

    # What `storage.rollups` asks of a source.

    def stale(self, series_ids: Sequence[int], span: Span) -> Mapping[int, Sequence[int]]:
        """See `rollups.Source`."""
        return self._state.stale(series_ids, span)

    def rolled(
        self,
        window_ms: int,
        series_ids: Sequence[int],
        span: Span,
        function: Aggregate | None,  # noqa: ARG002 - no need
    ) -> Mapping[int, Sequence[Bucket]]:
        """See `rollups.Source`; a row holds every field, whatever the function."""
        query = (
            f"SELECT start_ms, size, total, low, high, first, last, increase FROM {_TABLES[window_ms]}"  # noqa: S608
            " WHERE series_id = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms"
        )
        with self._database.read() as connection:
            return {
                series_id: list(starmap(Bucket, connection.execute(query, (series_id, span.start_ms, span.end_ms))))
                for series_id in series_ids
            }

    def raw(self, series_ids: Sequence[int], span: Span) -> Mapping[int, Sequence[Sample]]:
        """See `rollups.Source`."""
        return {series_id: self._page(series_id, span, -1) for series_id in series_ids}

    def before(self, series_ids: Sequence[int], time_ms: int) -> Mapping[int, float]:
        """See `rollups.Source`."""
        last: dict[int, float] = {}
        with self._database.read() as connection:
            for series_id in series_ids:
                row = (
                    connection.execute(
                        "SELECT value FROM readings WHERE series_id = ? AND time_ms < ? ORDER BY time_ms DESC LIMIT 1",
                        (series_id, time_ms),
                    ).fetchone()
                    or connection.execute(
                        "SELECT last FROM hour WHERE series_id = ? AND start_ms <= ? ORDER BY start_ms DESC LIMIT 1",
                        (series_id, time_ms - HOUR_MS),
                    ).fetchone()
                )
                if row:
                    last[series_id] = row[0]
        return last

    def _page(self, series_id: int, span: Span, limit: int) -> list[Sample]:
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT time_ms, value FROM readings WHERE series_id = ? AND time_ms >= ? AND time_ms < ?"
                " ORDER BY time_ms LIMIT ?",
                (series_id, span.start_ms, span.end_ms, limit),
            )
            return list(starmap(Sample, rows))


def _put(connection: Connection, table: str, buckets: Mapping[int, Sequence[Bucket]]) -> None:
    connection.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a name of ours
        [(series_id, *bucket) for series_id, held in buckets.items() for bucket in held],
    )
