"""What the web may do with public data: keep it for a while, ask whether it has changed, show it on any page.

Only answers to callers without credentials are public. Answers with credentials are kept by nobody, and no other
site's scripts may read them.
"""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import need_of
from api.auth.visit import visit_of
from telemetry.access import Kind, Permission

MAX_AGE_S = 30

_CORS = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Retry-After"}
_PREFLIGHT = {
    **_CORS,
    "access-control-allow-methods": "GET",
    "access-control-allow-headers": "If-None-Match, Last-Event-ID",
    "access-control-max-age": "86400",
}


class Public:
    """ASGI middleware: CORS, ETag and Cache-Control of public data."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Network servers have no visit.
        if scope["type"] != "http" or "samara.visit" not in scope or not _is_public(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and headers.get("access-control-request-method") == "GET":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Publisher(scope, send, headers.get("if-none-match", "")).send)


def _is_public(scope: Scope) -> bool:
    return visit_of(scope).principal.kind is Kind.ANONYMOUS


class _Publisher:
    """Sends an answer on, once it is known whether it is whole, with what makes it public."""

    def __init__(self, scope: Scope, send: Send, known: str) -> None:
        self._scope = scope
        self._send = send
        self._known = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            if self._publish(start, message):
                message = {"type": "http.response.body", "body": b""}
            await self._send(start)
        await self._send(message)

    def _publish(self, start: Message, first: Message) -> bool:
        """Mark an answer as public, if it is; true when the client has it already."""
        need = need_of(self._scope.get("route"))
        if need is None or need.permission is not Permission.READ:
            return False
        headers = MutableHeaders(scope=start)
        headers.update(_CORS)
        headers.add_vary_header("Authorization, Cookie")
        if start["status"] != 200 or first.get("more_body") or self._scope["method"] == "HEAD":
            return False
        # Weak, since the same answer may go out compressed.
        tag = f'"{sha256(first.get("body", b"")).hexdigest()[:32]}"'
        headers["etag"] = f"W/{tag}"
        headers["cache-control"] = f"public, max-age={MAX_AGE_S}"
        if tag not in self._known and "*" not in self._known:
            return False
        start["status"] = 304
        for name in ("content-length", "content-type"):
            del headers[name]
        return True
