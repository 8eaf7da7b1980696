"""Live events, pushed."""

from functools import partial

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import needs
from api.answers import Stream
from api.events import wire
from api.examples import EXAMPLES
from api.openapi import answers_text
from api.parameters import WhichSeries
from api.schemas import LostEvent, NoticeEvent, Observation, UplinkEvent
from api.view import CallerView
from telemetry.access import Permission

router = APIRouter(tags=["live"])


class EventStream(Response):
    """Names the media type of Server-Sent Events in the document."""

    media_type = "text/event-stream"


_EXAMPLE = b"".join(
    (
        wire("uplink", EXAMPLES[UplinkEvent], 831),
        wire("reading", EXAMPLES[Observation], 831),
        wire("notice", EXAMPLES[NoticeEvent], 832),
        wire("lost", EXAMPLES[LostEvent]),
    )
).decode()


@router.get(
    "/v1/live",
    summary="Watch what happens",
    response_class=EventStream,
    responses=answers_text("Server-Sent Events, without end.", EventStream.media_type, _EXAMPLE),
    openapi_extra=needs(Permission.READ),
)
async def watch_live(view: CallerView, where: WhichSeries) -> Stream:
    """Server-Sent Events of what is decoded now: `uplink` and `notice` of devices, `reading` of series.

    Their data are `UplinkEvent`, `NoticeEvent` and `Observation`. With `quantity`, only readings come. The id is
    the seq of the journal; nothing is repeated after a lost connection: ask `/v1/readings` for what was missed.
    A client that is too slow loses the oldest events, and is told how many by `lost` (`LostEvent`). A comment
    comes every 15 seconds when nothing else does.
    """
    watcher = view.watch(where)
    headers = {"x-accel-buffering": "no"}
    return Stream(watcher.stream(), partial(view.leave, watcher), EventStream.media_type, headers)
