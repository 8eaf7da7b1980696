"""Alarms as they are kept and told: what is wrong where, how grave, who dealt with it, who was told.

Severities, event types and probable causes are ITU-T X.733 and M.3100; the life follows ISA-18.2 / IEC 62682
with the words of OPC UA Part 9, as independent flags from which the state that people read is derived.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from hashlib import blake2s
from typing import NamedTuple


class Severity(IntEnum):
    """Perceived severity (X.733 §8.1.2.3), the gravest the greatest; that an alarm is cleared is a flag of its own."""

    WARNING = 1
    MINOR = 2
    MAJOR = 3
    CRITICAL = 4

    @property
    def key(self) -> str:
        """The name in files, the API and on the wire: `critical`."""
        return self.name.lower()


class EventType(StrEnum):
    """The five event types of X.733 §8.1.1."""

    COMMUNICATIONS = "communications"
    QUALITY_OF_SERVICE = "quality_of_service"
    PROCESSING_ERROR = "processing_error"
    EQUIPMENT = "equipment"
    ENVIRONMENTAL = "environmental"


class Quality(StrEnum):
    """What the data behind an alarm is worth now: unknown and stale are neither normal nor alarm."""

    GOOD = "good"
    SUSPECT = "suspect"
    STALE = "stale"
    UNKNOWN = "unknown"


class State(StrEnum):
    """The states of ISA-18.2 §5 (A to G), derived from the flags."""

    NORMAL = "normal"
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


class Source(NamedTuple):
    """What an alarm is about: a rule on a point of a device, or on a device, or on a site as a whole.

    X.733 clears what has the same object, type, cause and problem: the rule stands for the last three.
    """

    rule: str
    tenant: str
    site: str
    device: str = ""
    channel: str = ""
    quantity: str = ""

    @property
    def key(self) -> str:
        """One text for the whole, as stores index it."""
        return "/".join(self)


class Verdict(NamedTuple):
    """What a rule says of a source from an instant on: it holds, it does not, or (None) nobody can know.

    `time_ms` is event time, `since_ms` when the condition began (before its delay). `suppressed_by` names the
    cause that makes it a consequence: `topology:…`, `maintenance:…`, `chatter`; empty, it is none (any more).
    `live` is false for what may neither raise nor clear; `late` says that it comes of data that was long under
    way. `exercise` marks a drill; `group` ties together what has one cause at one site, and `first_out` is the
    first of it.
    """

    source: Source
    holds: bool | None
    severity: Severity
    time_ms: int
    since_ms: int
    value: float | None = None
    limit: float | None = None
    quality: Quality = Quality.GOOD
    suppressed_by: str = ""
    detail: Mapping[str, str] = {}
    live: bool = True
    exercise: bool = False
    group: str = ""
    first_out: bool = False
    late: bool = False


class Shelving(NamedTuple):
    """Set aside for a time, never for ever: until when, by whom, why. `one_shot` ends with the next clear."""

    until_ms: int
    by: str
    why: str
    one_shot: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """One occurrence of what a rule watches for, on one source. `revision` grows with each change of it.

    A later occurrence while this one is unacknowledged is another alarm with the same source and a higher
    `branch`; this one then stays as it is until somebody acknowledges it (OPC UA Part 9 §4.6).

    `latched` says that it has cleared and waits to be reset. `worst` is the gravest that it was (taken for
    critical where that is not known), `acknowledged_severity` how grave it was when it was
    acknowledged: only worse than that needs a person anew. `announced` says that it has stood where people see
    it, active and neither suppressed nor set aside: what never has needs no acknowledgement once it is over.
    """

    source: Source
    severity: Severity
    raised_ms: int
    since_ms: int
    branch: int = 0
    revision: int = 1
    active: bool = True
    acknowledged: bool = False
    confirmed: bool = False
    latched: bool = False
    shelved: Shelving | None = None
    suppressed: tuple[str, ...] = ()
    out_of_service: str = ""
    quality: Quality = Quality.GOOD
    exercise: bool = False
    first_out: bool = False
    group: str = ""
    cause_of: str = ""
    value: float | None = None
    limit: float | None = None
    cleared_ms: int | None = None
    acknowledged_by: str = ""
    acknowledged_ms: int | None = None
    acknowledged_until_ms: int | None = None
    acknowledged_severity: Severity | None = None
    worst: Severity = Severity.CRITICAL
    announced: bool = False
    late: bool = False
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The name of this occurrence: the same whenever the same entry of the journal is evaluated again."""
        # Half a surrogate pair may come in a channel's name: it is no reason to fail.
        source = blake2s(self.source.key.encode(errors="surrogatepass"), digest_size=6).hexdigest()
        return f"{source}-{self.raised_ms:x}-{self.branch}"

    @property
    def set_aside(self) -> bool:
        """Whether a person has put it aside: shelved, or out of service."""
        return self.shelved is not None or bool(self.out_of_service)

    @property
    def open(self) -> bool:
        """Whether it needs something yet: to end, to be acknowledged, to be reset, to be taken up again."""
        return self.active or not self.acknowledged or self.latched or self.set_aside

    @property
    def state(self) -> State:
        """What people read; what sets it aside goes before what it is."""
        if self.out_of_service:
            return State.OUT_OF_SERVICE
        if self.shelved:
            return State.SHELVED
        if self.suppressed:
            return State.SUPPRESSED
        if self.active or self.latched:
            return State.ACKNOWLEDGED if self.acknowledged else State.UNACKNOWLEDGED
        return State.NORMAL if self.acknowledged else State.RETURNED


class Happening(StrEnum):
    """What may happen to an alarm; each is one line of its history."""

    RAISED = "raised"
    ESCALATED = "escalated"
    EASED = "eased"
    CLEARED = "cleared"
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    CONFIRMED = "confirmed"
    RESET = "reset"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    SUPPRESSED = "suppressed"
    UNSUPPRESSED = "unsuppressed"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"
    QUALITY = "quality"
    COMMENTED = "commented"


class Transition(NamedTuple):
    """One thing that happened to an alarm: `time_ms` when (event time), `known_ms` when Samara knew.

    `alarm` is the alarm as it was after it. `seq` is its place in the history of all, 0 before it is kept.
    """

    alarm: Alarm
    happening: Happening
    time_ms: int
    known_ms: int
    actor: str = ""
    comment: str = ""
    seq: int = 0


class DeliveryState(StrEnum):
    """How far a delivery is."""

    PENDING = "pending"
    SENT = "sent"
    CANCELLED = "cancelled"
    DEAD = "dead"


class DeliveryKind(StrEnum):
    """What a delivery tells: that an alarm needs somebody, that it does no longer, or its state to another system."""

    PAGE = "page"
    CLEAR = "clear"
    ACKNOWLEDGE = "acknowledge"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to tell: planned in the transaction of its transition, sent at least once.

    Without a `channel` it is an intention: when it is due, the notifier finds out who is on call then, and settles it
    with one delivery for each of them as follow-ups. `key` is the same for the same thing told twice, so that
    receivers can tell a repetition. `step` counts the steps of the policy on, through its repetitions.
    """

    key: str
    alarm_id: str
    policy: str
    step: int
    kind: DeliveryKind
    severity: Severity
    due_ms: int
    channel: str = ""
    recipient: str = ""
    attempts: int = 0
    state: DeliveryState = DeliveryState.PENDING
    error: str = ""
    receipt: str = ""
    settled_ms: int | None = None


class Outcome(NamedTuple):
    """A delivery after an attempt, and what follows from it: who is to be told, the next step, another channel."""

    delivery: Delivery
    follow_ups: tuple[Delivery, ...] = ()


class Plan(NamedTuple):
    """What a transition means for the outbox: what to tell, and whether what was planned for the alarm is void."""

    deliveries: tuple[Delivery, ...] = ()
    cancel: bool = False


class AlarmChanges(NamedTuple):
    """What one step of the engine writes in one transaction; `seq` is the journal entry it has dealt with.

    Several transitions of one alarm stand in order, each with the alarm as it was after it; `alarms` has the last.
    `cancel` names the alarms whose pending deliveries are void; deliveries of the same changes are not.
    """

    alarms: tuple[Alarm, ...] = ()
    transitions: tuple[Transition, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    cancel: tuple[str, ...] = ()
    seq: int | None = None


class Snapshot(NamedTuple):
    """The engine's memory as it was after a journal entry, at an instant; it is no truth, only a quicker start."""

    seq: int
    time_ms: int
    memory: bytes


@dataclass(frozen=True, slots=True)
class AlarmFilter:
    """Which alarms a list wants; None means any. An `open` one is active, unacknowledged, latched or set aside."""

    tenant: str | None = None
    site: str | None = None
    device: str | None = None
    rule: str | None = None
    open: bool | None = None
    active: bool | None = None
    acknowledged: bool | None = None
    at_least: Severity | None = None
    since_ms: int | None = None
    until_ms: int | None = None
