"""The whole way: MQTT, journal, decode, store; one ingest process on one core, servers on the other."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from paho.mqtt.client import CallbackAPIVersion, Client

from benchmarks.cores import SERVERS, pin
from benchmarks.events import dev_eui, uplink
from benchmarks.results import Figure
from benchmarks.servers import InfluxDB, Mosquitto, Server, wait_until
from samara import wiring
from telemetry import quantity as q
from telemetry.device import Device
from telemetry.ports import DeviceFilter, Inventory
from telemetry.settings_file import load_settings

BACKLOG = 60_000
DEVICES = 2_000
KNOWN = 100_000
RATE = 1_000
LATENCY_SECONDS = 15


class Bench:
    """A broker, a store, and a data folder with known devices."""

    def __init__(self, folder: Path, backend: str, devices: int = DEVICES) -> None:
        self.broker = Mosquitto(_folder(folder, "mosquitto"))
        self.influx = InfluxDB(_folder(folder, "influxdb")) if backend == "influx" else None
        self.settings = folder / "samara.toml"
        influx_url = self.influx.url if self.influx else "http://127.0.0.1:8086"
        self.settings.write_text(
            f'data_dir = "{folder}/data"\n[mqtt]\nurl = "mqtt://127.0.0.1:{self.broker.port}"\n'
            f'[store]\nbackend = "{backend}"\n[influx]\nurl = "{influx_url}"\nversion = 1\n[log]\nlevel = "error"\n',
            encoding="utf-8",
        )
        register(self.settings, devices)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the servers on their core, stop them after."""
        servers: list[Server] = [server for server in (self.broker, self.influx) if server]
        for server in servers:
            server.start()
            pin(SERVERS, server.pid)
        if self.influx:
            self.influx.query('CREATE DATABASE "samara"')
        try:
            yield
        finally:
            for server in servers:
                server.stop()

    @contextmanager
    def worker(self, count: int) -> Iterator[subprocess.Popen[str]]:
        """The ingest process, connected."""
        command = [sys.executable, "-m", "benchmarks.worker", str(self.settings), str(count)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process

    def publisher(self) -> Client:
        """A connected client that publishes at QoS 1."""
        client = Client(CallbackAPIVersion.VERSION2)
        client.max_inflight_messages_set(1000)
        client.max_queued_messages_set(0)
        client.connect("127.0.0.1", self.broker.port)
        client.loop_start()
        return client


def register(settings_file: Path, devices: int) -> None:
    """Devices and their series are known before, as they are in a network that has run for a week."""
    registry = wiring.open_registry(load_settings(settings_file))
    registry.merge(
        Inventory(
            devices=tuple(Device(dev_eui(n), decoder="milesight_em300_th", name=f"capteur {n}") for n in range(devices))
        )
    )
    if devices <= DEVICES:
        for device in registry.devices(DeviceFilter()):
            for quantity in (q.BATTERY_LEVEL, q.AIR_TEMPERATURE, q.RELATIVE_HUMIDITY):
                registry.series(device, quantity, "main")
    registry.close()


def report(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What the worker printed at its end."""
    assert process.stdout is not None
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def drain(backend: str, target: float) -> list[Figure]:
    """Drain a backlog that waited at the broker: the ceiling of one ingest process."""
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), backend)
        with bench.running():
            with bench.worker(0) as process:
                report(process)  # The session exists now, and the broker keeps what comes for it.
            client = bench.publisher()
            for n in range(BACKLOG):
                client.publish(*uplink(n % DEVICES, n // DEVICES), qos=1)
            wait_until(lambda: not client._out_messages, 120, "the backlog")  # noqa: SLF001 - paho has no other way
            client.disconnect()
            client.loop_stop()
            with bench.worker(BACKLOG) as process:
                took = report(process)
    return [
        Figure(f"uplinks drained into {backend}", BACKLOG / took["seconds"], "uplinks/s", target, at_least=True),
        Figure(f"CPU per uplink into {backend}", took["cpu_seconds"] / BACKLOG * 1e6, "µs"),
    ]


def latency() -> list[Figure]:
    """Publish to stored at a steady rate, with InfluxDB."""
    count = RATE * LATENCY_SECONDS
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), "influx")
        with bench.running(), bench.worker(count) as process:
            client = bench.publisher()
            begun = time.monotonic()
            for n in range(count):
                while n > (time.monotonic() - begun) * RATE:
                    time.sleep(0.001)
                client.publish(*uplink(n % DEVICES, n // DEVICES), qos=1)
            took = report(process)
            client.disconnect()
            client.loop_stop()
    return [
        Figure(f"publish to stored, p99 at {RATE}/s", took["p99_ms"], "ms", 250),
        Figure(f"publish to stored, median at {RATE}/s", took["p50_ms"], "ms"),
    ]


def memory() -> list[Figure]:
    """Resident memory with many known devices, after some traffic."""
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), "influx", KNOWN)
        with bench.running(), bench.worker(5_000) as process:
            client = bench.publisher()
            for n in range(5_000):
                client.publish(*uplink(n % 500, n // 500), qos=1)
            took = report(process)
            client.disconnect()
            client.loop_stop()
    return [Figure(f"resident memory with {KNOWN:,} known devices", took["rss_mb"], "MB", 300)]


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir(mode=0o777)
    return folder
