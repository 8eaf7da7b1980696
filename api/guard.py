"""The outermost layer: refuses what is too big before anything reads it, and answers for what nobody foresaw."""

import asyncio
import logging
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
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

BODY_SECONDS = 30.0
"""Within which a whole body has to come: a mebibyte at the speed of a slow ADSL line takes a third of it."""

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
            await (_refusal(scope) or self._app)(scope, _Bounded(scope, receive).receive, guarded)
        except Exception:
            if started:
                raise
            _log.exception("%s %r failed", scope["method"], scope["path"])
            await problem(500)(scope, receive, guarded)


class _Bounded:
    """Hands on a body as long as it is neither too long nor too slow, whatever its headers have said of it."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        headers = Headers(scope=scope)
        self._receive = receive
        self._awaited = "content-length" in headers or "transfer-encoding" in headers
        self._left = MAX_BODY_BYTES
        self._deadline: float | None = None

    async def receive(self) -> Message:
        if not self._awaited:
            return await self._receive()
        if self._deadline is None:
            self._deadline = asyncio.get_running_loop().time() + BODY_SECONDS
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError as error:
            raise HTTPException(408, headers={"connection": "close"}) from error
        self._left -= len(message.get("body", b""))
        self._awaited = message.get("more_body", False)
        if self._left < 0:
            raise HTTPException(413, headers={"connection": "close"})
        return message


def _refusal(scope: Scope) -> Json | None:
    if len(scope["path"]) + len(scope["query_string"]) > MAX_URL_BYTES:
        return problem(414)
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or len(length) > 12 or int(length) > MAX_BODY_BYTES:
        # Closing spares reading the body that is not wanted.
        return problem(413, headers={"connection": "close"})
    return None
