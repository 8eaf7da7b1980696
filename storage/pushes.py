"""Notes of pushed readings in SQL, in the registry's database."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Row, Table, Text, delete, insert, select

from storage.sql import METADATA, Database
from telemetry.push import KEPT_MS, PushNote, Receipt

_NOTES = Table(
    "pushes",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("time_ms", BigInteger, nullable=False, index=True),
    Column("readings", BigInteger, nullable=False),
    Column("devices", BigInteger, nullable=False),
    Column("registered", Text, nullable=False),
    Column("done", Boolean, nullable=False),
)


class SqlPushes:
    """`telemetry.ports.Pushes` on SQLite or PostgreSQL, in a database that has been started."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, tenant: str, key: str) -> PushNote | None:
        with self._database.read() as connection:
            row = connection.execute(select(_NOTES).filter_by(tenant=tenant, key=key)).first()
        return _note(row) if row else None

    def put(self, note: PushNote) -> None:
        row = note._asdict()
        readings, devices, registered = row.pop("receipt")
        row |= {"readings": readings, "devices": devices, "registered": " ".join(registered)}
        with self._database.write() as connection:
            connection.execute(delete(_NOTES).where(_NOTES.c.time_ms < note.time_ms - KEPT_MS))
            connection.execute(delete(_NOTES).filter_by(tenant=note.tenant, key=note.key))
            connection.execute(insert(_NOTES), row)

    def close(self) -> None:
        """Close the database's connections."""
        self._database.close()


def _note(row: Row[Any]) -> PushNote:
    receipt = Receipt(row.readings, row.devices, tuple(row.registered.split()))
    return PushNote(row.tenant, row.key, row.digest, row.after, row.time_ms, receipt, row.done)
