"""Pushed readings into the journal: whole or not at all, and once for each idempotency key."""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from threading import Lock

from ingest.pipeline import MAX_PAYLOAD
from ingest.sources import push as source
from telemetry.device import UNASSIGNED, Device
from telemetry.errors import Mistake, MistakesError, ParseError
from telemetry.ports import Inventory, Journal, Pushes, Registry
from telemetry.push import Push, PushNote, Receipt
from telemetry.record import RawMessage
from telemetry.times import to_ms, utc_now

_BATCH = 1000


class PushIntake:
    """`telemetry.ports.Intake` over the journal. Thread-safe; one process takes what is pushed."""

    def __init__(
        self,
        registry: Registry,
        journal: Journal,
        pushes: Pushes,
        now: Callable[[], datetime] = utc_now,
        max_payload: int = MAX_PAYLOAD,
    ) -> None:
        self._registry = registry
        self._journal = journal
        self._pushes = pushes
        self._now = now
        self._max_payload = max_payload
        self._lock = Lock()

    @property
    def max_payload(self) -> int:
        return self._max_payload

    def take(self, push: Push) -> Receipt:
        with self._lock:
            note = self._pushes.held(push.tenant, push.key) if push.key else None
            digest = sha256(push.payload).hexdigest()
            if note is not None and note.digest != digest:
                reason = "was given with another body before; a new body needs a new key"
                raise MistakesError([Mistake("header", "Idempotency-Key", reason)])
            return self._taken(push, digest) if note is None else self._again(push, note)

    def _taken(self, push: Push, digest: str) -> Receipt:
        now_ms = to_ms(self._now())
        receipt = self._checked(push, now_ms)
        note = PushNote(push.tenant, push.key, digest, self._journal.span()[1], now_ms, receipt)
        if push.key:
            # Noted first: after a crash in between, the journal tells whether it got that far.
            self._pushes.put(note)
        return self._journaled(push, note)

    def _again(self, push: Push, note: PushNote) -> Receipt:
        if note.done:
            return note.receipt
        after = note.after
        while entries := self._journal.read(after, _BATCH):
            if any(entry.source == source.NAME and entry.topic == _topic(push) for entry in entries):
                self._pushes.put(note._replace(done=True))
                return note.receipt
            after = entries[-1].seq
        return self._journaled(push, note)

    def _journaled(self, push: Push, note: PushNote) -> Receipt:
        self._journal.append([RawMessage(source.NAME, _topic(push), push.payload, note.time_ms)])
        if push.key:
            self._pushes.put(note._replace(done=True))
        return note.receipt

    def _checked(self, push: Push, now_ms: int) -> Receipt:
        """What a body comes to, its new devices registered; or `MistakesError`."""
        try:
            pushed, mistakes = source.read(push.payload, now_ms)
        except ParseError as error:
            raise MistakesError([Mistake("body", "", str(error))]) from error
        dev_euis = dict.fromkeys(one.dev_eui for one in pushed)
        unknown = [dev_eui for dev_eui in dev_euis if self._registry.device(dev_eui) is None]
        mistakes += self._strangers(push, dev_euis)
        if mistakes:
            raise MistakesError(mistakes)
        if unknown:
            devices = tuple(Device(dev_eui, tenant=push.tenant) for dev_eui in unknown)
            self._registry.merge(Inventory(devices=devices))
        return Receipt(len(pushed), len(dev_euis), tuple(unknown))

    def _strangers(self, push: Push, dev_euis: Iterable[str]) -> list[Mistake]:
        found = ((dev_eui, self._registry.device(dev_eui)) for dev_eui in dev_euis)
        return [
            Mistake("body", dev_eui, "not a device of yours; its authority pushes its readings")
            for dev_eui, device in found
            if device is not None and not push.may_write(device.tenant)
        ]


def _topic(push: Push) -> str:
    return "/".join(filter(None, ("ingest", source.NAME, push.tenant if push.tenant != UNASSIGNED else "", push.key)))
