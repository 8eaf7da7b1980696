"""The API over HTTP: one worker on one core, a store of ten million readings, 2,000 devices of one authority."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.api_worker import END_MS, SECRET, STEP_MS
from benchmarks.cores import SERVERS, pin
from benchmarks.results import Figure
from samara.broker import free_port

_CLIENTS = 4
_KEY = {"authorization": f"Bearer {SECRET}"}
_DAY = "/v1/readings?series=4711"
_EXPORT_ROWS = 1_000_000


class Worker:
    """The process that is measured, and clients that cost little."""

    def __init__(self, folder: str) -> None:
        self._port = free_port()
        command = [sys.executable, "-m", "benchmarks.api_worker", folder, str(self._port)]
        self._process = subprocess.Popen(command)
        pin(SERVERS)
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            with suppress(OSError), self._connection():
                return
            time.sleep(0.2)
        raise TimeoutError("the API has not started")

    def rate(self, path: str, headers: Mapping[str, str], seconds: float = 5.0) -> tuple[float, float]:
        """Requests that are answered in a second, over connections that stay open; and CPU seconds of each."""
        request = _request(path, headers)
        connections = [self._connection() for _ in range(_CLIENTS)]
        for connection in connections:
            _ask(connection, request)
        begun, cpu, asked = time.perf_counter(), self.cpu_seconds(), 0
        while time.perf_counter() - begun < seconds:
            for connection in connections:
                connection.sendall(request)
            for connection in connections:
                _answer(connection)
            asked += _CLIENTS
        took, used = time.perf_counter() - begun, self.cpu_seconds() - cpu
        for connection in connections:
            connection.close()
        return asked / took, used / asked

    def stream(self, path: str, headers: Mapping[str, str]) -> tuple[int, float, float]:
        """Lines of a streamed answer, the seconds that it took, and those of CPU."""
        begun, cpu, lines = time.perf_counter(), self.cpu_seconds(), 0
        with self._connection() as connection:
            connection.sendall(_request(path, {**headers, "connection": "close"}))
            while piece := connection.recv(1 << 18):
                lines += piece.count(b"Cel\r\n") + piece.count(b"hPa\r\n")
        return lines, time.perf_counter() - begun, self.cpu_seconds() - cpu

    def cpu_seconds(self) -> float:
        """What the process has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mb(self) -> float:
        """The most that has been resident."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)

    def _connection(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), 60)


def api() -> Iterator[Figure]:
    """What a key of the authority asks."""
    with TemporaryDirectory() as folder:
        worker = Worker(folder)
        try:
            yield from _figures(worker)
        finally:
            worker.stop()


def _figures(worker: Worker) -> Iterator[Figure]:
    start = time.gmtime((END_MS - _EXPORT_ROWS // 10_000 * STEP_MS) // 1000)
    rows, seconds, cpu = worker.stream(f"/v1/export?from={time.strftime('%Y-%m-%dT%H:%M:%SZ', start)}", _KEY)
    print(rows, file=sys.stderr)
    yield Figure("CSV export of 1,000,000 rows", _EXPORT_ROWS / seconds, "rows/s", 300_000, at_least=True)
    yield Figure("CPU per exported row", cpu / _EXPORT_ROWS * 1e6, "µs")
    yield Figure("resident memory, at most, with that export", worker.peak_mb(), "MB", 150)
    rate, used = worker.rate("/v1/latest?limit=10000", _KEY)
    yield Figure("latest of 10,000 series", rate, "requests/s", 100, at_least=True)
    yield Figure("CPU per such request", used * 1000, "ms")
    rate, used = worker.rate(_DAY, _KEY)
    yield Figure("one series, one day of 144 readings", rate, "requests/s", 1000, at_least=True)
    yield Figure("CPU per such request", used * 1000, "ms")
    with_key = min(worker.rate("/health", _KEY, 2)[1] for _ in range(3))
    without = min(worker.rate("/health", {}, 2)[1] for _ in range(3))
    yield Figure("check of a key", (with_key - without) * 1000, "ms", 0.3)


def _request(path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "host: samara", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def _ask(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    _answer(connection)


def _answer(connection: socket.socket) -> None:
    """Read one answer that tells its length."""
    head, _, body = connection.recv(1 << 18).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    left = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]) - len(body)
    while left > 0:
        left -= len(connection.recv(min(left, 1 << 18)))
