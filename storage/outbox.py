"""The outbox in SQL: what is to be told, until it is."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.alarm_tables import DELIVERIES, delivery_of, delivery_row
from storage.sql import Database
from telemetry.alarm import Delivery, DeliveryState, Outcome

_PIECE = 500
"""Values in one IN list; SQLite takes 32,766, PostgreSQL more."""

_PENDING = DELIVERIES.c.state == DeliveryState.PENDING
_SETTLE = update(DELIVERIES).where(
    DELIVERIES.c.key == bindparam("settled_key"),
    # What was sent before its cancellation was seen is kept as sent; nothing else revives a cancelled one.
    (DELIVERIES.c.state != DeliveryState.CANCELLED) | (bindparam("settled_state") == DeliveryState.SENT),
)


class SqlOutbox:
    """`Outbox` on SQLite or PostgreSQL, in a database that has been started."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now_ms: int, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        query = select(DELIVERIES).where(_PENDING, DELIVERIES.c.due_ms <= now_ms)
        if busy:
            query = query.where(DELIVERIES.c.channel.not_in(busy))
        query = query.order_by(DELIVERIES.c.severity.desc(), DELIVERIES.c.due_ms, DELIVERIES.c.key).limit(limit)
        with self._database.read() as connection:
            return [delivery_of(row) for row in connection.execute(query)]

    def next_due(self) -> int | None:
        with self._database.read() as connection:
            soonest: int | None = connection.scalar(select(func.min(DELIVERIES.c.due_ms)).where(_PENDING))
        return soonest

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        with self._database.write() as connection:
            void = cancelled(connection, [outcome.delivery.key for outcome in outcomes])
            connection.execute(_SETTLE, [_settled(outcome.delivery) for outcome in outcomes])
            plan(connection, (one for each in outcomes if each.delivery.key not in void for one in each.follow_ups))

    def deliveries(
        self, alarm_id: str | None = None, state: DeliveryState | None = None, limit: int = 100
    ) -> list[Delivery]:
        query = select(DELIVERIES).order_by(DELIVERIES.c.due_ms.desc(), DELIVERIES.c.key).limit(limit)
        if alarm_id is not None:
            query = query.where(DELIVERIES.c.alarm_id == alarm_id)
        if state is not None:
            query = query.where(DELIVERIES.c.state == state)
        with self._database.read() as connection:
            return [delivery_of(row) for row in connection.execute(query)]


def pieces(values: Sequence[str]) -> Iterable[Sequence[str]]:
    """The values, as many at a time as an IN list takes."""
    return (values[first : first + _PIECE] for first in range(0, len(values), _PIECE))


def cancelled(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these deliveries have been cancelled; they stay as they are until the transaction ends."""
    found: set[str] = set()
    for piece in pieces(keys):
        query = select(DELIVERIES.c.key).where(
            DELIVERIES.c.key.in_(piece), DELIVERIES.c.state == DeliveryState.CANCELLED
        )
        found.update(connection.scalars(query.with_for_update()))
    return found


def plan(connection: Connection, deliveries: Iterable[Delivery]) -> None:
    """Add deliveries; one whose key exists is no news."""
    rows = [delivery_row(delivery) for delivery in deliveries]
    if rows:
        connection.execute(_insert_new(connection), rows)


def cancel(connection: Connection, alarm_ids: Sequence[str]) -> None:
    """Void what is pending for these alarms."""
    for piece in pieces(alarm_ids):
        of_them = update(DELIVERIES).where(DELIVERIES.c.alarm_id.in_(piece), _PENDING)
        connection.execute(of_them.values(state=DeliveryState.CANCELLED))


def _insert_new(connection: Connection) -> Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(DELIVERIES).on_conflict_do_nothing()
    return postgresql.insert(DELIVERIES).on_conflict_do_nothing()


def _settled(delivery: Delivery) -> dict[str, Any]:
    row = delivery_row(delivery)
    return {"settled_key": row.pop("key"), "settled_state": row["state"], **row}
