"""`samara demo` as a newcomer starts it: history, live data, the page, a clean stop, and going on from there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from servers import free_port, wait_until


class Demo:
    """A demo process on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        command = [sys.executable, "-m", "samara", "demo", "--port", str(self.port), "--data-dir", "demo"]
        with (self._folder / "demo.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--devices", "40", "--backfill-days", "0.5", *options],
                stderr=log,
                cwd=self._folder,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            )
        wait_until(self._ready, 30, "the demo")

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/ready").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, with_signal: int = signal.SIGINT) -> int:
        assert self.process is not None
        self.process.send_signal(with_signal)
        return self.process.wait(20)

    def readings(self) -> float:
        text = httpx.get(f"{self.url}/metrics").text
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith("samara_readings_total"))

    def hours(self, quantity: str) -> int:
        """The most hours that any series of a quantity has, through the aggregates of the API."""
        items = httpx.get(f"{self.url}/v1/latest?quantity={quantity}").json()["items"]
        query = "aggregate=mean&window=1h"
        answers = [httpx.get(f"{self.url}/v1/readings?series={item['series']}&{query}").json() for item in items]
        return max((len(answer["readings"]) for answer in answers), default=0)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path)
    yield demo
    if demo.process is not None and demo.process.poll() is None:
        demo.process.kill()
        demo.process.wait()


@pytest.mark.timeout(180)
def test_history_live_data_and_a_clean_stop(demo: Demo) -> None:
    demo.start()
    wait_until(lambda: demo.readings() > 1000, 30, "history")
    assert httpx.get(f"{demo.url}/v1/latest?limit=10000").json()["total"] > 100
    wait_until(lambda: demo.hours("battery_level") >= 6, 60, "hours of history")
    with httpx.stream("GET", f"{demo.url}/v1/live", timeout=60) as live:
        lines = live.iter_lines()
        assert next(line for line in lines if line.startswith("event:")) in {"event: reading", "event: uplink"}
    assert httpx.get(demo.url, follow_redirects=True).status_code == 200
    assert demo.stop() == 0


@pytest.mark.timeout(180)
def test_a_later_start_goes_on_from_there(demo: Demo) -> None:
    demo.start()
    wait_until(lambda: demo.readings() > 1000, 30, "history")
    time.sleep(2)
    assert demo.stop(signal.SIGTERM) == 0
    began = time.monotonic()
    demo.start()
    assert time.monotonic() - began < 20
    assert demo.readings() < 500, "history was filled again"


@pytest.mark.timeout(60)
def test_it_stops_by_itself(demo: Demo) -> None:
    demo.start("--duration", "3")
    assert demo.process is not None
    assert demo.process.wait(20) == 0
