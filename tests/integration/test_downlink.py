"""`samara downlink` and `samara audit`, against Mosquitto and a gRPC server made of ChirpStack's own servicer."""

import json
import sqlite3
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any
from uuid import UUID, uuid4

import grpc
import paho.mqtt.client as paho
import pytest
from chirpstack_api import api
from paho.mqtt.enums import CallbackAPIVersion
from servers import Mosquitto, free_port
from typer.testing import CliRunner

from samara.cli import app
from storage.journal import SqliteJournal
from storage.registry import SqlRegistry
from storage.sql import Database
from telemetry.device import Device
from telemetry.errors import ConfigError, RejectedError, TelemetryError, UnavailableError
from telemetry.ports import Inventory
from telemetry.record import RawMessage

EUI = "24e124136b502217"
APPLICATION = "48f1b7a2-8c0e-4f8b-9d53-0d9d9a5f4c11"
TOKEN = "eyJ0eXAi.eyJhdWQi.c2lnbmF0dXJl"  # noqa: S105 - of this server only
ITEM = str(uuid4())


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder with one device, which has sent an uplink."""
    monkeypatch.chdir(tmp_path)
    registry = SqlRegistry(Database(f"sqlite:///{tmp_path}/data/registry.db"))
    registry.start()
    registry.merge(Inventory(devices=(Device(EUI, name="Cave"),)))
    registry.close()
    journal = SqliteJournal(tmp_path / "data" / "journal.db")
    body = {"deviceInfo": {"devEui": EUI, "deviceProfileName": "EM300-TH"}, "fPort": 85, "data": "A2c0AQ=="}
    topic = f"application/{APPLICATION}/device/{EUI}/event/up"
    journal.append([RawMessage("chirpstack", topic, json.dumps(body).encode(), 1)])
    journal.close()


def samara(*arguments: str) -> list[str]:
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, TelemetryError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


@pytest.fixture
def broker(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> Mosquitto:
    monkeypatch.setenv("SAMARA_MQTT__URL", mosquitto.url)
    return mosquitto


@pytest.fixture
def commands(broker: Mosquitto) -> Iterator["Queue[tuple[str, dict[str, Any]]]"]:
    """What ChirpStack would hear on its command topics."""
    heard: Queue[tuple[str, dict[str, Any]]] = Queue()
    subscribed: Queue[int] = Queue()
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda *event: heard.put((event[2].topic, json.loads(event[2].payload)))
    client.on_subscribe = lambda *event: subscribed.put(event[2])
    client.connect(broker.host, broker.port)
    client.subscribe("application/+/device/+/command/+", qos=1)
    client.loop_start()
    subscribed.get(timeout=10)
    yield heard
    client.disconnect()
    client.loop_stop()


def audit_log() -> list[tuple[str, dict[str, Any]]]:
    """Action and detail of each entry, the oldest first."""
    rows = [line.split("\t") for line in samara("audit", "list")]
    return [(row[4], json.loads(row[6])) for row in reversed(rows)]


def test_the_commands_of_a_device_are_listed() -> None:
    listed = samara("downlink", "cave")
    assert listed[0] == "reboot"
    assert "reporting interval=1 to 64800 s" in listed


def test_a_command_reaches_chirpstacks_topic_and_the_audit_log(commands: "Queue[tuple[str, dict[str, Any]]]") -> None:
    shown, sent = samara("downlink", EUI, "reporting", "interval=600", "--confirmed")
    assert shown == f"{EUI} reporting: port 85, ff 03 58 02"
    topic, body = commands.get(timeout=10)
    assert topic == f"application/{APPLICATION}/device/{EUI}/command/down"
    item = body.pop("id")
    assert str(UUID(item)) in sent
    assert b64decode(body.pop("data")) == bytes.fromhex("ff035802")
    assert body == {"devEui": EUI, "confirmed": True, "fPort": 85}
    request = {
        "command": "reporting",
        "parameters": {"interval": "600"},
        "f_port": 85,
        "payload": "ff035802",
        "confirmed": True,
        "via": "mqtt",
    }
    assert audit_log() == [("downlink.request", request), ("downlink.sent", {"request": 1, "queue_item": item})]


def test_another_application_may_be_named(commands: "Queue[tuple[str, dict[str, Any]]]") -> None:
    samara("downlink", EUI, "reboot", "--application", "42")
    assert commands.get(timeout=10)[0] == f"application/42/device/{EUI}/command/down"


def test_a_dry_run_sends_nothing_and_needs_no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARA_MQTT__URL", f"mqtt://127.0.0.1:{free_port()}")
    assert samara("downlink", EUI, "reboot", "--dry-run") == [f"{EUI} reboot: port 85, ff 10 ff"]
    assert samara("audit", "list") == []


def test_a_broker_that_is_away_is_told_and_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARA_MQTT__URL", f"mqtt://127.0.0.1:{free_port()}")
    with pytest.raises(UnavailableError, match="no broker at"):
        samara("downlink", EUI, "reboot")
    (_, _), (action, detail) = audit_log()
    assert action == "downlink.failed"
    assert "no broker at" in detail["reason"]


def test_a_broker_that_forbids_the_topic_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "strict"
    folder.mkdir()
    (folder / "acl").write_text("topic read #\n")
    strict = Mosquitto(folder, f"acl_file {folder}/acl\n")
    strict.start()
    try:
        monkeypatch.setenv("SAMARA_MQTT__URL", strict.url)
        monkeypatch.setenv("SAMARA_MQTT__PROTOCOL", "5")  # MQTT 3.1.1 has no way to say so.
        with pytest.raises(RejectedError, match="Not authorized"):
            samara("downlink", EUI, "reboot")
    finally:
        strict.stop()


class Server(api.DeviceServiceServicer):
    """The queue of ChirpStack."""

    def __init__(self) -> None:
        self.queue: list[Any] = []

    def Enqueue(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - ChirpStack's name
        if f"Bearer {TOKEN}" not in dict(context.invocation_metadata()).values():
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "authentication failed: InvalidToken")
        if request.queue_item.dev_eui != EUI:
            context.abort(grpc.StatusCode.NOT_FOUND, "Object does not exist")
        self.queue.append(request.queue_item)
        return api.EnqueueDeviceQueueItemResponse(id=ITEM)


@pytest.fixture
def chirpstack() -> Iterator[tuple[str, Server]]:
    held = Server()
    server = grpc.server(ThreadPoolExecutor(2))
    api.add_DeviceServiceServicer_to_server(held, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}", held
    server.stop(None).wait()


def test_a_command_goes_by_grpc(chirpstack: tuple[str, Server], monkeypatch: pytest.MonkeyPatch) -> None:
    address, server = chirpstack
    monkeypatch.setenv("SAMARA_CHIRPSTACK_TOKEN", TOKEN)
    samara("downlink", EUI, "reboot", "--via", "grpc", "--server", address)
    (item,) = server.queue
    assert (item.dev_eui, item.f_port, item.data, item.confirmed) == (EUI, 85, b"\xff\x10\xff", False)
    assert audit_log()[-1] == ("downlink.sent", {"request": 1, "queue_item": ITEM})
    assert TOKEN not in str(audit_log())


@pytest.mark.parametrize(
    ("token", "server", "error", "text"),
    [
        ("wrong", "", RejectedError, "refuses the API key"),
        ("", "", ConfigError, "SAMARA_CHIRPSTACK_TOKEN"),
        (TOKEN, "nowhere", ConfigError, "is no gRPC address"),
        (TOKEN, f"127.0.0.1:{free_port()}", UnavailableError, "does not answer"),
    ],
)
def test_a_grpc_server_that_does_not_take_it_is_told(
    chirpstack: tuple[str, Server], token: str, server: str, error: type[TelemetryError], text: str
) -> None:
    with pytest.raises(error, match=text):
        samara("downlink", EUI, "reboot", "--via", "grpc", "--server", server or chirpstack[0], "--token", token)
    assert chirpstack[1].queue == []
    assert [action for action, _ in audit_log()] == ["downlink.request", "downlink.failed"]


def test_the_audit_log_is_verified_and_its_cut_end_noticed(chirpstack: tuple[str, Server], tmp_path: Path) -> None:
    for _ in range(2):
        samara("downlink", EUI, "reboot", "--via", "grpc", "--server", chirpstack[0], "--token", TOKEN)
    (verdict,) = samara("audit", "verify")
    count, note = verdict.split(" entries, whole; note ")
    assert count == "4"
    assert samara("audit", "verify", "--note", note) == [verdict]
    with sqlite3.connect(tmp_path / "data" / "registry.db") as database:
        database.execute("DELETE FROM audit WHERE seq = 4")
    database.close()
    assert samara("audit", "verify")[0].startswith("3 entries, whole")
    with pytest.raises(RejectedError, match="no longer holds the entry"):
        samara("audit", "verify", "--note", note)
    with pytest.raises(ConfigError, match="SEQ:HASH"):
        samara("audit", "verify", "--note", "4")
