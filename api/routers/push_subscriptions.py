"""Telephones that a person wants to be told on, by Web Push."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api import schemas
from api.access import needs
from api.answers import Json
from api.auth.visit import visit_of
from api.openapi import answers
from api.services import Services
from telemetry.access import Kind, Permission
from telemetry.errors import UnavailableError
from telemetry.web_push import PushSubscription

router = APIRouter(tags=["session"], default_response_class=Json)

# The push services of Chrome, Firefox, Safari and Edge: Samara posts to no host that a caller makes up.
_ENDPOINT = (
    r"^https://(fcm\.googleapis\.com|([a-z0-9-]+\.)*"
    r"(push\.services\.mozilla\.com|push\.apple\.com|notify\.windows\.com))/[!-~]{1,900}$"
)


class PushKeys(BaseModel):
    """The keys of a browser, in base64url without padding (RFC 8291 §2): a P-256 point, and 16 bytes."""

    model_config = ConfigDict(extra="forbid")

    p256dh: Annotated[str, Field(pattern=r"^B[A-Za-z0-9_-]{86}$")]
    auth: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]


class Subscription(BaseModel):
    """What `PushManager.subscribe()` gave the page."""

    model_config = ConfigDict(extra="forbid")

    endpoint: Annotated[str, Field(pattern=_ENDPOINT)]
    keys: PushKeys


@router.post(
    "/v1/push-subscriptions",
    summary="Be told on this telephone",
    responses=answers(schemas.PushTold, 400),
    openapi_extra=needs(Permission.OPERATE, "push.subscribe"),
)
async def subscribe_push(request: Request, subscription: Subscription) -> Json:
    """Tell this browser of alarms by Web Push, when a policy names its person; for a log-in only, not for a key."""
    services: Services = request.app.state.services
    principal = visit_of(request.scope).principal
    if principal.kind is not Kind.SESSION:
        raise HTTPException(403, "log in: a telephone belongs to a person, not to a key")
    held = services.push_subscriptions
    if held is None:
        raise UnavailableError("no Web Push here: notify.channels has no webpush:// address")
    keys = subscription.keys
    wanted = PushSubscription(subscription.endpoint, keys.p256dh, keys.auth)
    await run_in_threadpool(held.put, principal.name, wanted)
    return Json(schemas.PushTold(principal.name))
