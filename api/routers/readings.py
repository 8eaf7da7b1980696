"""Latest values, ranges and aggregates."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api import schemas
from api.access import needs
from api.answers import Json, streamed
from api.openapi import Responses, answers
from api.parameters import Paging, WhichSeries, paging, path_with
from api.question import DEFAULT_LIMIT, Asked
from api.range import CSV_HEADER, Range, as_csv, as_json, rfc3339
from api.view import CallerView
from telemetry.access import Permission
from telemetry.times import from_ms

CSV_TYPE = "text/csv; charset=utf-8"

router = APIRouter(tags=["readings"], default_response_class=Json)


@router.get(
    "/v1/latest",
    summary="Latest value of many series",
    responses=answers(schemas.LatestPage, 404),
    openapi_extra=needs(Permission.READ),
)
def list_latest(view: CallerView, page: Annotated[Paging, Depends(paging(1000, 10_000))], where: WhichSeries) -> Json:
    """The newest observation of each matching series, by series id; pages count series."""
    found = view.series(where)
    wanted = page.cut(found)
    latest = view.store.latest([one for _, one in wanted])
    items = [schemas.observation_of(device, one, *latest[one.id]) for device, one in wanted if one.id in latest]
    return Json(schemas.LatestPage(items, len(found), page.offset, page.limit, page.next(len(found))))


_CSV_EXAMPLE = CSV_HEADER + "2026-11-20T00:00:00.000Z,19.25,false,12,24e124136b502217,air_temperature,main,Cel\r\n"


def _json_or_csv() -> Responses:
    responses = answers(schemas.Readings, 400, 404)
    responses[200]["content"]["text/csv"] = {"schema": {"type": "string"}, "example": _CSV_EXAMPLE}
    return responses


@router.get(
    "/v1/readings", summary="Readings of one series", responses=_json_or_csv(), openapi_extra=needs(Permission.READ)
)
def get_readings(
    view: CallerView,
    request: Request,
    asked: Asked,
    format: Annotated[  # noqa: A002 - the name of the parameter
        Literal["json", "csv"] | None, Query(description="Unless given, CSV if the Accept header asks for it.")
    ] = None,
) -> Response:
    """The readings of one series from `from` (included) to `to` (excluded), in time order, raw or aggregated.

    Windows are whole: an aggregate widens the range to their borders, and a window without data is absent.
    `increase` is the growth of a counter, resets understood. When `limit` cuts a JSON answer, `next` is the
    path of the rest; of a cut CSV, ask on from the last time plus one millisecond (or one window).
    """
    device, series = asked.series(view)
    span = asked.span(view.now())
    head = schemas.ReadingsHead(
        schemas.series_of(device, series),
        from_ms(span.start_ms),
        from_ms(span.end_ms),
        asked.aggregate,
        request.query_params.get("window"),
    )
    answer = Range(head, asked.samples(view, series, span), partial(asked.is_plausible, series))
    headers = {"vary": "Accept"}
    if format == "csv" or (format is None and "text/csv" in request.headers.get("accept", "")):
        name = f"{series.dev_eui}_{series.quantity.key}_{series.id}.csv"
        headers["content-disposition"] = f'attachment; filename="{name}"'
        return streamed(as_csv(answer, asked.limit), CSV_TYPE, headers)

    def rest(time_ms: int) -> str:
        # `to` is fixed, so that paging up to "now" comes to an end.
        return path_with(request, **{"from": rfc3339(time_ms), "to": rfc3339(span.end_ms)})

    return streamed(as_json(answer, asked.limit or DEFAULT_LIMIT, rest), "application/json", headers)
