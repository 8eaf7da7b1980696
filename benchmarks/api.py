"""The API over HTTP: one worker on one core, a store of ten million readings, 2,000 devices of one authority."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.api_worker import END_MS, SECRET, STEP_MS
from benchmarks.cores import SERVERS, pin
from benchmarks.results import Figure
from samara.broker import free_port
from telemetry.times import from_ms

_CLIENTS = 4
_KEY = {"authorization": f"Bearer {SECRET}"}
_EXPORT_STEPS = 100
"""Readings of each of the ten thousand series that are exported."""


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

    def rate(self, paths: Sequence[str], headers: Mapping[str, str], seconds: float = 5.0) -> tuple[float, float]:
        """Requests that are answered in a second, over connections that stay open; and CPU seconds of each."""
        requests = cycle([_request(path, headers) for path in paths])
        connections = [self._connection() for _ in range(_CLIENTS)]
        begun, cpu, asked = time.perf_counter(), self.cpu_seconds(), 0
        while time.perf_counter() - begun < seconds:
            for connection in connections:
                connection.sendall(next(requests))
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
                lines += piece.count(b"Z")  # one in each row: of its time
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
    start = from_ms(END_MS - _EXPORT_STEPS * STEP_MS).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows, seconds, cpu = worker.stream(f"/v1/export?from={start}", _KEY)
    assert rows == 1_000_000
    yield Figure("CSV export of 1,000,000 rows", rows / seconds, "rows/s", 300_000, at_least=True)
    yield Figure("CPU per exported row", cpu / rows * 1e6, "µs")
    yield Figure("resident memory, at most, with that export", worker.peak_mb(), "MB", 150)
    rate, used = worker.rate(["/v1/latest?limit=10000"], _KEY)
    yield Figure("latest of 10,000 series", rate, "requests/s", 100, at_least=True)
    yield Figure("CPU per latest of 10,000 series", used * 1000, "ms")
    _, used = worker.rate([f"/v1/latest?limit={limit}" for limit in range(9_900, 10_000)], _KEY)
    yield Figure("CPU per latest of 10,000 series that is made anew", used * 1000, "ms")
    rate, used = worker.rate(["/v1/readings?series=4711"], _KEY)
    yield Figure("one series, one day of 144 readings", rate, "requests/s", 1000, at_least=True)
    yield Figure("CPU per day of one series", used * 1000, "ms")
    # The least of several: whatever else the machine does only adds to it.
    with_key, without = (min(worker.rate(["/health"], headers, 2)[1] for _ in range(3)) for headers in (_KEY, {}))
    yield Figure("check of a key", (with_key - without) * 1000, "ms", 0.3)


def _request(path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "host: samara", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def _answer(connection: socket.socket) -> None:
    """Read one answer that tells its length."""
    head, _, body = connection.recv(1 << 18).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    left = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]) - len(body)
    while left > 0:
        left -= len(connection.recv(min(left, 1 << 18)))
