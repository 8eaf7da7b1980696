"""One SQLite file in WAL mode: one writer at a time, readers on connections of their own."""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from threading import RLock

from telemetry.errors import ConfigError, UnavailableError

_BUSY_SECONDS = 30
"""How long to wait for another process (`samara reprocess` beside the service) to end its transaction."""

_PRAGMAS = """
PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;
"""


class Database:
    """A SQLite file; its errors come out as `UnavailableError`, for the disk and the lock may be free later.

    `synchronous=NORMAL`: a power cut may undo the last transactions, always from the last one backwards.
    So what must never be ahead of the readings, the checkpoint, lives in the same file, written after them.
    """

    def __init__(self, path: Path, schema: str, version: int) -> None:
        self._path = path
        self._lock = RLock()
        self._idle: deque[Connection] = deque()
        self._open = True
        with self._translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
        try:
            self._create(schema, version)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end of the block, undone by any exception."""
        with self._translated(), self._lock:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection of one's own, to be given back before anything slow; it never waits for the writer."""
        with self._translated():
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._connect()
            try:
                yield connection
            finally:
                if self._open:
                    self._idle.append(connection)
                else:
                    connection.close()

    def close(self) -> None:
        """Close every connection; the last process to leave empties the WAL into the file."""
        with self._translated(), self._lock:
            self._open = False
            while self._idle:
                self._idle.pop().close()
            self._writer.close()

    def _connect(self) -> Connection:
        connection = sqlite3.connect(self._path, _BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.executescript(_PRAGMAS)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _create(self, schema: str, version: int) -> None:
        with self.write() as connection:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            if found not in (0, version):
                raise ConfigError(f"{self._path} has schema {found}, this Samara reads {version}; upgrade Samara")
            for statement in filter(str.strip, schema.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise  # Mistakes of ours, which waiting would not cure.
        except (sqlite3.Error, OSError) as error:
            raise UnavailableError(f"{self._path}: {error}; check the disk, its space and the file's owner") from error
