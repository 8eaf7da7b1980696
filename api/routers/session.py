"""Who calls, and staff's log-in for programs; people use the page `/login`."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api import schemas
from api.access import needs, require_csrf
from api.answers import Json
from api.auth.cookies import SESSION, set_cookie
from api.auth.sign_in import SignIn
from api.auth.visit import same_origin, visit_of
from api.openapi import answers
from api.services import Services
from telemetry.access import ANONYMOUS, Permission, Principal
from telemetry.accounts import csrf_token

router = APIRouter(tags=["session"], default_response_class=Json)


class Credentials(BaseModel):
    """A local account."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


@router.get(
    "/v1/session",
    summary="Who am I?",
    responses=answers(schemas.Visitor),
    openapi_extra=needs(Permission.SIGN_IN),
)
async def get_session(request: Request) -> Json:
    """Who calls, by key or by session, and what they may do with whose data."""
    visit = visit_of(request.scope)
    return Json(_told(visit.principal, visit.session))


@router.post(
    "/v1/session",
    summary="Log in",
    responses=answers(schemas.Visitor, 400),
    openapi_extra=needs(Permission.SIGN_IN),
)
async def log_in(request: Request, credentials: Credentials) -> Json:
    """Log in with a local account; the answer sets a cookie. After five failures, wait for half a minute each."""
    services: Services = request.app.state.services
    sign_in: SignIn = request.app.state.sign_in
    if not same_origin(request.headers, services.security.public_url):
        raise HTTPException(403, "another site's page may not log anybody in here")
    token = await sign_in.with_password(credentials.name, credentials.password, visit_of(request.scope).address)
    user = request.app.state.directory.user(credentials.name)
    answer = Json(_told(user.principal, token))
    set_cookie(answer, SESSION, token, services.security.session_ms // 1000, secure=services.security.secure)
    return answer


@router.delete(
    "/v1/session",
    summary="Log out",
    responses=answers(schemas.Visitor),
    openapi_extra=needs(Permission.SIGN_IN),
)
async def log_out(request: Request) -> Json:
    """End the session of the cookie; without one, nothing happens."""
    visit, sign_in = visit_of(request.scope), request.app.state.sign_in
    require_csrf(request, visit)
    if visit.session:
        await sign_in.end(visit.session, visit.principal.name, visit.address)
    answer = Json(_told(ANONYMOUS, ""))
    set_cookie(answer, SESSION, "", 0, secure=request.app.state.services.security.secure)
    return answer


def _told(principal: Principal, session: str) -> schemas.Visitor:
    permissions = {
        permission.value: None if tenants is None else sorted(tenants)
        for permission, tenants in sorted(principal.rights.items())
    }
    return schemas.Visitor(principal.name, principal.kind, permissions, csrf_token(session) if session else None)
