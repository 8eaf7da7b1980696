"""Who did what, when, from where, to what: entries that are chained, so that none is changed or removed unseen.

Each entry's hash covers the hash before it. Who can write to the database can still cut off the end of the
chain, or forge it whole: so note `seq` and hash of the last entry elsewhere, and verify against that note.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from telemetry.errors import RejectedError

GENESIS = "0" * 64
"""The hash before the first entry."""


class AuditEvent(NamedTuple):
    """Something that a person or a program did.

    `actor` is an account, `origin` the machine or address it acted from, `action` a dotted verb such as
    `downlink.request`, `target` what was acted on; `detail` is JSON, without secrets.
    """

    time_ms: int
    actor: str
    origin: str
    action: str
    target: str
    detail: Mapping[str, Any] = {}


class AuditEntry(NamedTuple):
    """An event at its place in the chain; `seq` counts from 1 without gaps."""

    seq: int
    event: AuditEvent
    hash: str


def canonical(value: object) -> str:
    """JSON in the one form that is hashed: sorted keys, no spaces, ASCII only.

    Raises `RejectedError` for what JSON cannot say.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise RejectedError(f"an audit detail must be plain JSON: {error}") from error


def clean(event: AuditEvent) -> AuditEvent:
    """The event as every database gives it back: texts without NUL and half surrogates, detail of plain JSON."""
    actor, origin, action, target = map(_storable, (event.actor, event.origin, event.action, event.target))
    return AuditEvent(event.time_ms, actor, origin, action, target, json.loads(canonical(event.detail)))


def chained(previous: str, seq: int, event: AuditEvent) -> AuditEntry:
    """The entry of a clean event after the one whose hash is `previous`: SHA-256 over that hash and its JSON."""
    return AuditEntry(seq, event, sha256((previous + canonical([seq, *event])).encode()).hexdigest())


def verify(entries: Iterable[AuditEntry]) -> AuditEntry | None:
    """Follow the chain from its first entry and return the last, None when there is none.

    Raises `RejectedError` naming the first entry that does not follow from the one before.
    """
    last = None
    for seq, entry in enumerate(entries, 1):
        if entry != chained(last.hash if last else GENESIS, seq, entry.event):
            raise RejectedError(
                f"audit entry {entry.seq} does not follow from the one before: it, or one before it, was changed "
                "or removed; compare with a backup of the database"
            )
        last = entry
    return last


class MemoryAuditLog:
    """The in-memory twin of the audit log: a list."""

    def __init__(self) -> None:
        self._entries: list[AuditEntry] = []

    def append(self, event: AuditEvent) -> AuditEntry:
        previous = self._entries[-1].hash if self._entries else GENESIS
        self._entries.append(chained(previous, len(self._entries) + 1, clean(event)))
        return self._entries[-1]

    def list(
        self, action: str | None = None, target: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditEntry]:
        wanted = (
            entry
            for entry in reversed(self._entries)
            if action in (None, entry.event.action)
            and target in (None, entry.event.target)
            and (before is None or entry.seq < before)
        )
        return [entry for entry, _ in zip(wanted, range(limit), strict=False)]

    def entries(self) -> Iterator[AuditEntry]:
        return iter(tuple(self._entries))


def _storable(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
