"""`/a/{token}`: acknowledging by the link of a message; `/alarms/reply/{channel}`: by an answer to it. No account."""

import json
from collections.abc import Mapping
from hmac import compare_digest
from http import HTTPStatus
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from alarms.notify.acknowledging import Acknowledgements
from telemetry.errors import ConfigError

_LARGEST = 64 * 1024
_SHORTEST_KEY = 16
_SENDER = ("from", "From", "sender", "originator", "senderid", "msisdn")
_TEXT = ("message", "text", "Body", "body", "content", "stripped-text", "body-plain")
"""Fields by which gateways of short messages and of mail name the sender and the text."""

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "x-frame-options": "DENY",
    # The token must not travel on, nor be found by a search engine.
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


def acknowledgements(handler: Acknowledgements, keys: Mapping[str, str]) -> APIRouter:
    """The router; `keys` are what gateways show when they pass on a reply, by channel: without one it is closed."""
    short = sorted(channel for channel, key in keys.items() if len(key) < _SHORTEST_KEY)
    if short:
        raise ConfigError(f"notify.replies: keys of {', '.join(short)} need {_SHORTEST_KEY} characters or more")

    async def page(request: Request) -> Response:
        act = handler.confirm if request.method == "POST" else handler.show
        answer = await run_in_threadpool(act, request.path_params["token"])
        return HTMLResponse(answer.text, answer.status.value, _HEADERS)

    async def reply(request: Request) -> Response:
        key = keys.get(request.path_params["channel"])
        if key is None or not compare_digest(_shown(request).encode(), key.encode()):
            return PlainTextResponse("", HTTPStatus.UNAUTHORIZED.value)
        fields = _fields(request, await _body(request))
        sender, text = _first(fields, _SENDER), _first(fields, _TEXT)
        if not sender or not text:
            return PlainTextResponse("sender or text is missing", HTTPStatus.UNPROCESSABLE_ENTITY.value)
        answer = await run_in_threadpool(handler.reply, sender, text)
        return PlainTextResponse(answer.text, answer.status.value)

    router = APIRouter()
    router.add_route("/a/{token}", page, methods=["GET", "POST"], include_in_schema=False)
    router.add_route("/alarms/reply/{channel}", reply, methods=["GET", "POST"], include_in_schema=False)
    return router


def _shown(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return request.headers.get("x-api-key") or request.query_params.get("key", "")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return b""
    return bytes(body)


def _fields(request: Request, body: bytes) -> dict[str, str]:
    """The fields of a JSON object, of a form, or of the query."""
    if "json" in request.headers.get("content-type", ""):
        try:
            read = json.loads(body)
        except (ValueError, RecursionError):
            return {}
        return {name: value for name, value in read.items() if isinstance(value, str)} if isinstance(read, dict) else {}
    return dict(parse_qsl(body.decode("utf-8", "replace"))) or dict(request.query_params)


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")
