import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.journal import SqliteJournal
from telemetry.errors import UnavailableError
from telemetry.memory import MemoryJournal
from telemetry.ports import Journal
from telemetry.record import JournalEntry, RawMessage

Open = Callable[[], Journal]


def message(number: int, payload: bytes = b"", received_ms: int | None = None) -> RawMessage:
    return RawMessage("chirpstack", f"a/{number}", payload, number * 1000 if received_ms is None else received_ms)


def fill(journal: Journal, count: int, payload: bytes = b"") -> None:
    journal.append([message(number, payload) for number in range(1, count + 1)])


@pytest.fixture(params=["memory", "sqlite"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    held: Journal = MemoryJournal() if request.param == "memory" else SqliteJournal(tmp_path / "journal.db")
    yield held
    held.close()


class TestContract:
    def test_entries_come_back_in_order_as_they_were(self, journal: Journal) -> None:
        messages = [
            RawMessage("chirpstack", "a/é", b"\x00\xff", 5),
            RawMessage("", "b", b"", 4, True),
        ]
        assert journal.append(messages) == 2
        assert journal.read(0, 10) == [JournalEntry(1, *messages[0]), JournalEntry(2, *messages[1])]
        assert [entry.retained for entry in journal.read(0, 10)] == [False, True]

    def test_reading_goes_on_from_where_it_stopped(self, journal: Journal) -> None:
        fill(journal, 10)
        assert [entry.seq for entry in journal.read(3, 4)] == [4, 5, 6, 7]
        assert journal.read(10, 4) == []

    def test_an_empty_journal(self, journal: Journal) -> None:
        assert journal.span() == (1, 0)
        assert journal.read(0, 10) == []
        assert journal.seek(0) == 0
        assert journal.append([]) == 0
        assert not journal.wait(0, 0)
        assert journal.prune(10**15, 0, 10**9) == 0

    def test_span_is_what_it_holds(self, journal: Journal) -> None:
        fill(journal, 10)
        assert journal.span() == (1, 10)

    def test_a_sequence_number_is_never_used_twice(self, journal: Journal) -> None:
        fill(journal, 5)
        assert journal.prune(10**15, 10**12, 5) == 5
        assert journal.span() == (6, 5)
        assert journal.append([message(9)]) == 6

    @pytest.mark.parametrize(("time_ms", "after"), [(0, 0), (3000, 2), (3001, 3), (10_000, 9), (99_999, 10)])
    def test_seek_finds_the_place_of_a_time(self, journal: Journal, time_ms: int, after: int) -> None:
        fill(journal, 10)
        assert journal.seek(time_ms) == after

    def test_seek_leaves_nothing_out_when_the_clock_went_back(self, journal: Journal) -> None:
        journal.append([message(1, received_ms=time) for time in (1000, 5000, 2000, 3000, 6000)])
        assert journal.seek(5000) == 1

    def test_pruning_by_age_stops_at_the_first_young_entry(self, journal: Journal) -> None:
        fill(journal, 10)
        assert journal.prune(4000, 10**12, 10) == 3
        assert journal.span() == (4, 10)
        assert journal.read(0, 1)[0].seq == 4

    def test_pruning_spares_what_a_consumer_still_needs(self, journal: Journal) -> None:
        fill(journal, 10)
        assert journal.prune(10**15, 0, 6) == 6
        assert journal.span() == (7, 10)

    def test_pruning_by_size_takes_the_oldest(self, journal: Journal) -> None:
        fill(journal, 200, b"x" * 10_000)
        gone = journal.prune(0, 1_000_000, 200)
        assert 90 <= gone <= 130
        assert journal.span() == (gone + 1, 200)
        assert journal.prune(0, 1_100_000, 200) <= 10

    def test_waiting_ends_when_an_entry_comes(self, journal: Journal) -> None:
        fill(journal, 1)
        assert journal.wait(0, 10)
        appending = threading.Timer(0.05, journal.append, ([message(2)],))
        appending.start()
        assert journal.wait(1, 10)
        appending.join()
        assert not journal.wait(2, 0.01)

    def test_waiting_for_what_was_pruned_is_waiting(self, journal: Journal) -> None:
        fill(journal, 3)
        journal.prune(10**15, 10**12, 3)
        assert not journal.wait(0, 0.01)

    def test_many_threads_append_and_read(self, journal: Journal) -> None:
        def work() -> None:
            for number in range(20):
                journal.append([message(number), message(number)])
                journal.read(0, 5)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [entry.seq for entry in journal.read(0, 1000)] == list(range(1, 161))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "journal.db"


@pytest.fixture
def sqlite(path: Path) -> Iterator[SqliteJournal]:
    held = SqliteJournal(path)
    yield held
    held.close()


def test_what_was_appended_is_there_after_reopening(sqlite: SqliteJournal, path: Path) -> None:
    fill(sqlite, 5)
    sqlite.prune(10**15, 10**12, 5)
    sqlite.close()
    again = SqliteJournal(path)
    assert again.append([message(1)]) == 6
    again.close()


def test_each_append_is_synchronised_to_disk(sqlite: SqliteJournal) -> None:
    assert sqlite._writer.execute("PRAGMA synchronous").fetchone() == (2,)
    assert sqlite._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_waiting_notices_what_another_process_appends(sqlite: SqliteJournal, path: Path) -> None:
    other = SqliteJournal(path)
    appending = threading.Timer(0.05, other.append, ([message(1)],))
    appending.start()
    assert sqlite.wait(0, 10)
    appending.join()
    assert sqlite.read(0, 1)[0].topic == "a/1"
    other.close()


def test_a_full_disk_is_unavailable_and_takes_nothing(sqlite: SqliteJournal) -> None:
    fill(sqlite, 10)
    pages = sqlite._writer.execute("PRAGMA page_count").fetchone()[0]
    sqlite._writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(UnavailableError, match="full"):
        sqlite.append([message(number, b"x" * 10_000) for number in range(10)])
    assert sqlite.span() == (1, 10)
    sqlite._writer.execute("PRAGMA max_page_count = 1000000")
    assert sqlite.append([message(11)]) == 11


def test_a_locked_file_is_unavailable(sqlite: SqliteJournal, path: Path) -> None:
    sqlite._writer.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="locked"):
        sqlite.append([message(1)])
    other.execute("ROLLBACK")
    other.close()
    assert sqlite.append([message(1)]) == 1


def test_a_file_that_is_no_journal_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"something else" * 1000)
    with pytest.raises(UnavailableError, match=r"journal\.db"):
        SqliteJournal(path)


def test_huge_messages_come_few_at_a_time(sqlite: SqliteJournal) -> None:
    sqlite.append([message(number, bytes(4_000_000)) for number in range(8)])
    read = sqlite.read(0, 100)
    assert [entry.seq for entry in read] == [1, 2, 3, 4, 5]
    assert [entry.seq for entry in sqlite.read(5, 100)] == [6, 7, 8]


def test_pruned_space_is_used_again(sqlite: SqliteJournal, path: Path) -> None:
    fill(sqlite, 5000, b"x" * 500)
    sqlite.prune(10**15, 10**12, 4000)
    before = sqlite._reader.execute("PRAGMA page_count").fetchone()
    assert sqlite.size() < before[0] * 4096 / 2
    fill(sqlite, 3000, b"x" * 500)
    assert sqlite._reader.execute("PRAGMA page_count").fetchone() == before
