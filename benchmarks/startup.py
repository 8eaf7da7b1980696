"""From the command to live data, with the back-fill of a first start under way."""

import subprocess
import sys
import time
from tempfile import TemporaryDirectory

import httpx

from benchmarks.results import Figure
from samara.broker import free_port


def startup() -> list[Figure]:
    """Start the demo on an empty folder; the first live uplink ends the measurement."""
    port = free_port()
    with TemporaryDirectory() as folder:
        begun = time.monotonic()
        command = [sys.executable, "-m", "samara", "demo", "--port", str(port), "--data-dir", folder]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                _first_event(f"http://127.0.0.1:{port}/v1/live", begun)
                seconds = time.monotonic() - begun
            finally:
                process.terminate()
    return [Figure("from `samara demo`, first start, to live data", seconds, "s", 15)]


def _first_event(url: str, begun: float) -> None:
    while time.monotonic() - begun < 60:
        try:
            with httpx.stream("GET", url, timeout=30) as response:
                for line in response.iter_lines():
                    if line == "event: reading":
                        return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(url)
