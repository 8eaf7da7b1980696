"""Readings that integrators push over HTTP, and what is remembered so that none is taken twice."""

from collections.abc import Callable
from typing import NamedTuple

KEPT_MS = 7 * 86_400_000
"""How long an idempotency key is remembered: longer than a client that lost its connection tries again."""


class Push(NamedTuple):
    """A body, the authority that unknown devices are registered for, and whose devices it may speak of.

    `key` is the client's idempotency key, empty without one.
    """

    payload: bytes
    tenant: str
    may_write: Callable[[str], bool]
    key: str = ""


class Receipt(NamedTuple):
    """What was taken: how many readings, of how many devices, and the devices that were not known before."""

    readings: int
    devices: int
    registered: tuple[str, ...] = ()


class PushNote(NamedTuple):
    """A push under an idempotency key, noted before it goes into the journal, and again (`done`) when it is there.

    `digest` is the body's, `after` the journal's last seq before it.
    """

    tenant: str
    key: str
    digest: str
    after: int
    time_ms: int
    receipt: Receipt
    done: bool = False


class MemoryPushes:
    """Notes in a dict."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str], PushNote] = {}

    def held(self, tenant: str, key: str) -> PushNote | None:
        return self._notes.get((tenant, key))

    def put(self, note: PushNote) -> None:
        self._notes[note.tenant, note.key] = note
        self._notes = {place: held for place, held in self._notes.items() if held.time_ms >= note.time_ms - KEPT_MS}
