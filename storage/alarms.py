"""Alarms in SQL, with their history and the outbox: what happens and whom it is told commit together."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, tuple_, update

from storage.alarm_tables import (
    ALARM_STATE,
    ALARMS,
    DELIVERIES,
    TRANSITIONS,
    alarm_of,
    alarm_row,
    storable,
    transition_of,
    transition_row,
)
from storage.outbox import SqlOutbox, cancel, pieces, plan
from storage.sql import STATE
from telemetry.alarm import Alarm, AlarmChanges, AlarmFilter, Snapshot, Transition
from telemetry.errors import NotFoundError
from telemetry.memory_alarms import CONSUMER, require_revisions

_SNAPSHOT, _LAST_TRANSITION = "snapshot", "transitions"

# Writers take turns on this row, so that the seqs of transitions grow in the order of their commits.
_TURN = select(STATE.c.version).with_for_update()
_UPDATE_ALARM = update(ALARMS).where(ALARMS.c.id == bindparam("known_id"))
_CLOSED_BEFORE = select(ALARMS.c.id).where(~ALARMS.c.open, ALARMS.c.cleared_ms < bindparam("before_ms"))


class SqlAlarms(SqlOutbox):
    """`AlarmStore` and `Outbox` on SQLite or PostgreSQL, in a database that has been started."""

    def load(self, consumer: str) -> int:
        with self._database.read() as connection:
            return _number(connection, f"consumer:{consumer}")

    def save(self, consumer: str, seq: int) -> None:
        with self._database.write() as connection:
            _remember(connection, f"consumer:{consumer}", seq)

    def commit(self, changes: AlarmChanges) -> list[Transition]:
        with self._database.write() as connection:
            connection.execute(_TURN)
            known = _revisions(connection, [alarm.id for alarm in changes.alarms])
            require_revisions(changes, known)
            _write_alarms(connection, changes.alarms, known)
            kept = _write_transitions(connection, changes.transitions)
            cancel(connection, changes.cancel)
            plan(connection, changes.deliveries)
            if changes.seq is not None:
                _remember(connection, f"consumer:{CONSUMER}", changes.seq)
        return kept

    def keep(self, snapshot: Snapshot) -> None:
        with self._database.write() as connection:
            _remember(connection, _SNAPSHOT, snapshot.seq, snapshot.time_ms, snapshot.memory)

    def snapshot(self) -> Snapshot | None:
        columns = ALARM_STATE.c.number, ALARM_STATE.c.time_ms, ALARM_STATE.c.memory
        with self._database.read() as connection:
            row = connection.execute(select(*columns).where(ALARM_STATE.c.name == _SNAPSHOT)).one_or_none()
        return Snapshot(*row) if row else None

    def open_alarms(self) -> list[Alarm]:
        query = select(ALARMS.c.body).where(ALARMS.c.open).order_by(ALARMS.c.raised_ms, ALARMS.c.id)
        return self._alarms(query)

    def get(self, alarm_id: str) -> Alarm:
        found = self._alarms(select(ALARMS.c.body).where(ALARMS.c.id == storable(alarm_id)))
        if not found:
            raise NotFoundError(f"no alarm {storable(alarm_id):.80}")
        return found[0]

    def find(self, where: AlarmFilter, before: str | None = None, limit: int = 100) -> list[Alarm]:
        query = _matching(where).order_by(ALARMS.c.raised_ms.desc(), ALARMS.c.id.desc()).limit(limit)
        if before is not None:
            bound = self.get(before)
            query = query.where(tuple_(ALARMS.c.raised_ms, ALARMS.c.id) < (bound.raised_ms, bound.id))
        return self._alarms(query)

    def history(self, alarm_id: str) -> list[Transition]:
        name = self.get(alarm_id).id
        return self._transitions(select(TRANSITIONS).where(TRANSITIONS.c.alarm_id == name))

    def transitions(self, after: int, limit: int) -> list[Transition]:
        return self._transitions(select(TRANSITIONS).where(TRANSITIONS.c.seq > after).limit(limit))

    def count_transitions(self, after: int, last: int, tenants: Collection[str] | None) -> int:
        query = select(func.count()).select_from(TRANSITIONS)
        query = query.where(TRANSITIONS.c.seq > after, TRANSITIONS.c.seq <= last)
        if tenants is not None:
            theirs = ALARMS.c.tenant.in_(map(storable, tenants))
            query = query.join(ALARMS, ALARMS.c.id == TRANSITIONS.c.alarm_id).where(theirs)
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def last_transition(self) -> int:
        with self._database.read() as connection:
            return _number(connection, _LAST_TRANSITION)

    def prune(self, before_ms: int) -> int:
        with self._database.write() as connection:
            old = list(connection.scalars(_CLOSED_BEFORE, {"before_ms": before_ms}))
            for piece in pieces(old):
                connection.execute(delete(TRANSITIONS).where(TRANSITIONS.c.alarm_id.in_(piece)))
                connection.execute(delete(DELIVERIES).where(DELIVERIES.c.alarm_id.in_(piece)))
                connection.execute(delete(ALARMS).where(ALARMS.c.id.in_(piece)))
        return len(old)

    def close(self) -> None:
        """Close the database's connections."""
        self._database.close()

    def _alarms(self, query: Select[Any]) -> list[Alarm]:
        with self._database.read() as connection:
            return [alarm_of(row) for row in connection.execute(query)]

    def _transitions(self, query: Select[Any]) -> list[Transition]:
        with self._database.read() as connection:
            return [transition_of(row) for row in connection.execute(query.order_by(TRANSITIONS.c.seq))]


def _matching(where: AlarmFilter) -> Select[Any]:
    columns = ALARMS.c
    conditions = [
        *(
            columns[name] == storable(value)
            for name in ("tenant", "site", "device", "rule")
            if (value := getattr(where, name)) is not None
        ),
        *(
            columns[name].is_(value)
            for name in ("open", "active", "acknowledged")
            if (value := getattr(where, name)) is not None
        ),
    ]
    if where.at_least is not None:
        conditions.append(columns.severity >= int(where.at_least))
    if where.since_ms is not None:
        conditions.append(columns.raised_ms >= where.since_ms)
    if where.until_ms is not None:
        conditions.append(columns.raised_ms < where.until_ms)
    return select(columns.body).where(*conditions)


def _revisions(connection: Connection, alarm_ids: Sequence[str]) -> dict[str, int]:
    return {
        row.id: row.revision
        for piece in pieces(alarm_ids)
        for row in connection.execute(select(ALARMS.c.id, ALARMS.c.revision).where(ALARMS.c.id.in_(piece)))
    }


def _write_alarms(connection: Connection, alarms: Sequence[Alarm], known: dict[str, int]) -> None:
    rows = list(map(alarm_row, alarms))
    new = [row for row in rows if row["id"] not in known]
    changed = [{"known_id": row.pop("id"), **row} for row in rows if row["id"] in known]
    if new:
        connection.execute(insert(ALARMS), new)
    if changed:
        connection.execute(_UPDATE_ALARM, changed)


def _write_transitions(connection: Connection, transitions: Sequence[Transition]) -> list[Transition]:
    if not transitions:
        return []
    last = _number(connection, _LAST_TRANSITION)
    kept = [told._replace(seq=last + place) for place, told in enumerate(transitions, 1)]
    connection.execute(insert(TRANSITIONS), list(map(transition_row, kept)))
    _remember(connection, _LAST_TRANSITION, last + len(kept))
    return kept


def _number(connection: Connection, name: str) -> int:
    return connection.scalar(select(ALARM_STATE.c.number).where(ALARM_STATE.c.name == name)) or 0


def _remember(connection: Connection, name: str, number: int, time_ms: int = 0, memory: bytes | None = None) -> None:
    values = {"number": number, "time_ms": time_ms, "memory": memory}
    changed = connection.execute(update(ALARM_STATE).where(ALARM_STATE.c.name == name).values(values))
    if not changed.rowcount:
        connection.execute(insert(ALARM_STATE).values(name=name, **values))
