"""The audit log in SQL: entries are appended, never changed, and chained by their hashes."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Row, Select, Table, Text, insert, select

from storage.sql import METADATA, STATE, Database
from telemetry.audit import GENESIS, AuditEntry, AuditEvent, canonical, chained, clean

_PIECE = 1_000
"""Entries read at once when all are."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("time_ms", BigInteger, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("actor", "origin", "action", "target", "detail", "hash")),
    Index("audit_by_action", "action", "seq"),
    Index("audit_by_target", "target", "seq"),
)

# Writers take turns on this row, as those of the registry do: two entries cannot follow the same one.
_TURN = select(STATE.c.version).with_for_update()
_NEWEST = select(AUDIT).order_by(AUDIT.c.seq.desc())


class SqlAuditLog:
    """An audit log on SQLite or PostgreSQL, in a database that has been started; any number of processes append."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, event: AuditEvent) -> AuditEntry:
        event = clean(event)
        with self._database.write() as connection:
            connection.execute(_TURN)
            last = connection.execute(_NEWEST.limit(1)).one_or_none()
            entry = chained(last.hash, last.seq + 1, event) if last else chained(GENESIS, 1, event)
            row = {**event._asdict(), "detail": canonical(event.detail), "seq": entry.seq, "hash": entry.hash}
            connection.execute(insert(AUDIT).values(row))
        return entry

    def list(
        self, action: str | None = None, target: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditEntry]:
        query = _NEWEST.limit(limit)
        if action is not None:
            query = query.where(AUDIT.c.action == action)
        if target is not None:
            query = query.where(AUDIT.c.target == target)
        if before is not None:
            query = query.where(AUDIT.c.seq < before)
        return list(self._read(query))

    def entries(self) -> Iterator[AuditEntry]:
        return self._read(select(AUDIT).order_by(AUDIT.c.seq).execution_options(yield_per=_PIECE))

    def close(self) -> None:
        """Close the database's connections."""
        self._database.close()

    def _read(self, query: Select[Any]) -> Iterator[AuditEntry]:
        with self._database.read() as connection:
            for row in connection.execute(query):
                yield _entry(row)


def _entry(row: Row[Any]) -> AuditEntry:
    event = AuditEvent(row.time_ms, row.actor, row.origin, row.action, row.target, _detail(row.detail))
    return AuditEntry(row.seq, event, row.hash)


def _detail(text: str) -> dict[str, Any]:
    try:
        detail = json.loads(text)
    except (ValueError, RecursionError):
        detail = None
    # Whoever wrote something else there did not go through `append`: the hash will not fit what we show.
    return detail if isinstance(detail, dict) else {"unreadable": text}
