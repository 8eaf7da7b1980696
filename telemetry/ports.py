"""The ports: what the parts of Samara ask of each other, each with a twin in `telemetry.memory`.

Every implementation of a port passes the contract test-suite of that port (`tests/*_contract.py`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from telemetry.access import OpenRule
from telemetry.accounts import ApiKey, Held, KeyUse, Session, User
from telemetry.alarm import Alarm, AlarmChanges, AlarmFilter, Delivery, DeliveryState, Outcome, Snapshot, Transition
from telemetry.audit import AuditEntry, AuditEvent
from telemetry.device import Device, Domain, Gateway, Site, Tenant
from telemetry.push import Push, PushNote, Receipt
from telemetry.quantity import Quantity
from telemetry.record import Activity, JournalEntry, QuarantineEntry, RawMessage, Record
from telemetry.series import Aggregate, Sample, Series, Span
from telemetry.uplink import Event
from telemetry.web_push import PushSubscription


class Journal(Protocol):
    """The durable log of raw messages that everything else consumes."""

    def append(self, messages: Sequence[RawMessage]) -> int:
        """Write and fsync the messages; return the last seq. On return they survive a power cut."""

    def read(self, after: int, limit: int) -> list[JournalEntry]:
        """Up to `limit` entries with seq > `after`, in order."""

    def wait(self, after: int, timeout: float) -> bool:
        """Block until an entry with seq > `after` exists, or `timeout` seconds; return whether one does."""

    def span(self) -> tuple[int, int]:
        """First and last seq held; (n + 1, n) when empty, n being the last seq ever given."""

    def seek(self, time_ms: int) -> int:
        """The `after` from which `read` yields the entries received at `time_ms` or later."""

    def prune(self, before_ms: int, max_bytes: int, keep_after: int) -> int:
        """Drop what is older than `before_ms` or beyond `max_bytes`, never an entry with seq > `keep_after`.

        Returns how many entries went.
        """

    def close(self) -> None:
        """Release the files."""


class Checkpoints(Protocol):
    """How far each consumer has read."""

    def load(self, consumer: str) -> int:
        """The last seq that the consumer has dealt with, 0 at first."""

    def save(self, consumer: str, seq: int) -> None:
        """Remember it durably."""


class ReadingStore(Protocol):
    """Readings, their latest values and their roll-ups. Any method may raise `UnavailableError`."""

    def write(self, records: Sequence[Record]) -> None:
        """Store points and radio facts; idempotent: the same (series, time) is one row, the last wins."""

    def latest(self, series: Sequence[Series]) -> dict[int, Sample]:
        """The newest sample of each series that has one, by series id."""

    def samples(self, series: Series, span: Span) -> Iterator[Sample]:
        """The raw samples of a span, in time order, streamed."""

    def aggregate(
        self, series: Sequence[Series], span: Span, window_ms: int, function: Aggregate
    ) -> Iterator[tuple[int, list[Sample]]]:
        """Per series that has data: its id and one sample per non-empty window, stamped with its start.

        `window_ms` is a fixed window (aligned on the epoch) or `CIVIL_DAY_MS`. Windows are whole: the span
        is widened to their borders. Raises `QueryError` for a bad window.
        """

    def activity(self, devices: Sequence[Device]) -> dict[str, Activity]:
        """What was last heard by radio of each device, by dev_eui."""

    def radio(self, device: Device, span: Span) -> Iterator[Activity]:
        """The radio history of one device, in time order."""

    def roll_up(self) -> int:
        """Bring the hour and day roll-ups up to date; return how many buckets were rewritten."""

    def expire(self, series: Sequence[Series], before_ms: int) -> int:
        """Delete raw samples older than `before_ms` of these series (roll-ups stay); return how many, if known."""

    def close(self) -> None:
        """Flush and release."""


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """Which devices a list wants; None and empty mean any. `text` matches name or dev_eui."""

    tenant: str | None = None
    site: str | None = None
    domain: Domain | None = None
    assigned: bool | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """A whole or partial inventory, ready to be merged into the registry."""

    tenants: tuple[Tenant, ...] = ()
    sites: tuple[Site, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    devices: tuple[Device, ...] = ()


class Registry(Protocol):
    """Tenants, sites, gateways, devices and series. Look-ups by dev_eui and series are in memory."""

    def device(self, dev_eui: str) -> Device | None:
        """The device of this EUI (canonical), or None."""

    def adopt(self, event: Event) -> Device:
        """Register the unknown device of an event as unassigned (idempotent) and return it."""

    def series(self, device: Device, quantity: Quantity, channel: str) -> Series:
        """The series of this device, quantity and channel; its id is given at first sight and never changes."""

    def series_by_id(self, series_id: int) -> Series:
        """The series of this id, or `NotFoundError`."""

    def series_of(self, devices: Iterable[Device]) -> list[Series]:
        """All known series of these devices, ordered by id."""

    def tenants(self) -> list[Tenant]:
        """All tenants, by slug."""

    def sites(self, tenant: str | None = None) -> list[Site]:
        """All sites, or one tenant's, by slug."""

    def gateway(self, gateway_id: str) -> Gateway | None:
        """The gateway of this id, or None."""

    def gateways(self, tenant: str | None = None) -> list[Gateway]:
        """All gateways, or one tenant's, by id."""

    def devices(self, where: DeviceFilter, offset: int = 0, limit: int | None = None) -> list[Device]:
        """Matching devices by dev_eui, a page of them."""

    def count_devices(self, where: DeviceFilter) -> int:
        """How many devices match."""

    def merge(self, inventory: Inventory) -> None:
        """Insert or update everything of the inventory in one transaction; what it omits stays."""

    def refresh(self) -> None:
        """Read again what another process may have changed."""


class Quarantine(Protocol):
    """Messages that could not be used, kept with their raw bytes."""

    def put(self, entries: Sequence[QuarantineEntry]) -> None:
        """Keep them; the same seq again replaces its reason."""

    def list(
        self, tenant: str | None = None, dev_eui: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[QuarantineEntry]:
        """The newest first; `before` (a seq) pages on."""

    def get(self, seq: int) -> QuarantineEntry:
        """One entry, or `NotFoundError`."""

    def release(self, seqs: Sequence[int]) -> None:
        """Forget entries that have been decoded since."""

    def prune(self, before_ms: int) -> int:
        """Forget entries received before `before_ms`; return how many went."""

    def count(self) -> int:
        """How many there are."""


class AuditLog(Protocol):
    """What people and programs did, chained by hashes; entries are never changed and never go."""

    def append(self, event: AuditEvent) -> AuditEntry:
        """Keep an event durably; on return it survives a power cut. Raises `RejectedError` if it is not plain JSON."""

    def list(
        self, action: str | None = None, target: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditEntry]:
        """The newest first; `before` (a seq) pages on."""

    def entries(self) -> Iterator[AuditEntry]:
        """All of them, in order, streamed: for `telemetry.audit.verify`."""


class AlarmStore(Protocol):
    """Alarms, their history and the outbox, in one database: what happens and whom it is told commit together."""

    def load(self, consumer: str) -> int:
        """The last journal seq of which the changes are kept, 0 at first (as `Checkpoints`)."""

    def save(self, consumer: str, seq: int) -> None:
        """Remember a seq that changed nothing."""

    def commit(self, changes: AlarmChanges) -> list[Transition]:
        """Keep all of it or nothing, durably; return the transitions with their seqs.

        Raises `ConflictError` when an alarm's stored revision is not the one before the first of its new ones.
        """

    def keep(self, snapshot: Snapshot) -> None:
        """Keep the engine's memory, in place of the one before."""

    def snapshot(self) -> Snapshot | None:
        """The engine's memory, None when there is none."""

    def open_alarms(self) -> list[Alarm]:
        """Every alarm that is not closed, oldest first: what the engine starts from."""

    def get(self, alarm_id: str) -> Alarm:
        """One alarm, open or closed, or `NotFoundError`."""

    def find(self, where: AlarmFilter, before: str | None = None, limit: int = 100) -> list[Alarm]:
        """The newest raised first; `before` (an alarm id) pages on."""

    def history(self, alarm_id: str) -> list[Transition]:
        """All that happened to one alarm, in order."""

    def transitions(self, after: int, limit: int) -> list[Transition]:
        """The history of all alarms after a seq, in order: for the stream, InfluxDB and the figures."""

    def count_transitions(self, after: int, last: int, tenants: Collection[str] | None) -> int:
        """How many there are after a seq, up to another one, of the alarms of some tenants (None: of all)."""

    def last_transition(self) -> int:
        """The seq of the newest transition ever kept, 0 at first."""

    def prune(self, before_ms: int) -> int:
        """Forget closed alarms cleared before `before_ms`, with history and deliveries; return how many went."""

    def close(self) -> None:
        """Release the connections."""


class Accounts(Protocol):
    """Users, keys, sessions, and what the authorities have opened: few enough to be read whole.

    Every change but that of `note_uses` makes the revision grow, whichever process makes it.
    """

    def revision(self) -> int:
        """The number of the last change: cheap to ask."""

    def held(self) -> Held:
        """Everything, at one revision."""

    def put_user(self, user: User) -> None:
        """Insert or update a user, by name."""

    def put_keys(self, *keys: ApiKey) -> None:
        """Insert or update keys, by id, in one transaction."""

    def put_session(self, session: Session) -> None:
        """Insert or update a session, by the hash of its token."""

    def end_sessions(self, *, user: str = "", token_hash: str = "", before_ms: int = 0) -> None:
        """Forget the sessions of a user, the one of a token, and those that expired before a time."""

    def put_rules(self, rules: Iterable[OpenRule], *, opened: bool) -> None:
        """Keep rules of openness, or (not `opened`) forget them."""

    def note_uses(self, uses: Mapping[str, KeyUse]) -> None:
        """Keep how keys were used, by id; unknown ids are passed over."""

    def close(self) -> None:
        """Release the connections."""


class Intake(Protocol):
    """Takes readings that integrators push."""

    @property
    def max_payload(self) -> int:
        """Bytes that a body may have."""

    def take(self, push: Push) -> Receipt:
        """Check a body and put it into the journal; on return it survives a power cut.

        Raises `MistakesError` for what is wrong with it, and then has taken nothing; `UnavailableError` when
        the journal does not answer.
        """


class Pushes(Protocol):
    """What was pushed under an idempotency key, so that the same is not taken twice."""

    def held(self, tenant: str, key: str) -> PushNote | None:
        """The note of an authority's key, if there is one."""

    def put(self, note: PushNote) -> None:
        """Insert or update a note, durably; notes that are `KEPT_MS` older than it go."""


class PushSubscriptions(Protocol):
    """The browsers on which a person is told of alarms by Web Push."""

    def put(self, user: str, subscription: PushSubscription) -> None:
        """Keep a browser for an account, instead of whose it was; beyond `MOST_TELEPHONES` the oldest goes."""

    def of(self, user: str) -> list[PushSubscription]:
        """The browsers of an account, the oldest first."""

    def drop(self, endpoint: str) -> None:
        """Forget a browser; one that is unknown is no mistake."""

    def close(self) -> None:
        """Release connections."""


class Outbox(Protocol):
    """What is to be told, kept until it is; in the same database as the alarms."""

    def due(self, now_ms: int, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        """Pending deliveries due by now, the gravest first, then the oldest; none of the `busy` channels."""

    def next_due(self) -> int | None:
        """When the next pending delivery is due, None when none is pending."""

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Write in one transaction what came of attempts, and what follows from each.

        An outcome that is still pending is tried again at its new `due_ms`. A delivery that was cancelled
        meanwhile stays so, unless it was sent: then it is kept as sent, for its receiver wants the all-clear. In both
        cases its follow-ups are void. A follow-up whose key exists is no news: the one that is there stays.
        """

    def deliveries(
        self, alarm_id: str | None = None, state: DeliveryState | None = None, limit: int = 100
    ) -> list[Delivery]:
        """The latest due first."""


class LiveFeed(Protocol):
    """Records as they are decoded, for whoever watches now."""

    def publish(self, records: Sequence[Record]) -> None:
        """Offer records to all subscribers; never blocks: one who is too slow loses the oldest."""

    def subscribe(self) -> "LiveSubscription":
        """Start to watch."""


class LiveSubscription(Protocol):
    """One watcher's queue."""

    def get(self, timeout: float) -> list[Record]:
        """What has come since the last call; waits up to `timeout` seconds; empty when nothing came."""

    @property
    def lost(self) -> int:
        """How many records this watcher was too slow for."""

    def close(self) -> None:
        """Stop watching."""
