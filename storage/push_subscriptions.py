"""Subscriptions to Web Push in SQL, in the registry's database."""

from sqlalchemy import Column, Integer, Table, Text, delete, insert, select

from storage.sql import METADATA, Database
from telemetry.web_push import MOST_TELEPHONES, PushSubscription

_TELEPHONES = Table(
    "push_subscriptions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user", Text, nullable=False, index=True),
    Column("endpoint", Text, nullable=False, unique=True),
    Column("p256dh", Text, nullable=False),
    Column("auth", Text, nullable=False),
)
_COLUMNS = _TELEPHONES.c


class SqlPushSubscriptions:
    """`telemetry.ports.PushSubscriptions` on SQLite or PostgreSQL, in a database that has been started."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, user: str, subscription: PushSubscription) -> None:
        mine = select(_COLUMNS.id).where(_COLUMNS.user == user).order_by(_COLUMNS.id.desc())
        with self._database.write() as connection:
            connection.execute(delete(_TELEPHONES).filter_by(endpoint=subscription.endpoint))
            connection.execute(insert(_TELEPHONES), {"user": user, **subscription._asdict()})
            old = list(connection.scalars(mine))[MOST_TELEPHONES:]
            connection.execute(delete(_TELEPHONES).where(_COLUMNS.id.in_(old)))

    def of(self, user: str) -> list[PushSubscription]:
        asked = select(_COLUMNS.endpoint, _COLUMNS.p256dh, _COLUMNS.auth).filter_by(user=user).order_by(_COLUMNS.id)
        with self._database.read() as connection:
            return [PushSubscription(*row) for row in connection.execute(asked)]

    def drop(self, endpoint: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(_TELEPHONES).filter_by(endpoint=endpoint))

    def close(self) -> None:
        """Close the database's connections."""
        self._database.close()
