"""Latest values, ranges and aggregates."""

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api import schemas
from api.access import needs
from api.answers import Json, encode, streamed
from api.openapi import TEXT, Responses, answers, answers_text, problems
from api.parameters import START, After, Paging, Place, WhichSeries, paging, path_with
from api.question import DEFAULT_LIMIT, Asked, From, To, span_of
from api.range import as_json, rfc3339
from api.recent import Recent
from api.rows import FORMS, Block, Run, accepted, blocks
from api.view import CallerView, SeriesFilter, View
from telemetry.access import Permission
from telemetry.device import Device
from telemetry.series import Series, Span
from telemetry.times import from_ms

_FRESH = 1000
"""Series up to which a page of latest values is always made anew."""

router = APIRouter(tags=["readings"], default_response_class=Json)


@router.get(
    "/v1/latest",
    summary="Latest value of many series",
    responses=answers(schemas.LatestPage, 404),
    openapi_extra=needs(Permission.READ),
)
def list_latest(
    view: CallerView, request: Request, page: Annotated[Paging, Depends(paging(_FRESH, 10_000))], where: WhichSeries
) -> Response:
    """The newest observation of each matching series, by series id; pages count series.

    A page of more than 1,000 series may be a second old, since all who ask for it share one.
    """
    if page.limit <= _FRESH:
        return Json(_latest(view, page, where))
    recent: Recent = request.app.state.recent
    question = view.sight, request.scope["query_string"]
    return Response(recent.get(question, lambda: encode(_latest(view, page, where))), media_type=Json.media_type)


def _latest(view: View, page: Paging, where: SeriesFilter) -> schemas.LatestPage:
    found = view.series(where)
    wanted = page.cut(found)
    latest = view.store.latest([one for _, one in wanted])
    items = [schemas.observation_of(device, one, *latest[one.id]) for device, one in wanted if one.id in latest]
    return schemas.LatestPage(items, len(found), page.offset, page.limit, page.next(len(found)))


FORM = "Unless given, what the Accept header asks for, else {}."


def in_forms(responses: Responses) -> Responses:
    """Document that an answer comes in the forms of rows, too."""
    for form in FORMS.values():
        responses[200]["content"][form.media_type.partition(";")[0]] = {"schema": TEXT, "example": form.example}
    return responses


@router.get(
    "/v1/readings",
    summary="Readings of one series",
    responses=in_forms(answers(schemas.Readings, 400, 404)),
    openapi_extra=needs(Permission.READ),
)
def get_readings(
    view: CallerView,
    request: Request,
    asked: Asked,
    format: Annotated[  # noqa: A002 - the name of the parameter
        Literal["json", "csv", "ndjson", "parquet"] | None, Query(description=FORM.format("JSON"))
    ] = None,
) -> Response:
    """The readings of one series from `from` (included) to `to` (excluded), in time order, raw or aggregated.

    Windows are whole: an aggregate widens the range to their borders, and a window without data is absent.
    `increase` is the growth of a counter, resets understood. When `limit` cuts a JSON answer, `next` is the
    path of the rest; of another that is cut, ask on from the last time plus one millisecond (or one window).
    """
    device, series = asked.series(view)
    span = asked.span(view.now())
    shown = schemas.series_of(device, series)
    run = Run(shown, asked.samples(view, series, span), *asked.bounds(series))
    form = format or accepted(request.headers.get("accept", "")) or "json"
    if form != "json":
        return as_file(blocks([run], asked.limit), form, f"{series.dev_eui}_{series.quantity.key}_{series.id}")

    def rest(time_ms: int) -> str:
        # `to` is fixed, so that paging up to "now" comes to an end.
        return path_with(request, **{"from": rfc3339(time_ms), "to": rfc3339(span.end_ms)})

    window = request.query_params.get("window")
    head = schemas.ReadingsHead(shown, from_ms(span.start_ms), from_ms(span.end_ms), asked.aggregate, window)
    pieces = as_json(head, run, asked.limit or DEFAULT_LIMIT, rest)
    return streamed(pieces, "application/json", {"vary": "Accept"})


@router.get(
    "/v1/export",
    summary="Readings of many series",
    response_class=Response,
    responses=in_forms(answers_text("The rows.", "text/csv", "")) | problems(400, 404),
    openapi_extra=needs(Permission.READ),
)
def export_readings(
    view: CallerView,
    request: Request,
    where: WhichSeries,
    after: After,
    start: From = None,
    end: To = None,
    format: Annotated[  # noqa: A002 - the name of the parameter
        Literal["csv", "ndjson", "parquet"] | None, Query(description=FORM.format("CSV"))
    ] = None,
) -> Response:
    """All raw readings of the matching series from `from` (included) to `to` (excluded), as one file.

    Rows come by series id, then by time. To go on after a broken connection, ask again with `after`, the same
    filters and the same `from` and `to`: the answer has no header, and goes on behind the last whole row that you
    have. A Parquet file cannot be gone on with: take a long range in parts.
    """
    span = span_of(start, end, view.now())
    runs = _runs(view, view.series(where), span, after)
    form = format or accepted(request.headers.get("accept", "")) or "csv"
    return as_file(blocks(runs), form, "samara", going_on=after != START)


def _runs(view: View, found: list[tuple[Device, Series]], span: Span, after: Place) -> Iterator[Run]:
    for device, series in found:
        if series.id >= after.series_id:
            start_ms = max(span.start_ms, after.time_ms + 1) if series.id == after.series_id else span.start_ms
            samples = iter(view.store.samples(series, Span(start_ms, span.end_ms)))
            yield Run(schemas.series_of(device, series), samples, series.quantity.low, series.quantity.high)


def as_file(rows: Iterator[Block], form: str, name: str, *, going_on: bool = False) -> Response:
    """Rows in one of the `FORMS`, to be saved under a name."""
    media_type, written, _ = FORMS[form]
    headers = {"vary": "Accept", "content-disposition": f'attachment; filename="{name}.{form}"'}
    return streamed(written(rows, going_on=going_on), media_type, headers)
