"""The HTTP route over the receiver."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import Depends, FastAPI

from api.parameters import refuse_unknown
from ingest.http import HttpKey, HttpReceiver
from ingest.sources.contract import Sources
from samara.webhooks import webhooks
from telemetry.memory import MemoryJournal
from telemetry.metrics import Metrics

KEY = "0123456789abcdef"
URL = "/ingest/sigfox"


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def send(journal: MemoryJournal) -> Callable[..., int]:
    """Sends a request to an application with the route, and gives the status."""
    receiver = HttpReceiver(Sources.named(["sigfox"]), journal, Metrics(), {"sigfox": HttpKey(KEY)}, max_payload=1000)
    app = FastAPI(dependencies=[Depends(refuse_unknown)])
    app.include_router(webhooks(receiver))

    def send(method: str, url: str, **request: Any) -> int:
        async def ask() -> int:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://samara") as client:
                return (await client.request(method, url, **request)).status_code

        return asyncio.run(ask())

    return send


def payloads(journal: MemoryJournal) -> list[bytes]:
    return [entry.payload for entry in journal.read(0, 100)]


def test_a_post_is_journaled(send: Callable[..., int], journal: MemoryJournal) -> None:
    assert send("POST", URL, content=b'{"device":"1A2B3C"}', headers={"X-Api-Key": KEY}) == 204
    assert payloads(journal) == [b'{"device":"1A2B3C"}']


def test_a_get_is_journaled(send: Callable[..., int], journal: MemoryJournal) -> None:
    assert send("GET", URL, params={"device": "1A2B3C", "key": KEY}) == 204
    assert payloads(journal) == [b'{"device": "1A2B3C"}']


@pytest.mark.parametrize("length", [1001, 100_000])
def test_a_long_body_is_refused(send: Callable[..., int], journal: MemoryJournal, length: int) -> None:
    assert send("POST", URL, content=b"x" * length, headers={"X-Api-Key": KEY}) == 413
    assert payloads(journal) == []


def test_a_stranger_is_refused(send: Callable[..., int], journal: MemoryJournal) -> None:
    assert send("POST", URL, content=b"{}") == 401
    assert send("POST", "/ingest/elsewhere", content=b"{}", headers={"X-Api-Key": KEY}) == 401
    assert payloads(journal) == []
