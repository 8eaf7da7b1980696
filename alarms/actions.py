"""What people do to an alarm: each a pure function to the transition, or a refusal that says why.

Raises `ConflictError` for what the state of the alarm does not allow, `QueryError` for a time that it does not.
"""

from typing import Any, NamedTuple

from alarms.life import UNACKNOWLEDGED, Story
from alarms.stages import Handling
from telemetry.alarm import Alarm, Happening, Shelving, Transition
from telemetry.errors import ConflictError, QueryError
from telemetry.times import from_ms

LONGEST_ACKNOWLEDGEMENT_MS = 31 * 86_400_000


class Act(NamedTuple):
    """Who acts, when (ms), and what they say."""

    actor: str
    time_ms: int
    comment: str = ""


def acknowledge(alarm: Alarm, act: Act, until_ms: int | None = None) -> Transition:
    """Somebody deals with it: until it clears or grows worse, or until an instant if one is given."""
    _require(not alarm.acknowledged, f"{alarm.id} is acknowledged already, by {alarm.acknowledged_by or 'nobody'}")
    if until_ms is not None:
        _require_ahead(act, until_ms, LONGEST_ACKNOWLEDGEMENT_MS, "an acknowledgement")
    return _happen(
        alarm,
        Happening.ACKNOWLEDGED,
        act,
        acknowledged=True,
        acknowledged_by=act.actor,
        acknowledged_ms=act.time_ms,
        acknowledged_until_ms=until_ms,
        acknowledged_severity=alarm.severity,
    )


def unacknowledge(alarm: Alarm, act: Act) -> Transition:
    """Nobody deals with it after all: it is told again."""
    _require(alarm.acknowledged and alarm.open, f"{alarm.id} is {alarm.state}, and not acknowledged")
    return _happen(alarm, Happening.UNACKNOWLEDGED, act, **UNACKNOWLEDGED)


def confirm(alarm: Alarm, act: Act) -> Transition:
    """What had to be done has been done (OPC UA Part 9 §5.7.2)."""
    _require(alarm.acknowledged, f"{alarm.id} is not acknowledged yet: acknowledge it first")
    _require(not alarm.confirmed, f"{alarm.id} is confirmed already")
    return _happen(alarm, Happening.CONFIRMED, act, confirmed=True)


def reset(alarm: Alarm, act: Act) -> Transition:
    """Let go of a latched alarm whose condition has ended."""
    _require(alarm.latched, f"{alarm.id} is not latched, there is nothing to reset")
    _require(not alarm.active, f"{alarm.id} still holds: it can be reset once its condition has ended")
    return _happen(alarm, Happening.RESET, act, latched=False)


def shelve(alarm: Alarm, act: Act, handling: Handling, until_ms: int, one_shot: bool = False) -> Transition:
    """Set it aside for a time; with `one_shot` only until it next clears, if that is sooner."""
    _require(alarm.open, f"{alarm.id} is over, there is nothing to shelve")
    _require(not handling.never_shelve, f"alarms of {alarm.source.rule} are never shelved: their rule says so")
    _require(bool(act.comment), f"say why {alarm.id} is shelved")
    _require_ahead(act, until_ms, handling.longest_shelving_ms, f"shelving of {alarm.source.rule}")
    return _happen(alarm, Happening.SHELVED, act, shelved=Shelving(until_ms, act.actor, act.comment, one_shot))


def unshelve(alarm: Alarm, act: Act) -> Transition:
    """Take it up again, as it was: an earlier acknowledgement still stands."""
    _require(alarm.shelved is not None, f"{alarm.id} is not shelved")
    return _happen(alarm, Happening.UNSHELVED, act, shelved=None)


def remove_from_service(alarm: Alarm, act: Act, handling: Handling) -> Transition:
    """Set it aside for as long as its equipment is being worked on."""
    _require(alarm.open, f"{alarm.id} is over")
    _require(not alarm.out_of_service, f"{alarm.id} is out of service already")
    _require(not handling.never_shelve, f"alarms of {alarm.source.rule} are never set aside: their rule says so")
    _require(bool(act.comment), f"say why {alarm.id} is out of service")
    return _happen(alarm, Happening.OUT_OF_SERVICE, act, out_of_service=act.comment)


def return_to_service(alarm: Alarm, act: Act) -> Transition:
    """Its equipment works again."""
    _require(bool(alarm.out_of_service), f"{alarm.id} is in service")
    return _happen(alarm, Happening.IN_SERVICE, act, out_of_service="")


def comment(alarm: Alarm, act: Act) -> Transition:
    """Say something about it, for its history."""
    _require(bool(act.comment), "there is nothing in the comment")
    return _happen(alarm, Happening.COMMENTED, act)


def _happen(alarm: Alarm, happening: Happening, act: Act, **changes: Any) -> Transition:
    story = Story(alarm, act.time_ms, act.time_ms, act.actor)
    return story.then(happening, act.comment, **changes).transitions[0]


def _require(condition: bool, refusal: str) -> None:
    if not condition:
        raise ConflictError(refusal)


def _require_ahead(act: Act, until_ms: int, longest_ms: int, what: str) -> None:
    if until_ms <= act.time_ms:
        raise QueryError(f"{from_ms(until_ms).isoformat()} is past; give an instant to come")
    if until_ms > act.time_ms + longest_ms:
        latest = from_ms(act.time_ms + longest_ms).isoformat(timespec="seconds")
        raise QueryError(f"{what} may last until {latest} at most; give an earlier end")
