"""Readings that integrators push."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool

from api.access import needs
from api.answers import Json
from api.body import read_body
from api.openapi import TEXT, answers, body_of
from api.parameters import Tenant
from api.push_schemas import Pushed, Taken
from api.view import CallerView
from telemetry.access import Permission

router = APIRouter(tags=["readings"], default_response_class=Json)

_LINES = "readings,device=24e124136b502217,channel=main co2=612,air_temperature=21.5 1795248000000000000\n"

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\w.:-]{1,100}$",
        description="A name of your own for this body, such as a UUID: sent again, it is answered and not taken again.",
    ),
]


@router.post(
    "/v1/ingest",
    summary="Push readings",
    responses=answers(Taken, 400, 404, 415),
    openapi_extra=needs(Permission.INGEST, "ingest.push")
    | body_of(Pushed, {"text/plain": {"schema": TEXT, "example": _LINES}}),
)
async def push_readings(request: Request, view: CallerView, tenant: Tenant = None, key: Key = None) -> Json:
    """Take readings of your authority's devices, as JSON or as InfluxDB line protocol (`text/plain`), gzip or not.

    All are taken or, where one is wrong, none; each mistake is named. The answer comes when they are on disk. A
    device that nobody knows is registered for your authority: for `tenant`, if you push for several.
    """
    payload = await read_body(request, view.max_push, ("application/json", "text/plain"))
    # In a thread, for it waits for the disk.
    taken = await run_in_threadpool(view.push, payload, tenant, key or "")
    return Json(Taken(*taken))
