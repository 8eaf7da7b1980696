"""What a person does to an alarm from the console: allowed or not, written into the audit log, then done."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from nicegui import run

from alarms import actions
from alarms.actions import Act
from alarms.engine import Change
from dashboards.console.view import View
from telemetry.access import Permission
from telemetry.alarm import Alarm, Transition
from telemetry.audit import AuditEvent
from telemetry.errors import ConflictError, QueryError, StaleError, TelemetryError
from telemetry.times import to_ms, utc_now

_MOST_WORDS: Final = 500


class Deed(StrEnum):
    """What can be done, by the verb of the API."""

    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    CONFIRM = "confirm"
    RESET = "reset"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    OUT_OF_SERVICE = "out-of-service"
    IN_SERVICE = "in-service"
    COMMENT = "comment"


class Wish(NamedTuple):
    """What somebody wants of which revision of an alarm, with what they say; `minutes` is how long a shelf lasts."""

    deed: Deed
    alarm_id: str
    revision: int
    comment: str = ""
    minutes: int = 0


def possible(alarm: Alarm) -> list[Deed]:
    """What the state of an alarm allows, the most usual first."""
    allowed = {
        Deed.ACKNOWLEDGE: not alarm.acknowledged,
        Deed.CONFIRM: alarm.acknowledged and not alarm.confirmed,
        Deed.RESET: alarm.latched and not alarm.active,
        Deed.COMMENT: True,
        Deed.SHELVE: alarm.open and alarm.shelved is None,
        Deed.UNSHELVE: alarm.shelved is not None,
        Deed.OUT_OF_SERVICE: alarm.open and not alarm.out_of_service,
        Deed.IN_SERVICE: bool(alarm.out_of_service),
        Deed.UNACKNOWLEDGE: alarm.acknowledged and alarm.open,
    }
    return [deed for deed, held in allowed.items() if held]


async def perform(view: View, wish: Wish) -> str:
    """Do it; returns why not in the visitor's language, empty when it is done."""
    say, services = view.say, view.services
    if services.alarms is None:
        return say("There are no alarms here.")
    try:
        alarm = await run.io_bound(services.alarms.store.get, wish.alarm_id)
        if alarm is None:  # The server is stopping.
            return say("Samara is stopping.")
        if not view.may(Permission.OPERATE, alarm.source.tenant):
            return say("Your account may look, not act.")
        await run.io_bound(_perform, view, wish)
    except StaleError:
        return say("Somebody has changed this alarm in the meantime: look at it again.")
    except ConflictError as error:
        return say("This alarm does not allow it: {reason}", reason=error)
    except QueryError as error:
        return say("Not possible: {reason}", reason=error)
    except TelemetryError as error:
        return say("It could not be done: {reason}", reason=error)
    return ""


def _perform(view: View, wish: Wish) -> None:
    services, who = view.services, view.principal.name
    assert services.alarms is not None  # noqa: S101 - looked at before
    act = Act(who, to_ms(utc_now()), _of_one_line(wish.comment))
    if services.audit is not None:
        detail = {"comment": act.comment, "minutes": wish.minutes}
        services.audit.append(AuditEvent(act.time_ms, who, "console", f"alarm.{wish.deed}", wish.alarm_id, detail))
    services.alarms.act(wish.alarm_id, _change(wish, act), wish.revision)


def _of_one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:_MOST_WORDS]


def _change(wish: Wish, act: Act) -> Change:
    if wish.deed is Deed.SHELVE:
        until_ms = act.time_ms + wish.minutes * 60_000
        return lambda alarm, how: actions.shelve(alarm, act, how, until_ms)
    if wish.deed is Deed.OUT_OF_SERVICE:
        return lambda alarm, how: actions.remove_from_service(alarm, act, how)
    return lambda alarm, _: _SIMPLE[wish.deed](alarm, act)


_SIMPLE: Final[dict[Deed, Callable[[Alarm, Act], Transition]]] = {
    Deed.ACKNOWLEDGE: actions.acknowledge,
    Deed.UNACKNOWLEDGE: actions.unacknowledge,
    Deed.CONFIRM: actions.confirm,
    Deed.RESET: actions.reset,
    Deed.UNSHELVE: actions.unshelve,
    Deed.IN_SERVICE: actions.return_to_service,
    Deed.COMMENT: actions.comment,
}
