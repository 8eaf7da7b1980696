"""Checkpoints of the journal's consumers, in a small SQLite file of their own."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from telemetry.errors import UnavailableError

_SCHEMA = "CREATE TABLE IF NOT EXISTS checkpoints (consumer TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID"
_SAVE = "INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT (consumer) DO UPDATE SET seq = excluded.seq"


class SqliteCheckpoints:
    """`telemetry.ports.Checkpoints` on a SQLite file; opening creates it. Thread-safe.

    Raises `UnavailableError` when the disk is full or the file is locked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        with self._access():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL survives a crash of the process; a power cut may take back the last saves, and then the
            # consumer repeats work that is idempotent.
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(_SCHEMA)

    def load(self, consumer: str) -> int:
        with self._access():
            row = self._connection.execute("SELECT seq FROM checkpoints WHERE consumer = ?", (consumer,)).fetchone()
        return int(row[0]) if row else 0

    def save(self, consumer: str, seq: int) -> None:
        with self._access():
            self._connection.execute(_SAVE, (consumer, seq))

    def close(self) -> None:
        """Release the file."""
        with self._access():
            self._connection.close()

    @contextmanager
    def _access(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except (sqlite3.Error, OSError) as error:
            raise UnavailableError(f"checkpoints {self._path}: {error}; look at the disk it is on") from error
