"""What each route asks of its caller, said where the route is declared; a route that says nothing is closed."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from api.auth.directory import Directory
from api.auth.visit import Visit, visit_of
from api.services import Services
from telemetry.access import Kind, Openness, Permission, Sight
from telemetry.accounts import is_csrf_token
from telemetry.audit import AuditEvent
from telemetry.times import to_ms

SECURITY_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key: `samara_…`, made by `samara key create`."},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-samara-session", "description": "A staff log-in."},
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_PERMISSION, _ACTION = "x-permission", "x-audit-action"
_OPEN = frozenset({Permission.STATUS, Permission.SIGN_IN, Permission.READ})
"""What everybody may ask for, if only to be given what is open."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a route asks of its caller, and what its use is called in the audit log, if it changes something."""

    permission: Permission
    action: str


def needs(permission: Permission, action: str = "") -> dict[str, Any]:
    """Declare what a route needs: for its `openapi_extra`.

    `action` is for routes that change something: it is written into the audit log before they are run.
    """
    security: list[dict[str, list[str]]] = [{"key": []}, {"session": []}]
    said: dict[str, Any] = {_PERMISSION: permission.value, "security": [{}] if permission in _OPEN else []}
    said["security"] += security
    return {**said, _ACTION: action} if action else said


def need_of(route: BaseRoute | None) -> Need | None:
    """What a route has declared; None when it has forgotten."""
    said = getattr(route, "openapi_extra", None) or {}
    return Need(Permission(said[_PERMISSION]), said.get(_ACTION, "")) if _PERMISSION in said else None


async def authorize(request: Request) -> None:
    """Let the caller of a declared route pass, and say how far they see; before anything else is looked at."""
    need = need_of(request.scope["route"])
    if need is None:
        raise HTTPException(403, "this route does not say whom it is for, so it is closed")
    visit = visit_of(request.scope)
    principal = visit.principal
    if not principal.may(need.permission):
        raise _refusal(visit, need.permission)
    directory: Directory = request.app.state.directory
    openness = directory.openness if need.permission is Permission.READ else Openness()
    request.state.sight = Sight(principal.over(need.permission), openness)
    if request.method not in SAFE and need.permission is not Permission.SIGN_IN:
        await _write_down(request, visit, need)


def _refusal(visit: Visit, permission: Permission) -> HTTPException:
    if visit.principal.kind is Kind.ANONYMOUS:
        detail = f"this needs the permission {permission}: log in, or send Authorization: Bearer samara_…"
        return HTTPException(401, detail, {"www-authenticate": 'Bearer realm="samara"'})
    return HTTPException(403, f"{visit.principal.name} lacks the permission {permission}; an administrator gives it")


async def _write_down(request: Request, visit: Visit, need: Need) -> None:
    """Refuse a forged write; note who does what from where before it is done."""
    require_csrf(request, visit)
    services: Services = request.app.state.services
    action = need.action or request.scope["route"].name
    detail = {"method": request.method, "permission": need.permission.value}
    event = AuditEvent(
        to_ms(services.now()), visit.principal.name, visit.address, action, request.scope["path"][:200], detail
    )
    await run_in_threadpool(services.security.audit.append, event)


def require_csrf(request: Request, visit: Visit) -> None:
    """Refuse to change anything for a session whose page does not show its token."""
    shown = request.headers.get("x-csrf-token", "")
    if visit.principal.kind is Kind.SESSION and not is_csrf_token(shown, visit.session):
        raise HTTPException(403, "send the header X-CSRF-Token with what GET /v1/session gives as csrf_token")
