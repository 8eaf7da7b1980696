"""The in-memory and SQLite stores keep the contract; SQLite shares its file, and survives what disks do."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from reading_store_contract import DAY, EVER, NOON, Fleet, ReadingStoreContract, answers

from storage.sqlite import database
from storage.sqlite.state import State
from storage.sqlite.store import SqliteStore
from telemetry.errors import ConfigError, UnavailableError
from telemetry.memory import MemoryStore
from telemetry.ports import ReadingStore
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Sample, Span


class TestMemoryStore(ReadingStoreContract):
    @pytest.fixture
    def store(self) -> ReadingStore:
        return MemoryStore()


class TestSqliteStore(ReadingStoreContract):
    @pytest.fixture
    def store(self, sqlite: SqliteStore) -> ReadingStore:
        return sqlite


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "readings.db"


@pytest.fixture
def sqlite(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(path)
    yield store
    store.close()


def count_of(store: ReadingStore, series: object) -> float:
    """How many samples the hour of NOON holds, roll-ups and stale hours considered."""
    [[_, [sample]]] = store.aggregate([series], Span(NOON, NOON + 1), HOUR_MS, Aggregate.COUNT)  # type: ignore[list-item]
    return sample.value


def test_what_is_stored_is_there_after_a_restart(sqlite: SqliteStore, path: Path, fleet: Fleet) -> None:
    device = fleet.device()
    series = fleet.series(device)
    sqlite.write(fleet.history(device, series, [(NOON, 1.0), (NOON + 1, 2.0)]))
    sqlite.save("store", 7)
    again = SqliteStore(path)
    assert len(list(again.samples(series, EVER))) == 2
    assert again.latest([series]) == {series.id: Sample(NOON + 1, 2.0)}
    assert again.load("store") == 7
    assert again.load("alarms") == 0
    assert again.roll_up() == 2
    again.close()


def test_a_mark_that_another_process_cleared_is_set_again(sqlite: SqliteStore, path: Path, fleet: Fleet) -> None:
    other = SqliteStore(path)
    device = fleet.device()
    series = fleet.series(device)
    for place in range(3):
        sqlite.write(fleet.history(device, series, [(NOON + place, 1.0)]))
        assert other.roll_up() == 2
        assert count_of(other, series) == place + 1
    other.close()


def test_a_mark_of_a_write_that_was_undone_is_not_remembered(
    sqlite: SqliteStore, fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = fleet.device()
    series = fleet.series(device)
    records = fleet.history(device, series, [(NOON, 1.0)])
    note = State.note

    def note_and_fail(*arguments: object) -> None:
        note(*arguments)  # type: ignore[arg-type]
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(State, "note", note_and_fail)
    with pytest.raises(UnavailableError, match="disk is full"):
        sqlite.write(records)
    monkeypatch.undo()
    assert list(sqlite.samples(series, EVER)) == []
    sqlite.write(records)
    assert sqlite.roll_up() == 2
    assert count_of(sqlite, series) == 1


def test_roll_ups_are_right_while_others_write_and_roll_up(sqlite: SqliteStore, path: Path, fleet: Fleet) -> None:
    devices = [fleet.device(number) for number in range(4)]
    series = [fleet.series(device) for device in devices]
    other = SqliteStore(path)

    def write(store: SqliteStore, place: int) -> None:
        for batch in range(40):
            samples = [(NOON + (batch * 7 + step) * 60_000 + place, 1.0) for step in range(5)]
            store.write(fleet.history(devices[place], series[place], samples))

    stores = sqlite, other, sqlite, other
    threads = [Thread(target=write, args=(stores[place], place)) for place in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        sqlite.roll_up()
        other.roll_up()
    sqlite.roll_up()
    days = answers(other, series, Span(NOON, NOON + DAY), CIVIL_DAY_MS, Aggregate.SUM)
    raw = [len(list(other.samples(one, EVER))) for one in series]
    assert [sum(sample.value for sample in days[one.id]) for one in series] == raw == [200] * 4
    with sqlite._database.read() as connection:
        assert connection.execute("SELECT count(*) FROM stale").fetchone() == (0,)
    other.close()


def test_a_slow_reader_neither_holds_back_writers_nor_minds_changing_threads(sqlite: SqliteStore, fleet: Fleet) -> None:
    device = fleet.device()
    series = fleet.series(device)
    sqlite.write(fleet.history(device, series, [(NOON + 2 * place, 1.0) for place in range(15_000)]))
    reading = sqlite.samples(series, EVER)
    taken = [next(reading)]
    sqlite.write(fleet.history(device, series, [(NOON + 1, 9.0), (NOON + 29_999, 9.0)]))
    thread = Thread(target=lambda: taken.extend(reading))
    thread.start()
    thread.join()
    assert [sample.time_ms for sample in taken] == sorted({sample.time_ms for sample in taken})
    assert taken[-1] == Sample(NOON + 29_999, 9.0)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.55, 0.8, 1.0])
def test_a_power_cut_never_leaves_the_checkpoint_ahead_of_the_readings(
    path: Path, tmp_path: Path, fleet: Fleet, part: float
) -> None:
    store = SqliteStore(path)
    device = fleet.device()
    series = fleet.series(device)
    for batch in range(20):
        store.write(fleet.history(device, series, [(NOON + batch * 10 + place, 1.0) for place in range(10)]))
        store.save("store", (batch + 1) * 10)
    # What reached the disk: the file, and the write-ahead log up to some byte.
    cut = tmp_path / "cut.db"
    shutil.copy(path, cut)
    log = path.with_name("readings.db-wal").read_bytes()
    cut.with_name("cut.db-wal").write_bytes(log[: int(len(log) * part)])
    store.close()
    survivor = SqliteStore(cut)
    kept = list(survivor.samples(series, EVER))
    assert survivor.load("store") <= len(kept) <= 200
    assert len(kept) % 10 == 0
    assert part < 1 or survivor.load("store") == 200
    survivor.roll_up()
    counts = answers(survivor, [series], Span(NOON, NOON + 1), HOUR_MS, Aggregate.COUNT)
    assert [sample.value for sample in counts.get(series.id, [])] == ([len(kept)] if kept else [])
    survivor.close()


def test_a_file_that_another_process_holds_is_unavailable_for_now(
    path: Path, fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0)
    store = SqliteStore(path)
    device = fleet.device()
    records = fleet.history(device, fleet.series(device), [(NOON, 1.0)])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="locked"):
        store.write(records)
    assert list(store.samples(fleet.series(device), EVER)) == []
    other.execute("ROLLBACK")
    other.close()
    store.write(records)
    assert len(list(store.samples(fleet.series(device), EVER))) == 1
    store.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "readings.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(UnavailableError, match=r"readings\.db"):
        SqliteStore(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(UnavailableError, match=r"readings\.db"):
        SqliteStore(path)


def test_a_file_of_a_newer_samara_is_refused(sqlite: SqliteStore, path: Path) -> None:
    with sqlite._database.write() as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(ConfigError, match="upgrade Samara"):
        SqliteStore(path)


def test_stale_hours_beyond_what_is_remembered_are_only_marked_again(
    sqlite: SqliteStore, fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.state._REMEMBERED", 3)
    device = fleet.device()
    series = fleet.series(device)
    for _ in range(3):
        sqlite.write(fleet.history(device, series, [(NOON + hour * HOUR_MS, 1.0) for hour in range(5)]))
    assert sqlite.roll_up() == 6
    assert sqlite.roll_up() == 0
