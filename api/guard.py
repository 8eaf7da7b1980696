"""The outermost layer: refuses what is too big before anything reads it, and answers for what nobody foresaw."""

import logging
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import Json
from api.problems import MAX_BODY_BYTES, MAX_URL_BYTES, problem

_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "content-security-policy": "frame-ancestors 'self'",
    "cache-control": "no-store",
}
"""Added unless the answer has its own."""

_log = logging.getLogger(__name__)


class Guard:
    """ASGI middleware that wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await (_refusal(scope) or self._app)(scope, receive, guarded)
        except Exception:
            if started:
                raise
            _log.exception("%s %r failed", scope["method"], scope["path"])
            await problem(500)(scope, receive, guarded)


def _refusal(scope: Scope) -> Json | None:
    if len(scope["path"]) + len(scope["query_string"]) > MAX_URL_BYTES:
        return problem(414)
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or len(length) > 12 or int(length) > MAX_BODY_BYTES:
        # Closing spares reading the body that is not wanted.
        return problem(413, headers={"connection": "close"})
    return None
