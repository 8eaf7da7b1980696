"""Users, keys, sessions and openness in SQL, in the registry's database."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    Row,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from storage.sql import METADATA, STATE, Database
from telemetry.access import Grant, OpenRule, Permission, Role
from telemetry.accounts import ApiKey, Held, KeyUse, Session, User
from telemetry.device import Domain


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, primary_key=key)


def _ms(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


REVISION = Table("accounts_state", METADATA, Column("revision", Integer, nullable=False))
USERS = Table(
    "users",
    METADATA,
    _text("name", key=True),
    _text("password"),
    Column("grants", JSON, nullable=False),
    Column("disabled", Boolean, nullable=False),
    _text("subject"),
)
KEYS = Table(
    "api_keys",
    METADATA,
    _text("id", key=True),
    _text("name"),
    _text("prefix"),
    _text("secret_hash"),
    Column("tenant", Text),
    Column("scopes", JSON, nullable=False),
    _ms("created_ms"),
    _ms("expires_ms"),
    Column("per_second", Float, nullable=False),
    Column("per_day", BigInteger, nullable=False),
)
USES = Table("api_key_uses", METADATA, _text("id", key=True), _ms("last_ms"), _ms("day"), _ms("calls"))
SESSIONS = Table(
    "sessions", METADATA, _text("token_hash", key=True), _text("user"), _ms("created_ms"), _ms("expires_ms")
)
RULES = Table("open_rules", METADATA, _text("tenant", key=True), _text("domain", key=True), _text("quantity", key=True))

# Writers take turns on this row, as those of the registry do.
_TURN = select(STATE.c.version).with_for_update()
_REVISION = select(REVISION.c.revision)
_NEXT_REVISION = update(REVISION).values(revision=REVISION.c.revision + 1)


class SqlAccounts:
    """Accounts on SQLite or PostgreSQL, in a database that has been started; any number of processes write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        with self._database.read() as connection:
            return connection.scalar(_REVISION) or 0

    def held(self) -> Held:
        with self._database.read() as connection:
            return Held(
                connection.scalar(_REVISION) or 0,
                {row.name: _user(row) for row in connection.execute(select(USERS))},
                {row.id: _key(row) for row in connection.execute(select(KEYS))},
                {row.token_hash: Session(*row) for row in connection.execute(select(SESSIONS))},
                frozenset(_rules(connection)),
                {row.id: KeyUse(*row[1:]) for row in connection.execute(select(USES))},
            )

    def put_user(self, user: User) -> None:
        row = {"name": user.name, "password": user.password, "disabled": user.disabled, "subject": user.subject}
        with self._change() as connection:
            _put(connection, USERS, [{**row, "grants": [list(grant) for grant in user.grants]}])

    def put_keys(self, *keys: ApiKey) -> None:
        with self._change() as connection:
            _put(connection, KEYS, [_key_row(key) for key in keys])

    def put_session(self, session: Session) -> None:
        with self._change() as connection:
            _put(connection, SESSIONS, [asdict(session)])

    def end_sessions(self, *, user: str = "", token_hash: str = "", before_ms: int = 0) -> None:
        columns = SESSIONS.c
        these = or_(columns.user == user, columns.token_hash == token_hash, columns.expires_ms < before_ms)
        with self._change() as connection:
            connection.execute(delete(SESSIONS).where(these))

    def put_rules(self, rules: Iterable[OpenRule], *, opened: bool) -> None:
        rows = [rule._asdict() for rule in set(rules)]
        with self._change() as connection:
            for row in rows:
                connection.execute(delete(RULES).filter_by(**row))
            if opened and rows:
                connection.execute(insert(RULES), rows)

    def note_uses(self, uses: Mapping[str, KeyUse]) -> None:
        with self._database.write() as connection:
            known = set(connection.scalars(select(KEYS.c.id)))
            _put(connection, USES, [{"id": key, **use._asdict()} for key, use in uses.items() if key in known])

    def close(self) -> None:
        """Close the database's connections."""
        self._database.close()

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        with self._database.write() as connection:
            connection.execute(_TURN)
            if not connection.execute(_NEXT_REVISION).rowcount:
                connection.execute(insert(REVISION).values(revision=1))
            yield connection


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows in place of those with the same key."""
    if rows:
        key = next(iter(table.primary_key))
        connection.execute(delete(table).where(key == bindparam("this")), [{"this": row[key.name]} for row in rows])
        connection.execute(insert(table), rows)


def _user(row: Row[Any]) -> User:
    grants = tuple(Grant(Role(role), tenant) for role, tenant in row.grants)
    return User(row.name, row.password, grants, row.disabled, row.subject)


def _key(row: Row[Any]) -> ApiKey:
    scopes = frozenset(map(Permission, row.scopes))
    return ApiKey(**{**row._asdict(), "scopes": scopes})


def _key_row(key: ApiKey) -> dict[str, Any]:
    return {**asdict(key), "scopes": sorted(key.scopes)}


def _rules(connection: Connection) -> Iterator[OpenRule]:
    for tenant, domain, quantity in connection.execute(select(RULES)):
        yield OpenRule(tenant, Domain(domain), quantity)
