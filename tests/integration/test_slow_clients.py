"""Clients that send or read too slowly, or too much, over real sockets: bounded in time and memory."""

import gzip
import logging
import resource
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from servers import wait_until
from tenancy_world import OUR_STATION, Shared, bearer

import api.guard
from samara import punctual
from samara.server import Server
from telemetry.series import Sample

Address = tuple[str, int]
KEY = f"authorization: {bearer()['authorization']}\r\n".encode()


@pytest.fixture
def world() -> Shared:
    return Shared()


class Running:
    """The production server, on a port of its own."""

    def __init__(self, world: Shared) -> None:
        self.server = Server.of(world.app, "127.0.0.1", 0)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address: Address = self._listening.getsockname()
        self.url = f"http://127.0.0.1:{self.address[1]}"
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._listening]})
        self._thread.start()
        wait_until(lambda: self.server.started)

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._listening.close()


@pytest.fixture
def running(world: Shared, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(punctual, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(punctual, "STALL_SECONDS", 0.5)
    monkeypatch.setattr(api.guard, "BODY_SECONDS", 0.5)
    running = Running(world)
    yield running
    running.stop()


@pytest.fixture
def address(running: Running) -> Address:
    return running.address


def received(client: socket.socket) -> bytes:
    answer = b""
    try:
        while piece := client.recv(1 << 16):
            answer += piece
    except ConnectionResetError:
        pass
    return answer


def test_a_head_that_does_not_end_costs_ten_seconds_at_most(address: Address) -> None:
    begun = time.monotonic()
    clients = [socket.create_connection(address, 10) for _ in range(100)]
    for client in clients:
        client.sendall(b"GET /v1/devices HTTP/1.1\r\nx: ")
    assert httpx.get(f"http://{address[0]}:{address[1]}/health").status_code == 200
    assert [received(client) for client in clients] == [b""] * 100
    assert time.monotonic() - begun < 10
    for client in clients:
        client.close()


@pytest.mark.parametrize("first", [b"", b"G"])
def test_a_connection_that_says_nothing_is_closed(address: Address, first: bytes) -> None:
    with socket.create_connection(address, 10) as client:
        client.sendall(first)
        assert received(client) == b""


def test_a_second_request_is_awaited_no_longer(address: Address) -> None:
    with socket.create_connection(address, 10) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET /health HTTP/1.1\r\n")
        assert received(client) == b""


def test_a_head_without_end_is_refused(address: Address) -> None:
    with socket.create_connection(address, 10) as client:
        client.sendall(b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 20_000)
        assert received(client)[:12] in (b"HTTP/1.1 400", b"")


@pytest.mark.parametrize("length", [b"content-length: 1000", b"transfer-encoding: chunked"])
def test_a_body_that_does_not_come_is_a_problem(address: Address, length: bytes) -> None:
    with socket.create_connection(address, 10) as client:
        key = KEY + b"content-type: text/plain\r\n"
        client.sendall(b"POST /v1/ingest HTTP/1.1\r\nhost: x\r\n" + key + length + b"\r\n\r\n")
        answer = received(client)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("path", ["/v1/ingest", "/v1/session"])
def test_a_body_of_100_megabytes_is_refused_while_it_comes(address: Address, path: str) -> None:
    piece = bytes(1 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def pieces() -> Iterator[bytes]:
        for _ in range(100):
            yield piece

    headers = {**bearer(), "content-type": "text/plain" if path == "/v1/ingest" else "application/json"}
    try:
        answer = httpx.post(f"http://{address[0]}:{address[1]}{path}", content=pieces(), headers=headers)
    except httpx.TransportError:
        pass  # The server closed while the client was still sending.
    else:
        assert answer.status_code == 413, answer.text
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_gzip_bomb_is_refused_and_not_unpacked(address: Address) -> None:
    bomb = gzip.compress(bytes(200_000_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    headers = {**bearer(), "content-type": "text/plain", "content-encoding": "gzip"}
    answer = httpx.post(f"http://{address[0]}:{address[1]}/v1/ingest", content=bomb, headers=headers)

    assert answer.status_code == 413
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_client_that_does_not_read_loses_its_answer(
    address: Address, world: Shared, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    released = threading.Event()

    def endless(series: Any, span: Any) -> Iterator[Sample]:
        try:
            for number in range(10**9):
                yield Sample(span.start_ms + number, 20.0)
        finally:
            released.set()

    monkeypatch.setattr(world.store, "samples", endless)
    with socket.create_connection(address, 10) as client, caplog.at_level(logging.ERROR):
        query = f"dev_eui={OUR_STATION}".encode()
        client.sendall(b"GET /v1/export?" + query + b" HTTP/1.1\r\nhost: x\r\n" + KEY + b"\r\n")
        assert released.wait(10)
    assert caplog.text == ""


def test_a_watcher_that_does_not_read_ends_with_the_server(
    running: Running, world: Shared, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(punctual, "STALL_SECONDS", 60.0)
    with socket.create_connection(running.address, 10) as client, caplog.at_level(logging.ERROR):
        client.sendall(b"GET /v1/live HTTP/1.1\r\nhost: x\r\n" + KEY + b"\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
        records = [world.record(OUR_STATION, {}, seq=number) for number in range(1000)]

        def stalled() -> bool:
            world.live.publish(records)
            return any(connection.stalled for connection in running.server.server_state.connections)

        wait_until(stalled)
        begun = time.monotonic()
        running.stop()

    assert time.monotonic() - begun < 2
    assert caplog.text == ""


def test_a_body_that_comes_with_its_head_is_no_part_of_it(address: Address) -> None:
    with socket.create_connection(address, 10) as client:
        head = b"POST /v1/ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 200000\r\ncontent-type: text/plain\r\n" + KEY
        client.sendall(head + b"connection: close\r\n\r\n" + b"#" * 200_000)
        assert received(client).startswith(b"HTTP/1.1 422 ")
