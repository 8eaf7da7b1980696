"""Alarms: what is wrong, and what has happened."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api import alarm_schemas
from api.access import needs
from api.alarm_schemas import alarm_of, figures_of, transition_of
from api.answers import Json, Stream
from api.events import wire
from api.examples import EXAMPLES
from api.openapi import answers, answers_text
from api.parameters import Instant, Site, Tenant, Word, path_with
from api.view import CallerView
from telemetry.access import Permission
from telemetry.alarm import Alarm, AlarmFilter, Severity
from telemetry.times import to_ms

router = APIRouter(tags=["alarms"], default_response_class=Json)

_READS = needs(Permission.READ)
AlarmId = Annotated[str, Path(description="Its name.", pattern=r"^[0-9a-f]{12}-[0-9a-f]{1,16}-[0-9]{1,9}$")]
SeverityKey = Annotated[str, Field(pattern="^(warning|minor|major|critical)$")]


async def _which(
    tenant: Tenant = None,
    site: Site = None,
    device: Annotated[Word | None, Query(description="Only on this device (DevEUI).")] = None,
    rule: Annotated[Word | None, Query(description="Only of this rule.")] = None,
    open: Annotated[  # noqa: A002 - the name of the parameter
        bool | None, Query(description="Needing something yet, or over.")
    ] = None,
    active: Annotated[bool | None, Query(description="Whose condition holds, or holds no more.")] = None,
    acknowledged: Annotated[bool | None, Query(description="That somebody deals with, or nobody.")] = None,
    severity: Annotated[SeverityKey | None, Query(description="At least as grave.", examples=["major"])] = None,
    start: Annotated[Instant | None, Query(alias="from", description="Raised at this instant or later.")] = None,
    end: Annotated[Instant | None, Query(alias="to", description="Raised before this instant.")] = None,
) -> AlarmFilter:
    at_least = None if severity is None else Severity[severity.upper()]
    times = (None if instant is None else to_ms(instant) for instant in (start, end))
    return AlarmFilter(tenant, site, device, rule, open, active, acknowledged, at_least, *times)


@router.get(
    "/v1/alarms", summary="List the alarms", responses=answers(alarm_schemas.AlarmPage, 404), openapi_extra=_READS
)
def list_alarms(
    view: CallerView,
    request: Request,
    where: Annotated[AlarmFilter, Depends(_which)],
    before: Annotated[
        str | None, Query(description="Only alarms that come after this one in the list.", max_length=60)
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 100,
) -> Json:
    """Alarms of your authorities, the newest first; `open=true` gives those that somebody still has to do with."""
    found = view.alarms(where, before, limit + 1)
    following = path_with(request, before=found[limit - 1].id) if len(found) > limit else None
    return Json(alarm_schemas.AlarmPage(list(map(alarm_of, found[:limit])), limit, following))


class EventStream(Response):
    """Names the media type of Server-Sent Events in the document."""

    media_type = "text/event-stream"


_EVENTS = wire("transition", EXAMPLES[alarm_schemas.AlarmTransition], 512).decode()


@router.get(
    "/v1/alarms/events",
    summary="Watch the alarms",
    response_class=EventStream,
    responses=answers_text("Server-Sent Events, without end.", EventStream.media_type, _EVENTS),
    openapi_extra=_READS,
)
async def watch_alarms(
    view: CallerView,
    last_event_id: Annotated[
        int | None, Header(description="The last event that you have had; what came after it is told first.")
    ] = None,
) -> Stream:
    """Server-Sent Events `transition` (`AlarmTransition`) of what happens to alarms, each with its seq as id.

    A client that comes back with `Last-Event-ID` is told what it missed, up to a thousand; of more it is told by
    `lost` how many there were. A comment comes every 15 seconds when nothing happens.
    """
    place, lost, told = await run_in_threadpool(view.missed_transitions, last_event_id)
    watcher = view.watch_alarms(place, lost, told)
    headers = {"x-accel-buffering": "no"}
    return Stream(watcher.stream(), partial(view.leave_alarms, watcher), EventStream.media_type, headers)


@router.get(
    "/v1/alarms/figures",
    summary="Load of alarms",
    responses=answers(alarm_schemas.AlarmFigures, 404),
    openapi_extra=_READS,
)
def get_alarm_figures(view: CallerView, tenant: Tenant = None) -> Json:
    """How many alarms people bear (EEMUA 191, ISA-18.2): of one authority, or of all for who sees them all."""
    return Json(figures_of(view.alarm_figures(tenant)))


@router.get(
    "/v1/alarms/{alarm_id}",
    summary="Show an alarm",
    responses=answers(alarm_schemas.Alarm, 404),
    openapi_extra=_READS,
)
def get_alarm(view: CallerView, alarm_id: AlarmId) -> Json:
    """One alarm, open or over; its ETag is what If-Match takes when you act on it."""
    return shown(view.alarm(alarm_id))


@router.get(
    "/v1/alarms/{alarm_id}/history",
    summary="History of an alarm",
    responses=answers(alarm_schemas.AlarmHistory, 404),
    openapi_extra=_READS,
)
def get_alarm_history(view: CallerView, alarm_id: AlarmId) -> Json:
    """All that happened to one alarm, in order, with who did it and what they said."""
    return Json(alarm_schemas.AlarmHistory(list(map(transition_of, view.alarm_history(alarm_id)))))


def shown(alarm: Alarm) -> Json:
    """One alarm as an answer, with its revision as ETag."""
    return Json(alarm_of(alarm), headers={"etag": f'"{alarm.revision}"'})
