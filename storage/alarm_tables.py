"""The tables of alarms, their history and the outbox, and what their rows mean.

An alarm's row has what is asked for in columns, and the whole alarm as JSON beside it: its fields may grow
in number without a change of the tables.
"""

from dataclasses import fields, replace
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Row, Table, Text

from storage.sql import METADATA
from telemetry.alarm import Alarm, Delivery, DeliveryKind, DeliveryState, Severity, Transition
from telemetry.errors import RejectedError

_BIG = BigInteger().with_variant(Integer, "sqlite")
_PLACE = ("rule", "tenant", "site", "device")

ALARMS = Table(
    "alarms",
    METADATA,
    Column("id", Text, primary_key=True),
    *(Column(name, Text, nullable=False) for name in _PLACE),
    Column("severity", Integer, nullable=False),
    Column("raised_ms", BigInteger, nullable=False),
    Column("cleared_ms", BigInteger),
    Column("revision", Integer, nullable=False),
    *(Column(name, Boolean, nullable=False) for name in ("open", "active", "acknowledged")),
    Column("body", Text, nullable=False),
    Index("alarms_by_age", "raised_ms", "id"),
    Index("alarms_open", "open", "raised_ms"),
    Index("alarms_by_tenant", "tenant", "raised_ms"),
    Index("alarms_by_device", "device", "raised_ms"),
)
TRANSITIONS = Table(
    "alarm_transitions",
    METADATA,
    Column("seq", _BIG, primary_key=True, autoincrement=False),
    Column("alarm_id", Text, nullable=False),
    Column("happening", Text, nullable=False),
    Column("time_ms", BigInteger, nullable=False),
    Column("known_ms", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("alarm_transitions_by_alarm", "alarm_id", "seq"),
)
DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("key", Text, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("alarm_id", "policy", "kind", "channel", "recipient", "state")),
    *(Column(name, Integer, nullable=False) for name in ("step", "severity", "attempts")),
    Column("due_ms", BigInteger, nullable=False),
    Column("settled_ms", BigInteger),
    *(Column(name, Text, nullable=False) for name in ("error", "receipt")),
    Index("deliveries_due", "state", "due_ms"),
    Index("deliveries_by_alarm", "alarm_id"),
)
ALARM_STATE = Table(
    "alarm_state",
    METADATA,
    # Places of consumers in the journal (`consumer:…`), the last seq of a transition, the engine's memory.
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("time_ms", BigInteger, nullable=False, default=0),
    Column("memory", LargeBinary),
)

_encode = msgspec.json.Encoder().encode
_alarm = msgspec.json.Decoder(Alarm).decode
_DELIVERY = [field.name for field in fields(Delivery)]


def alarm_row(alarm: Alarm) -> dict[str, Any]:
    """The row of an alarm; raises `RejectedError` for texts that no database takes."""
    return {
        "id": alarm.id,
        **{name: storable(getattr(alarm.source, name)) for name in _PLACE},
        "severity": int(alarm.severity),
        "raised_ms": alarm.raised_ms,
        "cleared_ms": alarm.cleared_ms,
        "revision": alarm.revision,
        "open": alarm.open,
        "active": alarm.active,
        "acknowledged": alarm.acknowledged,
        "body": _body(alarm),
    }


def alarm_of(row: Row[Any]) -> Alarm:
    """The alarm of a row."""
    return _alarm(row.body)


def transition_row(told: Transition) -> dict[str, Any]:
    """The row of a transition that has its seq."""
    return {
        "seq": told.seq,
        "alarm_id": told.alarm.id,
        "happening": told.happening,
        "time_ms": told.time_ms,
        "known_ms": told.known_ms,
        "actor": storable(told.actor),
        "comment": storable(told.comment),
        "body": _body(told.alarm),
    }


def transition_of(row: Row[Any]) -> Transition:
    """The transition of a row."""
    return msgspec.convert((_alarm(row.body), *row[2:7], row.seq), Transition, strict=False)


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """The row of a delivery."""
    row = {name: getattr(delivery, name) for name in _DELIVERY}
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def delivery_of(row: Row[Any]) -> Delivery:
    """The delivery of a row."""
    delivery = Delivery(*(getattr(row, name) for name in _DELIVERY))
    kind, severity, state = DeliveryKind(delivery.kind), Severity(delivery.severity), DeliveryState(delivery.state)
    return replace(delivery, kind=kind, severity=severity, state=state)


def storable(text: str) -> str:
    """The text without what PostgreSQL (NUL) or an encoding (half surrogates) refuses."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _body(alarm: Alarm) -> str:
    try:
        return _encode(alarm).decode()
    except (UnicodeEncodeError, TypeError, OverflowError) as error:
        raise RejectedError(f"alarm {alarm.id} holds what no database takes: {error}") from error
