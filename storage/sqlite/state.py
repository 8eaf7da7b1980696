"""What the service keeps of a store whatever its back end: latest values, activity, stale hours, checkpoints.

An hour of a series is *stale* from the moment a reading lands in it until its roll-up has been computed
again from the raw readings. So late data, duplicates, reprocessing and crashes all end in right roll-ups.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import NamedTuple

from storage.sqlite.database import Database
from telemetry.device import Device
from telemetry.memory import activity_of
from telemetry.record import Activity, Record
from telemetry.series import HOUR_MS, Sample, Span

Mark = tuple[int, int]
"""A stale hour: a series id and the start of the hour (ms)."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS latest (
    series_id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, value REAL NOT NULL);
CREATE TABLE IF NOT EXISTS activity (
    device_id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, rssi INTEGER, snr REAL, spreading_factor INTEGER,
    f_cnt INTEGER, gateway TEXT NOT NULL, gateways INTEGER NOT NULL, dev_eui TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stale (
    series_id INTEGER, hour_ms INTEGER, round INTEGER NOT NULL, PRIMARY KEY (series_id, hour_ms)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoints (consumer TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS roll_up (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), round INTEGER NOT NULL);
INSERT OR IGNORE INTO roll_up VALUES (1, 0);
"""

_REMEMBERED = 500_000
"""Stale hours kept in memory, at most (about 60 MB); beyond, they are marked again, which is only slower."""


class Facts(NamedTuple):
    """What a batch of records states: rows of (series id, ms, value), and radio facts with their device."""

    readings: list[tuple[int, int, float]]
    radio: list[tuple[Device, Activity]]


def facts_of(records: Sequence[Record]) -> Facts:
    """Flatten records, in their order, which decides when two of them state the same (series, time)."""
    readings = [(series.id, time_ms, value) for record in records for series, time_ms, value in record.points]
    heard = ((record.device, activity_of(record)) for record in records)
    return Facts(readings, [(device, activity) for device, activity in heard if activity])


class State:
    """The tables of `SCHEMA`, in the store's own file when it is SQLite, else in a file beside InfluxDB."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._marked: set[Mark] = set()
        self._round = -1

    def note(self, connection: Connection, facts: Facts) -> None:
        """Keep what is newest, and mark the hours touched, in the caller's transaction.

        For InfluxDB this comes *after* the readings have landed: a roll-up that ran in between, without
        them, is then run again; and a crash in between replays the batch, since its checkpoint is not saved.
        """
        connection.executemany(
            "INSERT INTO latest VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET time_ms = excluded.time_ms, value = excluded.value WHERE excluded.time_ms >= time_ms",
            facts.readings,
        )
        connection.executemany(
            "INSERT INTO activity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET time_ms = excluded.time_ms, rssi = excluded.rssi, snr = excluded.snr,"
            " spreading_factor = excluded.spreading_factor, f_cnt = excluded.f_cnt, gateway = excluded.gateway,"
            " gateways = excluded.gateways WHERE excluded.time_ms >= time_ms",
            [(device.id, *activity, device.dev_eui) for device, activity in facts.radio],
        )
        self.mark(connection, facts)

    def mark(self, connection: Connection, facts: Facts) -> None:
        """Mark the hours that readings touch; one already marked since the last roll-up costs no SQL."""
        touched = {(series_id, time_ms - time_ms % HOUR_MS) for series_id, time_ms, _ in facts.readings}
        (current,) = connection.execute("SELECT round FROM roll_up").fetchone()
        if current != self._round or len(self._marked) > _REMEMBERED:
            # A roll-up has begun, here or in another process: what it found marked may be gone by now.
            self._marked.clear()
        fresh = touched - self._marked
        connection.executemany(
            "INSERT INTO stale VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET round = excluded.round",
            [(series_id, hour_ms, current) for series_id, hour_ms in fresh],
        )
        self._marked |= fresh
        self._round = current

    def forget_marks(self) -> None:
        """Trust the memory of what is marked no more: a transaction that marked was undone."""
        self._marked.clear()

    def begin_roll_up(self) -> int:
        """Open a round: it owns the hours marked until now, and whoever writes from now on marks them anew."""
        with self._database.write() as connection:
            connection.execute("UPDATE roll_up SET round = round + 1")
            (current,) = connection.execute("SELECT round FROM roll_up").fetchone()
        return int(current)

    def marks(self, connection: Connection, current: int, limit: int) -> list[Mark]:
        """Some of the hours that the round owns."""
        rows = connection.execute("SELECT series_id, hour_ms FROM stale WHERE round < ? LIMIT ?", (current, limit))
        return rows.fetchall()

    def settle(self, connection: Connection, current: int, marks: Iterable[Mark]) -> None:
        """Clear the marks of hours rolled up, except those that were marked again meanwhile."""
        connection.executemany(
            "DELETE FROM stale WHERE series_id = ? AND hour_ms = ? AND round < ?",
            [(series_id, hour_ms, current) for series_id, hour_ms in marks],
        )

    def stale(self, series_ids: Sequence[int], span: Span) -> dict[int, list[int]]:
        """The stale hours of a span (hour borders), in order, by series."""
        found = defaultdict(list)
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT series_id, hour_ms FROM json_each(?) JOIN stale ON series_id = json_each.value"
                " WHERE hour_ms >= ? AND hour_ms < ? ORDER BY hour_ms",
                (json.dumps(series_ids), span.start_ms, span.end_ms),
            )
            for series_id, hour_ms in rows:
                found[series_id].append(hour_ms)
        return found

    def latest(self, series_ids: Sequence[int]) -> dict[int, Sample]:
        """The newest sample of each series that has one."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT series_id, time_ms, latest.value FROM json_each(?) JOIN latest ON series_id = json_each.value",
                (json.dumps(series_ids),),
            )
            return {series_id: Sample(time_ms, value) for series_id, time_ms, value in rows}

    def activity(self, devices: Sequence[Device]) -> dict[str, Activity]:
        """The newest radio facts of each device that has some, by dev_eui."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT dev_eui, time_ms, rssi, snr, spreading_factor, f_cnt, gateway, gateways"
                " FROM json_each(?) JOIN activity ON device_id = json_each.value",
                (json.dumps([device.id for device in devices]),),
            )
            return {dev_eui: Activity(*facts) for dev_eui, *facts in rows}

    def load(self, consumer: str) -> int:
        """The checkpoint of a consumer, 0 at first."""
        with self._database.read() as connection:
            row = connection.execute("SELECT seq FROM checkpoints WHERE consumer = ?", (consumer,)).fetchone()
        return int(row[0]) if row else 0

    def save(self, consumer: str, seq: int) -> None:
        """Remember a checkpoint: never ahead of what this file says has been stored."""
        with self._database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?)", (consumer, seq))
