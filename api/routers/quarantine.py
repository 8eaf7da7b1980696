"""Messages that could not be used."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api import schemas
from api.access import needs
from api.answers import Json
from api.openapi import answers
from api.parameters import MAX_ID, OfDevice, Tenant, path_with
from api.view import CallerView
from telemetry.access import Permission
from telemetry.record import QuarantineEntry
from telemetry.times import from_ms

router = APIRouter(tags=["quarantine"], default_response_class=Json)


@router.get(
    "/v1/quarantine",
    summary="List the quarantine",
    responses=answers(schemas.QuarantinePage),
    openapi_extra=needs(Permission.QUARANTINE),
)
def list_quarantine(
    view: CallerView,
    request: Request,
    tenant: Tenant = None,
    dev_eui: OfDevice = None,
    before: Annotated[int | None, Query(ge=1, le=MAX_ID, description="Only entries before this seq.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 100,
) -> Json:
    """Messages that could not be parsed or decoded, the newest first, each with its reason."""
    # One more than asked tells whether there is a next page.
    found = view.quarantined(tenant, dev_eui, before, limit + 1)
    following = path_with(request, before=found[limit - 1].seq) if len(found) > limit else None
    items = [schemas.QuarantineEntry(*_told(entry)) for entry in found[:limit]]
    return Json(schemas.QuarantinePage(items, limit, following))


@router.get(
    "/v1/quarantine/{seq}",
    summary="Show a quarantined message",
    responses=answers(schemas.QuarantineDetail, 404),
    openapi_extra=needs(Permission.QUARANTINE),
)
def get_quarantine_entry(
    view: CallerView, seq: Annotated[int, Path(ge=1, le=MAX_ID, description="Its place in the journal.")]
) -> Json:
    """A message that could not be used, with its raw bytes in base64 and in hexadecimal."""
    entry = view.quarantine_entry(seq)
    return Json(schemas.QuarantineDetail(*_told(entry), b64encode(entry.payload).decode(), entry.payload.hex()))


def _told(entry: QuarantineEntry) -> tuple[int, str, str, datetime, str, str, str, str, int]:
    return (
        entry.seq,
        entry.source,
        entry.topic,
        from_ms(entry.received_ms),
        entry.reason,
        entry.dev_eui,
        entry.tenant,
        entry.decoder,
        len(entry.payload),
    )
