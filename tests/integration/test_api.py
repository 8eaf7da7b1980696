"""The API behind a real HTTP server: what only sockets show."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from servers import wait_until

from api.app import create_app
from api.auth.security import Security
from api.services import Services
from telemetry.access import DEMO
from telemetry.device import Device, Tenant
from telemetry.errors import UnavailableError
from telemetry.memory import MemoryLiveFeed, MemoryQuarantine, MemoryRegistry, MemoryStore
from telemetry.metrics import Metrics
from telemetry.ports import Inventory
from telemetry.quantity import AIR_TEMPERATURE
from telemetry.record import Point, Record
from telemetry.series import Sample, Series, Span
from telemetry.uplink import Uplink

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEVICE = Device("24e124136b502217", 1, "amiens-metropole")
OPEN = Security(everybody=DEMO)


class LongStore(MemoryStore):
    """A store with a very long series; it may fail in the middle, and knows when it has been released."""

    def __init__(self) -> None:
        super().__init__()
        self.fail_after = 10**9
        self.released = threading.Event()

    def samples(self, series: Series, span: Span) -> Iterator[Sample]:
        try:
            for number in range(self.fail_after):
                yield Sample(span.start_ms + number, 20.0)
            raise UnavailableError("the database went away")
        finally:
            self.released.set()


class Running:
    """The application on a real server, on loopback."""

    def __init__(self) -> None:
        registry = MemoryRegistry()
        registry.merge(Inventory(tenants=(Tenant(DEVICE.tenant, "Amiens"),), devices=(DEVICE,)))
        self.series = registry.series(DEVICE, AIR_TEMPERATURE, "main")
        self.store = LongStore()
        self.live = MemoryLiveFeed()
        services = Services(
            registry, self.store, MemoryQuarantine(), self.live, Metrics(), {}, "1.2.3", lambda: NOON, OPEN
        )
        self.app: FastAPI = create_app(services)
        self.server = uvicorn.Server(uvicorn.Config(self.app, port=0, log_level="critical"))
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})

    def publish(self) -> None:
        point = Point(self.series, 1_795_262_400_000, 21.5)
        uplink = Uplink(DEVICE.dev_eui, NOON, 85, b"\x01")
        self.live.publish([Record(7, DEVICE, uplink, point.time_ms, point.time_ms, (point,))])

    def subscriptions(self) -> int:
        return len(self.live._watchers)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.socket.close()


@pytest.fixture
def running() -> Iterator[Running]:
    running = Running()
    running.thread.start()
    wait_until(lambda: running.server.started)
    yield running
    running.stop()


def test_live_events_arrive_and_the_subscription_ends_with_the_client(running: Running) -> None:
    with httpx.stream("GET", f"{running.url}/v1/live", headers={"accept-encoding": "gzip"}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers
        lines = answer.iter_lines()
        assert next(lines) == "retry: 3000"
        running.publish()
        assert [next(lines) for _ in range(3)][1:] == ["id: 7", "event: uplink"]
        assert running.subscriptions() == 1

    wait_until(lambda: running.subscriptions() == 0)


def test_a_server_stops_at_once_when_its_streams_are_closed(running: Running) -> None:
    with httpx.stream("GET", f"{running.url}/v1/live", timeout=10) as answer:
        lines = answer.iter_lines()
        next(lines)
        started = time.monotonic()
        running.app.state.watchers.close()
        running.server.should_exit = True
        assert list(lines) == [""]
        running.thread.join(10)

    assert not running.thread.is_alive()
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_store_that_fails_in_the_middle_breaks_the_answer_off(running: Running, form: str) -> None:
    running.store.fail_after = 20_000

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{running.url}/v1/readings?series=1&limit=100000&format={form}")

    assert running.store.released.wait(5)


def test_a_client_that_leaves_a_long_answer_releases_the_store(running: Running) -> None:
    with httpx.stream("GET", f"{running.url}/v1/readings?series=1&format=csv") as answer:
        next(answer.iter_raw())
        assert not running.store.released.is_set()

    assert running.store.released.wait(5)


def test_a_huge_body_is_refused_before_it_is_sent(running: Running) -> None:
    host, port = running.socket.getsockname()
    with socket.create_connection((host, port), 5) as client:
        client.sendall(b"POST /v1/devices HTTP/1.1\r\nhost: x\r\ncontent-length: 104857600\r\n\r\n")
        answer = b""
        while piece := client.recv(4096):
            answer += piece

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


def test_many_clients_are_answered_while_others_watch(running: Running) -> None:
    async def scenario() -> list[int]:
        async with httpx.AsyncClient(base_url=running.url, limits=httpx.Limits(max_connections=None)) as client:
            watching = [client.stream("GET", "/v1/live") for _ in range(60)]
            answers: list[Any] = await asyncio.gather(*(one.__aenter__() for one in watching))
            statuses = [(await client.get("/v1/devices")).status_code for _ in range(5)]
            await asyncio.gather(*(answer.aclose() for answer in answers))
            return [answer.status_code for answer in answers] + statuses

    assert asyncio.run(scenario()) == [200] * 65
    assert sum(thread.name == "samara-live" for thread in threading.enumerate()) <= 1
