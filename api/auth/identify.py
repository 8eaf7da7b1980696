"""The middleware that knows who calls before anything is answered: keys, sessions, limits."""

import logging
from collections.abc import Mapping
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.cookies import SESSION, cookie_name
from api.auth.directory import Directory
from api.auth.limits import Buckets
from api.auth.security import Security
from api.auth.visit import KEY, Visit, client_address, same_origin
from api.problems import RETRY_SECONDS, problem
from telemetry.access import Kind, Permission
from telemetry.accounts import ApiKey
from telemetry.errors import UnavailableError

OWN_KEYS = ("/ingest/",)
"""Network servers show keys of their own, each its own way."""

BURST_S = 5
"""Seconds' worth of requests that may come at once."""


_log = logging.getLogger(__name__)


class Identify:
    """ASGI middleware: puts a `Visit` into the scope, or refuses."""

    def __init__(self, app: ASGIApp, security: Security, directory: Directory) -> None:
        self._app = app
        self._security = security
        self._directory = directory
        self._cookie = cookie_name(SESSION, security.secure)
        self._buckets = Buckets(security.clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"].startswith(OWN_KEYS):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        told: dict[str, str] = {}
        found = await self._found(scope, headers, told)
        refusal = self._stopped(scope, headers, found) if isinstance(found, Visit) else found
        if refusal is None:
            scope[KEY] = found
            await self._app(scope, receive, _telling(send, told) if told else send)
        elif scope["type"] == "websocket":
            # Closed before it is accepted, which a server answers with 403.
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, _telling(send, told))

    async def _found(self, scope: Scope, headers: Headers, told: dict[str, str]) -> Visit | Response:
        try:
            await self._directory.fresh()
        except UnavailableError as error:
            _log.warning("accounts: %s", error)
            return problem(503, headers={"retry-after": str(RETRY_SECONDS)})
        return self._visit(scope, headers, told)

    def _visit(self, scope: Scope, headers: Headers, told: dict[str, str]) -> Visit | Response:
        address = client_address(scope, self._security.trusted_proxies)
        authorization = headers.get("authorization")
        if authorization is not None:
            scheme, _, secret = authorization.partition(" ")
            key = self._directory.key(secret.strip()) if scheme.lower() == "bearer" else None
            if key is not None:
                return self._limited(key, told) or Visit(key.principal, address)
            return self._crowded(address) or _unknown_key()
        token = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        found = self._directory.session(token) if token else None
        if found is not None:
            return Visit(found[1].principal, address, token)
        everybody = self._security.everybody
        crowded = self._crowded(address) if everybody.kind is Kind.ANONYMOUS else None
        return crowded or Visit(everybody, address)

    def _limited(self, key: ApiKey, told: dict[str, str]) -> Response | None:
        """Refuse a key that asks too often; tell how much is left as draft-ietf-httpapi-ratelimit-headers does."""
        burst = max(1.0, key.per_second * BURST_S)
        allowance = self._buckets.take(key.id, key.per_second, burst)
        told["ratelimit-policy"] = f'"burst";q={int(burst)};w={BURST_S}, "day";q={key.per_day};w=86400'
        if not allowance.passes:
            told["ratelimit"] = f'"burst";r=0;t={allowance.wait_s}'
            return _too_many("this key asks too often; wait, or ask for a greater limit", allowance.wait_s)
        used = self._directory.count_use(key)
        told["ratelimit"] = f'"burst";r={allowance.remaining};t=1, "day";r={max(0, key.per_day - used)}'
        if used > key.per_day:
            rest = 86_400 - self._directory.now_ms // 1000 % 86_400
            return _too_many(f"this key has used its {key.per_day} requests of today (UTC)", rest)
        return None

    def _crowded(self, address: str) -> Response | None:
        rate = self._security.anonymous_per_second
        allowance = self._buckets.take(f"from {address}", rate, max(1.0, rate * BURST_S))
        if allowance.passes:
            return None
        return _too_many("too many requests from this address; wait, or ask for a key", allowance.wait_s)

    def _stopped(self, scope: Scope, headers: Headers, visit: Visit) -> Response | None:
        """What only staff sees, for others: a way to the log-in page."""
        path: str = scope["path"]
        if not any(path == prefix or path.startswith(f"{prefix}/") for prefix in self._security.staff_paths):
            return None
        if path in self._security.open_paths and scope["type"] == "http":
            return None
        if visit.principal.kind not in (Kind.SESSION, Kind.DEMO):
            query = scope["query_string"].decode("latin-1")
            wanted = quote(f"{path}?{query}" if query else path, safe="/")
            return RedirectResponse(f"/login?next={wanted}", 303)
        nothing = visit.principal.over(Permission.READ) == frozenset()
        writes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if nothing or (writes and not same_origin(headers, self._security.public_url)):
            return problem(403)
        return None


def _telling(send: Send, told: Mapping[str, str]) -> Send:
    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(told)
        await send(message)

    return telling


def _unknown_key() -> Response:
    detail = "this key is not known, has expired or was revoked; send Authorization: Bearer samara_…"
    return problem(401, detail, headers={"www-authenticate": 'Bearer realm="samara", error="invalid_token"'})


def _too_many(detail: str, wait_s: int) -> Response:
    return problem(429, detail, headers={"retry-after": str(wait_s)})
