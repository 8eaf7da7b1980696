"""What people do to alarms: each action is written into the audit log, then into the alarm's history."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from alarms import actions
from alarms.actions import Act
from alarms.engine import Change
from api import alarm_schemas
from api.access import needs
from api.answers import Json
from api.auth.visit import visit_of
from api.openapi import answers
from api.parameters import Instant
from api.routers.alarms import AlarmId, shown
from api.view import CallerView, View
from telemetry.access import Permission
from telemetry.times import to_ms

router = APIRouter(tags=["alarms"], default_response_class=Json)


def _of_one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("write one line, without control characters")
    return text.strip()


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("write an instant such as 2026-11-21T08:00:00Z")  # noqa: TRY004 - what pydantic understands
    return value


Words = Annotated[str, Field(max_length=500), AfterValidator(_of_one_line)]
Reason = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_of_one_line)]
Until = Annotated[Instant, BeforeValidator(_text), Field(description="An instant to come.")]


class Said(BaseModel):
    """What a person says to what they do; it may be nothing."""

    model_config = ConfigDict(extra="forbid")

    comment: Words = ""


class Acknowledgement(Said):
    """That somebody deals with it: until it clears or grows worse, or until an instant if one is given."""

    until: Until | None = None


_NOTHING, _UNTIL_CLEAR = Said(), Acknowledgement()


class Shelving(BaseModel):
    """Until when an alarm is set aside, and why."""

    model_config = ConfigDict(extra="forbid")

    until: Until
    why: Reason
    one_shot: Annotated[bool, Field(description="Whether the shelf ends with the next clear, if that is sooner.")] = (
        False
    )


class Why(BaseModel):
    """Why an alarm is taken out of service."""

    model_config = ConfigDict(extra="forbid")

    why: Reason


class Remark(BaseModel):
    """Something to be said about an alarm."""

    model_config = ConfigDict(extra="forbid")

    comment: Reason


@dataclass(frozen=True, slots=True)
class Hand:
    """A caller with an alarm in hand: who they are, and the revision that they saw, if they say so."""

    view: View
    alarm_id: str
    actor: str
    revision: int | None

    def does(self, change: Callable[[Act], Change], comment: str = "") -> Json:
        """Do something to the alarm, and answer with what it is then."""
        act = Act(self.actor, to_ms(self.view.now()), comment)
        return shown(self.view.act(self.alarm_id, change(act), self.revision).alarm)


async def _hand(
    request: Request,
    view: CallerView,
    alarm_id: AlarmId,
    if_match: Annotated[
        str | None, Header(description='ETag of the alarm as you saw it, such as `"3"`: refused if it has changed.')
    ] = None,
) -> Hand:
    return Hand(view, alarm_id, acting_person(request), _revision(if_match))


def acting_person(request: Request) -> str:
    """Who acts, by name: the account of the session or of the key."""
    return visit_of(request.scope).principal.name


def _revision(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip().removeprefix("W/").strip('"')
    return int(tag) if tag.isdecimal() and tag.isascii() and len(tag) < 10 else -1


AlarmInHand = Annotated[Hand, Depends(_hand)]


def _action(verb: str, summary: str) -> Callable[[Callable[..., Json]], Callable[..., Json]]:
    return router.post(
        f"/v1/alarms/{{alarm_id}}/{verb}",
        summary=summary,
        responses=answers(alarm_schemas.Alarm, 400, 404, 409, 412),
        openapi_extra=needs(Permission.OPERATE, f"alarm.{verb}"),
    )


@_action("acknowledge", "Acknowledge an alarm")
def acknowledge_alarm(hand: AlarmInHand, said: Acknowledgement = _UNTIL_CLEAR) -> Json:
    """You deal with it: nobody more is called until it clears, grows worse, or the instant you give has come."""
    until_ms = None if said.until is None else to_ms(said.until)
    return hand.does(lambda act: lambda alarm, _: actions.acknowledge(alarm, act, until_ms), said.comment)


@_action("unacknowledge", "Take an acknowledgement back")
def unacknowledge_alarm(hand: AlarmInHand, said: Said = _NOTHING) -> Json:
    """Nobody deals with it after all: people are called again."""
    return hand.does(lambda act: lambda alarm, _: actions.unacknowledge(alarm, act), said.comment)


@_action("confirm", "Confirm an alarm")
def confirm_alarm(hand: AlarmInHand, said: Said = _NOTHING) -> Json:
    """What had to be done about an acknowledged alarm has been done."""
    return hand.does(lambda act: lambda alarm, _: actions.confirm(alarm, act), said.comment)


@_action("reset", "Reset a latched alarm")
def reset_alarm(hand: AlarmInHand, said: Said = _NOTHING) -> Json:
    """Let go of an alarm that has cleared and is kept until somebody has looked."""
    return hand.does(lambda act: lambda alarm, _: actions.reset(alarm, act), said.comment)


@_action("shelve", "Shelve an alarm")
def shelve_alarm(hand: AlarmInHand, said: Shelving) -> Json:
    """Set it aside for a time, with a reason; an alarm of the fire system never is."""

    def change(act: Act) -> Change:
        return lambda alarm, how: actions.shelve(alarm, act, how, to_ms(said.until), said.one_shot)

    return hand.does(change, said.why)


@_action("unshelve", "Unshelve an alarm")
def unshelve_alarm(hand: AlarmInHand, said: Said = _NOTHING) -> Json:
    """Take it up again as it was: an earlier acknowledgement still stands."""
    return hand.does(lambda act: lambda alarm, _: actions.unshelve(alarm, act), said.comment)


@_action("out-of-service", "Take out of service")
def take_alarm_out_of_service(hand: AlarmInHand, said: Why) -> Json:
    """Set it aside while its equipment is being worked on, until somebody puts it into service again."""
    return hand.does(lambda act: lambda alarm, how: actions.remove_from_service(alarm, act, how), said.why)


@_action("in-service", "Put into service again")
def put_alarm_in_service(hand: AlarmInHand, said: Said = _NOTHING) -> Json:
    """Its equipment works again: what still holds is told."""
    return hand.does(lambda act: lambda alarm, _: actions.return_to_service(alarm, act), said.comment)


@_action("comment", "Comment an alarm")
def comment_alarm(hand: AlarmInHand, said: Remark) -> Json:
    """Say something about it, for its history; also once it is over."""
    return hand.does(lambda act: lambda alarm, _: actions.comment(alarm, act), said.comment)
