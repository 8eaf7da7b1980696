"""The quarantine in SQL: messages that could not be used, with their raw bytes and the reason."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, insert, select

from storage.sql import QUARANTINE, Database
from telemetry.errors import NotFoundError
from telemetry.record import QuarantineEntry

_COLUMNS = [QUARANTINE.c[field] for field in QuarantineEntry._fields]
_DELETE = delete(QUARANTINE).where(QUARANTINE.c.seq == bindparam("released"))


class SqlQuarantine:
    """A quarantine on SQLite or PostgreSQL, in a database that has been started."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, entries: Sequence[QuarantineEntry]) -> None:
        rows = {entry.seq: _row(entry) for entry in entries}
        if rows:
            with self._database.write() as connection:
                connection.execute(_DELETE, [{"released": seq} for seq in rows])
                connection.execute(insert(QUARANTINE), list(rows.values()))

    def list(
        self, tenant: str | None = None, dev_eui: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[QuarantineEntry]:
        query = select(*_COLUMNS).order_by(QUARANTINE.c.seq.desc()).limit(limit)
        if tenant is not None:
            query = query.where(QUARANTINE.c.tenant == tenant)
        if dev_eui is not None:
            query = query.where(QUARANTINE.c.dev_eui == dev_eui)
        if before is not None:
            query = query.where(QUARANTINE.c.seq < before)
        with self._database.read() as connection:
            return [QuarantineEntry(*row) for row in connection.execute(query)]

    def get(self, seq: int) -> QuarantineEntry:
        with self._database.read() as connection:
            row = connection.execute(select(*_COLUMNS).where(QUARANTINE.c.seq == seq)).one_or_none()
        if row is None:
            raise NotFoundError(f"no quarantine entry {seq}; `samara quarantine list` shows them")
        return QuarantineEntry(*row)

    def release(self, seqs: Sequence[int]) -> None:
        if seqs:
            with self._database.write() as connection:
                connection.execute(_DELETE, [{"released": seq} for seq in seqs])

    def prune(self, before_ms: int) -> int:
        with self._database.write() as connection:
            return connection.execute(delete(QUARANTINE).where(QUARANTINE.c.received_ms < before_ms)).rowcount

    def count(self) -> int:
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(QUARANTINE)).scalar_one()

    def close(self) -> None:
        """Close the database's connections."""
        self._database.close()


def _row(entry: QuarantineEntry) -> dict[str, object]:
    return {name: _storable(value) if isinstance(value, str) else value for name, value in entry._asdict().items()}


def _storable(text: str) -> str:
    # PostgreSQL refuses NUL, and no encoding takes half a surrogate pair; both come from hostile messages.
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
