"""The stages between a record and the outbox, as the engine asks for them (decision 0008).

Each is without clock and I/O: it is given `now_ms`. The simplest of each stands below.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from telemetry.alarm import Alarm, Plan, Transition, Verdict
from telemetry.record import Record

HOUR_MS = 3_600_000


class Handling(NamedTuple):
    """What the file of a rule says of the life of its alarms, beside when it holds.

    `latched` alarms stay until somebody resets them. `never_shelve` is for what is mirrored and never set aside
    (fire, gas release). An acknowledged alarm that still holds is unacknowledged again after `re_alarm_ms`
    (0: never).
    """

    latched: bool = False
    never_shelve: bool = False
    longest_shelving_ms: int = 24 * HOUR_MS
    re_alarm_ms: int = 0


class Evaluator(Protocol):
    """Rules over records: it says when what a rule says of a source changes, and only then."""

    def observe(self, record: Record, now_ms: int) -> Sequence[Verdict]:
        """What changes by a record."""

    def tick(self, now_ms: int) -> Sequence[Verdict]:
        """What changes by the time: delays that have passed, devices that have been silent for too long."""

    def blind(self, from_ms: int, to_ms: int) -> None:
        """Count no silence between these instants: Samara itself could not hear."""

    def standing(self) -> Sequence[Verdict]:
        """Every verdict that holds now, told again: what the engine compares with the open alarms at a start."""

    def presume(self, alarms: Sequence[Alarm]) -> None:
        """Take these as announced where the memory knows nothing of their source: an earlier run raised them.

        Otherwise a memory that is lost would leave an alarm for ever, since a normal reading changes nothing.
        """

    def handling(self, rule: str) -> Handling | None:
        """How alarms of a rule are handled; None for a rule that is no longer there."""

    def snapshot(self) -> bytes:
        """Its memory: windows, timers, last values."""

    def restore(self, snapshot: bytes) -> None:
        """Take up a memory again; one that cannot be read (another version) is left, with a warning in the log."""


class Correlator(Protocol):
    """What is a consequence of what: verdicts held back, marked with `suppressed_by`, or made of several."""

    def observe(self, record: Record, now_ms: int) -> None:
        """Take note that a device was heard, before `review` is told what its rules make of it."""

    def blind(self, from_ms: int, to_ms: int) -> None:
        """Count no silence between these instants."""

    def snapshot(self) -> bytes:
        """Its memory."""

    def restore(self, snapshot: bytes) -> None:
        """Take up a memory again."""

    def review(self, verdicts: Sequence[Verdict], now_ms: int) -> Sequence[Verdict]:
        """The verdicts that go on, now."""

    def tick(self, now_ms: int) -> Sequence[Verdict]:
        """The verdicts whose wait is over."""


class Router(Protocol):
    """Which deliveries a transition means."""

    def plan(self, transition: Transition) -> Plan:
        """What to tell, and whether what was planned for the alarm is void."""


class NoCorrelation:
    """Verdicts go on as they come."""

    def observe(self, record: Record, now_ms: int) -> None:
        pass

    def blind(self, from_ms: int, to_ms: int) -> None:
        pass

    def snapshot(self) -> bytes:
        return b""

    def restore(self, snapshot: bytes) -> None:
        pass

    def review(self, verdicts: Sequence[Verdict], now_ms: int) -> Sequence[Verdict]:  # noqa: ARG002 - of a port
        return verdicts

    def tick(self, now_ms: int) -> Sequence[Verdict]:  # noqa: ARG002 - of a port
        return ()


class NoNotification:
    """Nobody is told."""

    def plan(self, transition: Transition) -> Plan:  # noqa: ARG002 - of a port
        return Plan()


class NoRules:
    """Nothing is watched for; `handling` may name rules all the same."""

    def __init__(self, handling: Mapping[str, Handling] | None = None) -> None:
        self._handling = handling or {}

    def observe(self, record: Record, now_ms: int) -> Sequence[Verdict]:  # noqa: ARG002 - of a port
        return ()

    def tick(self, now_ms: int) -> Sequence[Verdict]:  # noqa: ARG002 - of a port
        return ()

    def blind(self, from_ms: int, to_ms: int) -> None:
        pass

    def standing(self) -> Sequence[Verdict]:
        return ()

    def presume(self, alarms: Sequence[Alarm]) -> None:
        pass

    def handling(self, rule: str) -> Handling | None:
        return self._handling.get(rule, Handling())

    def snapshot(self) -> bytes:
        return b""

    def restore(self, snapshot: bytes) -> None:
        pass
