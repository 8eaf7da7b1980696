"""Helpers of end-to-end tests: a field that publishes, and a Samara process that may be killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from functools import cached_property
from pathlib import Path

import httpx
from paho.mqtt.client import CallbackAPIVersion, Client
from servers import Server, free_port, wait_until

from benchmarks.events import uplink
from telemetry.times import from_ms

POINTS = 3
"""Readings of one uplink."""


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}


class Samara:
    """`samara run` on a settings file, as an operator starts it."""

    def __init__(self, folder: Path, broker: Server, extra: str = "", *, console: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = folder / "samara.toml"
        self._settings.write_text(
            f'data_dir = "{folder}/data"\n[mqtt]\nurl = "mqtt://127.0.0.1:{broker.port}"\n[api]\nport = {self.port}\n'
            f"[console]\nenabled = {str(console).lower()}\n{extra}"
        )
        self._process: subprocess.Popen[bytes] | None = None

    @cached_property
    def key(self) -> dict[str, str]:
        """The header that shows a key to everything; made by the command line, before or beside the server."""
        scopes = [word for scope in ("read", "quarantine", "observe") for word in ("--scope", scope)]
        made = self.command("key", "create", "tests", "--platform", *scopes)
        return {"authorization": f"Bearer {made.strip()}"}

    def command(self, *words: str) -> str:
        """Give a command on the same settings, and return what it prints."""
        line = [sys.executable, "-m", "samara", "--config", str(self._settings), *words]
        done = subprocess.run(line, env=_environment(), capture_output=True, text=True, check=True)
        return done.stdout

    def said(self) -> str:
        """What it has printed and logged."""
        return (self.folder / "samara.log").read_text()

    def start(self) -> None:
        """Start it and wait until it is ready: its session exists, so the broker keeps what comes from now on."""
        assert self.key
        with (self.folder / "samara.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "samara", "--config", str(self._settings), "run"],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=_environment(),
            )
        wait_until(self._ready, 90, f"samara, see {self.folder}/samara.log")

    def _ready(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError((self.folder / "samara.log").read_text()[-3000:])
        try:
            return httpx.get(f"{self.url}/ready").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator would."""
        self._end(signal.SIGTERM)

    def _end(self, with_signal: int) -> None:
        if self._process is not None:
            self._process.send_signal(with_signal)
            self._process.wait(30)
            self._process = None

    def metric(self, name: str) -> float:
        """The sum of a metric over its labels."""
        lines = httpx.get(f"{self.url}/metrics", headers=self.key).text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


class Field:
    """Publishes uplinks of some devices at a steady rate, QoS 1, and remembers how many the broker has taken.

    Frame n of a device says its instant is START plus n seconds, so that every reading is unique.
    """

    START_MS = 1_790_000_000_000

    def __init__(self, broker: Server, devices: int = 20, rate: float = 400) -> None:
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="field")
        self._client.max_queued_messages_set(0)
        self._client.max_inflight_messages_set(200)
        self._broker = broker
        self._devices = devices
        self._rate = rate
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._publish, daemon=True)
        self.sent = 0

    def start(self) -> None:
        """Begin to publish."""
        self._client.connect(self._broker.host, self._broker.port)
        self._client.loop_start()
        self._thread.start()

    def _publish(self) -> None:
        began = time.monotonic()
        while not self._stop.is_set():
            while self.sent < (time.monotonic() - began) * self._rate:
                device, frame = self.sent % self._devices, self.sent // self._devices
                self._client.publish(*uplink(device, frame, from_ms(self.START_MS + frame * 1000)), qos=1)
                self.sent += 1
            time.sleep(0.005)

    def stop(self) -> int:
        """Stop, wait until the broker has acknowledged all, and return how many there were."""
        self._stop.set()
        self._thread.join()
        wait_until(lambda: not self._client._out_messages, 30, "the broker's acknowledgements")
        self._client.disconnect()
        self._client.loop_stop()
        return self.sent
