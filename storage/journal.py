"""The journal in one SQLite file: append and fsync, read from anywhere, prune from the front.

One writer connection, one reader connection: in WAL mode readers never wait for the writer. Other
processes (`samara reprocess`, `samara journal export`) may open the same file beside the service.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Condition, Lock

from telemetry.errors import UnavailableError
from telemetry.record import JournalEntry, RawMessage

# The payload stands last, so that a row's other columns are read without its overflow pages.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,  -- AUTOINCREMENT: a pruned seq is never given again
    received_ms INTEGER NOT NULL,
    retained INTEGER NOT NULL,
    source TEXT NOT NULL,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_by_time ON entries (received_ms);
"""
_INSERT = "INSERT INTO entries (source, topic, payload, received_ms, retained) VALUES (?, ?, ?, ?, ?)"
_SELECT = (
    "SELECT seq, source, topic, payload, received_ms, retained != 0 FROM entries WHERE seq > ? ORDER BY seq LIMIT ?"
)
_LAST_GIVEN = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'entries'), 0)"

_READ_BYTES = 16 * 1024 * 1024
"""Payload bytes after which one `read` stops, so that a thousand huge messages do not fill the memory."""
_PRUNE_ROWS = 2_000
"""Rows that one prune transaction deletes: appends wait for it, so it must be short."""
_POLL_S = 0.2
"""How often `wait` looks for what another process has appended."""


class SqliteJournal:
    """`telemetry.ports.Journal` on a SQLite file; opening creates it. Thread-safe.

    Every method raises `UnavailableError` when the disk is full, the file is locked for more than five
    seconds, or damaged; an append that raised has written nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._grown = Condition()
        self._appended = 0  # The last seq that this process has appended; other processes append too.
        self._writing, self._reading = Lock(), Lock()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
            self._writer.executescript(_SCHEMA)
            self._reader = self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL syncs the write-ahead log at each commit: what is appended survives a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def append(self, messages: Sequence[RawMessage]) -> int:
        with self._transaction() as connection:
            connection.executemany(_INSERT, messages)
            last = _number(connection, _LAST_GIVEN)
        with self._grown:
            self._appended = last
            self._grown.notify_all()
        return last

    def read(self, after: int, limit: int) -> list[JournalEntry]:
        entries: list[JournalEntry] = []
        size = 0
        with self._errors(), self._reading, closing(self._reader.execute(_SELECT, (after, limit))) as rows:
            for seq, source, topic, payload, received_ms, retained in rows:
                entries.append(JournalEntry(seq, source, topic, payload, received_ms, bool(retained)))
                size += len(payload)
                if size >= _READ_BYTES:
                    break
        return entries

    def wait(self, after: int, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while not self._holds_after(after):
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            with self._grown:
                self._grown.wait_for(lambda: self._appended > after, min(left, _POLL_S))
        return True

    def span(self) -> tuple[int, int]:
        with self._errors(), self._reading:
            last = _number(self._reader, _LAST_GIVEN)
            first = _number(self._reader, "SELECT coalesce((SELECT min(seq) FROM entries), ?)", last + 1)
        return first, last

    def seek(self, time_ms: int) -> int:
        # The unary plus keeps SQLite on the index of times: by seq it would walk the table from its start.
        return self._before_first("SELECT min(+seq) FROM entries WHERE received_ms >= ?", time_ms)

    def prune(self, before_ms: int, max_bytes: int, keep_after: int) -> int:
        first, _ = self.span()
        # From its start is where the table must be walked here: what is old stands there.
        young = "SELECT seq FROM entries NOT INDEXED WHERE received_ms >= ? ORDER BY seq LIMIT 1"
        until = min(keep_after, max(self._before_first(young, before_ms), self._beyond(max_bytes)))
        gone = 0
        for start in range(first, until + 1, _PRUNE_ROWS):
            with self._transaction() as connection:
                end = min(start + _PRUNE_ROWS - 1, until)
                gone += connection.execute("DELETE FROM entries WHERE seq <= ?", (end,)).rowcount
        return gone

    def size(self) -> int:
        """Bytes of the file that hold entries; pruned pages are used again and not counted."""
        with self._errors(), self._reading:
            pages, free, page = (
                _number(self._reader, f"PRAGMA {pragma}") for pragma in ("page_count", "freelist_count", "page_size")
            )
        return (pages - free) * page

    def close(self) -> None:
        with self._errors(), self._writing, self._reading:
            self._reader.close()
            self._writer.close()

    def _before_first(self, query: str, time_ms: int) -> int:
        """The seq before the one that `query` finds, or the last ever given when it finds none."""
        with self._errors(), self._reading:
            (seq,) = self._reader.execute(f"SELECT ({query})", (time_ms,)).fetchone()
            return _number(self._reader, _LAST_GIVEN) if seq is None else int(seq) - 1

    def _holds_after(self, seq: int) -> bool:
        with self._errors(), self._reading:
            return bool(_number(self._reader, "SELECT EXISTS (SELECT 1 FROM entries WHERE seq > ?)", seq))

    def _beyond(self, max_bytes: int) -> int:
        """The last seq of the oldest entries that exceed `max_bytes`, taking every entry for an average one.

        Pruning is repeated, so the estimate corrects itself; summing the true sizes would read the file.
        """
        size = self.size()
        first, last = self.span()
        excess = max(0, size - max_bytes)
        return first - 1 + -(-excess * (last - first + 1) // size)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._errors(), self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:  # A full disk may have rolled back already.
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise UnavailableError(f"journal {self._path}: {error}; look at the disk it is on") from error


def _number(connection: sqlite3.Connection, query: str, *parameters: int) -> int:
    return int(connection.execute(query, parameters).fetchone()[0])
