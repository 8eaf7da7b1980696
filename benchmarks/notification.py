"""From publish to notification: broker, `samara run` with rules, and a webhook that is told, under steady load."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from paho.mqtt.client import Client

from benchmarks.cores import SERVERS, pin
from benchmarks.events import dev_eui, uplink
from benchmarks.ingest import DEVICES, RATE, Bench
from benchmarks.results import Figure
from benchmarks.servers import wait_until

_SECONDS, _EVERY = 20, 50
_STORM = 10_000
_SETTLING_S = 5
_COLD = 10
_HOT = 95
"""Frames of 19 °C and of 27.5 °C, see `benchmarks.events.uplink`."""

_RULES = """
rules:
  - {id: warm, where: {quantity: air_temperature}, limit: {high: {major: 27}}}
"""
_POLICIES = """
people: {odile: {name: Odile, reach: {hook: odile}}}
policies: {all: {steps: [{tell: [odile], wait: 1 h}], repeat: 0, all_clear: false}}
"""


class Receiver:
    """A webhook that notes when each device was told of, and the order."""

    def __init__(self) -> None:
        self.told: dict[str, float] = {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                now = time.monotonic()
                message = json.loads(self.rfile.read(int(self.headers["content-length"])))
                for alarm in message["alarms"]:
                    receiver.told.setdefault(alarm["device"], now)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()


def notification() -> Iterator[Figure]:
    """One uplink in fifty is too warm for the first time; then ten thousand devices are, within a minute."""
    with TemporaryDirectory() as folder:
        receiver = Receiver()
        bench = _bench(Path(folder), receiver)
        with bench.running(), _samara(bench):
            client = bench.publisher()
            took = _steady(client, receiver)
            yield Figure(f"publish to notification, p99 at {RATE}/s", took[int(0.99 * len(took))], "ms", 200)
            yield Figure(f"publish to notification, median at {RATE}/s", took[len(took) // 2], "ms")
            begun = time.monotonic()
            missing = _storm(client, receiver)
            yield Figure(f"{_STORM:,} alarms at once, all told", time.monotonic() - begun, "s", 60)
            yield Figure("of those not told", missing, "alarms", 0)
            client.disconnect()
            client.loop_stop()
        receiver.server.shutdown()


def _steady(client: Client, receiver: Receiver) -> list[float]:
    """Milliseconds from publish to the post, sorted."""
    published: dict[str, float] = {}
    begun = time.monotonic()
    for n in range(RATE * _SECONDS):
        while n > (time.monotonic() - begun) * RATE:
            time.sleep(0.0005)
        device, round_ = n % DEVICES, n // DEVICES
        # Each device is too warm once and stays so: an alarm each, spread over the time.
        warm = n > RATE * _SETTLING_S and device % _EVERY == round_ % _EVERY
        if warm and dev_eui(device) not in published:
            published[dev_eui(device)] = time.monotonic()
        hot = dev_eui(device) in published
        client.publish(*uplink(device, round_ * 100 + (_HOT if hot else _COLD)), qos=1)
    wait_until(lambda: published.keys() <= receiver.told.keys(), 60, "notifications")
    return sorted(1000 * (receiver.told[device] - at) for device, at in published.items())


def _storm(client: Client, receiver: Receiver) -> int:
    """Every device of another ten thousand is too warm at once; how many nobody was told of within two minutes."""
    storm = range(DEVICES, DEVICES + _STORM)
    for device in storm:
        client.publish(*uplink(device, _HOT), qos=1)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and (missing := {dev_eui(n) for n in storm} - receiver.told.keys()):
        time.sleep(0.1)
    return len(missing)


def _bench(folder: Path, receiver: Receiver) -> Bench:
    bench = Bench(folder, "sqlite", DEVICES + _STORM)
    rules, policies = folder / "rules.yaml", folder / "notify.yaml"
    rules.write_text(_RULES, encoding="utf-8")
    policies.write_text(_POLICIES, encoding="utf-8")
    hook = f"webhook+http://127.0.0.1:{receiver.server.server_port}/?secret=0123456789abcdef"
    with bench.settings.open("a", encoding="utf-8") as settings:
        settings.write(
            f'[api]\nport = 0\n[console]\nenabled = false\n[alarms]\npacks = []\nrules = ["{rules}"]\n'
            f'[notify]\nmost_messages = 1000000\npolicies = "{policies}"\n[notify.channels]\nhook = "{hook}"\n'
        )
    return bench


@contextmanager
def _samara(bench: Bench) -> Iterator[subprocess.Popen[bytes]]:
    """`samara run`, connected."""
    pin(SERVERS, os.getpid())
    with subprocess.Popen([sys.executable, "-m", "samara", "--config", str(bench.settings), "run"]) as process:
        time.sleep(_SETTLING_S)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
