"""The routes of links and replies, over a handler that writes down what it was asked."""

import asyncio
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from alarms.notify.acknowledging import Answer
from api.acknowledge import acknowledgements
from telemetry.errors import ConfigError

KEY = "0123456789abcdef"


class Handler:
    """Stands for `Acknowledgements`."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def show(self, token: str) -> Answer:
        self.asked.append(("show", token))
        return Answer(HTTPStatus.OK, "<p>?</p>")

    def confirm(self, token: str) -> Answer:
        self.asked.append(("confirm", token))
        return Answer(HTTPStatus.NOT_FOUND, "<p>!</p>")

    def reply(self, sender: str, text: str) -> Answer:
        self.asked.append(("reply", sender, text))
        return Answer(HTTPStatus.OK, "1 alarme acquittée")


def ask(method: str, path: str, handler: Handler | None = None, **more: Any) -> httpx.Response:
    app = FastAPI()
    app.include_router(acknowledgements(handler or Handler(), {"sms": KEY}))  # type: ignore[arg-type]

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://samara") as client:
            return await client.request(method, path, **more)

    return asyncio.run(send())


def test_get_shows_and_post_confirms() -> None:
    handler = Handler()
    assert ask("GET", "/a/tok-en_1", handler).status_code == 200
    assert ask("POST", "/a/tok-en_1", handler).status_code == 404
    assert handler.asked == [("show", "tok-en_1"), ("confirm", "tok-en_1")]


def test_the_page_can_be_neither_framed_nor_found_and_passes_no_token_on() -> None:
    answer = ask("GET", "/a/x")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-robots-tag"] == "noindex"


BEARER = {"authorization": f"Bearer {KEY}"}


@pytest.mark.parametrize(
    "more",
    [
        {"headers": BEARER, "json": {"from": "+336", "message": "ACK AAAAA"}},
        {"headers": BEARER, "data": {"From": "+336", "Body": "ACK AAAAA"}},
        {"headers": {"x-api-key": KEY}, "data": {"sender": "+336", "stripped-text": "ACK AAAAA"}},
        {"params": {"key": KEY, "senderid": "+336", "message": "ACK AAAAA"}},
    ],
)
def test_replies_as_gateways_post_them(more: dict[str, Any]) -> None:
    handler = Handler()
    answer = ask("POST", "/alarms/reply/sms", handler, **more)
    assert (answer.status_code, answer.text) == (200, "1 alarme acquittée")
    assert handler.asked == [("reply", "+336", "ACK AAAAA")]


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/alarms/reply/sms", {}, 401),
        ("/alarms/reply/sms", {"headers": {"x-api-key": KEY[:-1]}}, 401),
        ("/alarms/reply/sms", {"headers": {"x-api-key": "é".encode()}}, 401),
        ("/alarms/reply/mail", {"headers": BEARER}, 401),
        ("/alarms/reply/sms", {"headers": BEARER}, 422),
        ("/alarms/reply/sms", {"headers": BEARER, "json": ["from"]}, 422),
        ("/alarms/reply/sms", {"headers": BEARER, "json": {"from": 1, "message": None}}, 422),
        ("/alarms/reply/sms", {"headers": {**BEARER, "content-type": "application/json"}, "content": b"{"}, 422),
        ("/alarms/reply/sms", {"headers": BEARER, "content": b"\xff" * 70_000}, 422),
    ],
)
def test_what_is_no_reply_is_refused(path: str, more: dict[str, Any], status: int) -> None:
    handler = Handler()
    assert ask("POST", path, handler, **more).status_code == status
    assert handler.asked == []


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="replies"):
        acknowledgements(Handler(), {"sms": "short"})  # type: ignore[arg-type]
