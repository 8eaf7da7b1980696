"""Simulate, record and replay against a real broker."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from threading import Event, Thread

import pytest
import typer
from pydantic import SecretStr
from servers import Mosquitto, free_port, wait_until
from typer.testing import CliRunner

from samara.commands import simulate
from simulators.fleet import Fleet
from simulators.mqtt import Publisher, Recorder
from telemetry.errors import ConfigError, RejectedError, UnavailableError
from telemetry.record import RawMessage
from telemetry.recording import read_recording, write_recording
from telemetry.settings import MqttSettings
from telemetry.times import parse_instant, utc_now

START = parse_instant("2026-11-16T08:00:00Z")


@pytest.fixture(scope="module")
def messages() -> list[RawMessage]:
    return list(islice(Fleet().events(START), 300))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[typer.Typer]:
    """The three commands, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMARA_DATA_DIR", str(tmp_path / "data"))
    application = typer.Typer()
    for command in (simulate.simulate, simulate.record, simulate.replay):
        application.command()(command)
    return application


class Listener:
    """Records in a thread what passes on a topic filter."""

    def __init__(self, url: str, topic: str) -> None:
        self._heard: list[RawMessage] = []
        self._recorder = Recorder(MqttSettings(url=url), topic)
        self._recorder.start()
        self._stop = Event()
        self._thread = Thread(target=lambda: self._heard.extend(self._recorder.messages(self._stop)))
        self._thread.start()

    def hear(self, count: int) -> list[RawMessage]:
        """Wait for this many messages, then stop."""
        try:
            wait_until(lambda: len(self._heard) >= count, what=f"{count} messages, {len(self._heard)} heard:")
        finally:
            self._stop.set()
            self._thread.join()
            self._recorder.stop()
        return self._heard


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
def test_what_is_published_is_heard_in_order(mosquitto: Mosquitto, messages: list[RawMessage], protocol: str) -> None:
    listener = Listener(mosquitto.url, f"order-{protocol}/#")
    publisher = Publisher(MqttSettings(url=mosquitto.url, protocol=protocol), in_flight=20)  # type: ignore[arg-type]
    publisher.start()
    for message in messages:
        publisher.publish(f"order-{protocol}/{message.topic}", message.payload)
    publisher.flush()
    heard = listener.hear(len(messages))
    publisher.stop()
    assert [message.payload for message in heard] == [message.payload for message in messages]


def test_a_restart_of_the_broker_loses_nothing(own_mosquitto: Mosquitto, messages: list[RawMessage]) -> None:
    publisher = Publisher(MqttSettings(url=own_mosquitto.url), in_flight=50)
    publisher.start()

    def send() -> None:
        for number, message in enumerate(messages):
            publisher.publish(f"kept/{number}", message.payload, retained=True)
            time.sleep(0.002)

    sending = Thread(target=send)
    sending.start()
    time.sleep(0.2)
    own_mosquitto.stop()
    time.sleep(0.1)
    own_mosquitto.start()
    sending.join(30)
    publisher.flush(30)
    publisher.stop()
    kept = Listener(own_mosquitto.url, "kept/#").hear(len(messages))
    assert {(m.topic, m.payload) for m in kept} == {(f"kept/{n}", m.payload) for n, m in enumerate(messages)}
    assert all(message.retained for message in kept)


def test_the_window_of_unacknowledged_messages_is_bounded(own_mosquitto: Mosquitto) -> None:
    publisher = Publisher(MqttSettings(url=own_mosquitto.url), in_flight=5)
    publisher.start()
    own_mosquitto.stop()
    sent: list[int] = []

    def send() -> None:
        for number in range(50):
            try:
                publisher.publish("t", b"x")
            except UnavailableError:
                break
            sent.append(number)

    thread = Thread(target=send)
    thread.start()
    time.sleep(0.3)
    with pytest.raises(UnavailableError, match="without acknowledgement"):
        publisher.flush(timeout=0.1)
    publisher.stop()
    thread.join(5)
    assert sent == [0, 1, 2, 3, 4]


def test_ctrl_c_ends_a_simulation_whose_broker_is_away(own_mosquitto: Mosquitto) -> None:
    program = "import typer; from samara.commands.simulate import simulate; typer.run(simulate)"
    options = ["--start", "2026-11-16T08:00:00Z", "--speed", "0"]
    command = [sys.executable, "-c", program, "--broker", own_mosquitto.url, *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as simulation:
        listener = Listener(own_mosquitto.url, "#")
        listener.hear(50)
        own_mosquitto.stop()
        time.sleep(0.5)
        simulation.send_signal(signal.SIGINT)
        assert "acknowledges no more" in simulation.communicate(timeout=20)[1]


def test_nobody_there_is_said_with_the_remedy() -> None:
    with pytest.raises(UnavailableError, match=r"see mqtt\.url"):
        Publisher(MqttSettings(url=f"mqtt://127.0.0.1:{free_port()}")).start()


def test_a_refused_account_and_a_bad_filter_are_said(tmp_path: Path, mosquitto: Mosquitto) -> None:
    (tmp_path / "passwords").write_text("")
    closed = Mosquitto(tmp_path, f"password_file {tmp_path}/passwords\n")
    configuration = tmp_path / "mosquitto.conf"
    configuration.write_text(configuration.read_text().replace("allow_anonymous true", "allow_anonymous false"))
    closed.start()
    try:
        with pytest.raises(RejectedError, match="refuses the connection"):
            Publisher(MqttSettings(url=closed.url, username="nobody", password=SecretStr("wrong"))).start()
    finally:
        closed.stop()
    with pytest.raises(RejectedError, match="topic filter"):
        Recorder(MqttSettings(url=mosquitto.url), "a/#/b").start()
    with pytest.raises(ConfigError, match=r"mqtt\.ca_file"):
        Publisher(MqttSettings(url="mqtts://127.0.0.1:8883", ca_file=tmp_path / "absent.pem"))


def test_simulate_command_publishes_the_asked_span(mosquitto: Mosquitto, app: typer.Typer) -> None:
    listener = Listener(mosquitto.url, "application/+/device/+/event/up")
    arguments = ["simulate", "--broker", mosquitto.url, "--start", "2026-11-16T08:00:00Z", "--duration", "20m"]
    result = CliRunner().invoke(app, [*arguments, "--speed", "0", "--devices", "60", "--seed", "7", "--register"])
    assert result.exit_code == 0, result.output
    assert "messages published" in result.output
    assert (Path("data") / "registry.db").exists()
    end = parse_instant("2026-11-16T08:20:00Z")
    expected = [m.payload for m in Fleet(7, 60).events(START, end) if m.topic.endswith("/event/up")]
    assert [message.payload for message in listener.hear(len(expected))] == expected


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--speed", "60"], "needs --duration"),
        (["--duration", "1w"], "write 90s"),
        (["--broker", "http://127.0.0.1"], "not a broker"),
        (["--broker", "mqtt://"], "not a broker"),
        (["--start", "2001-01-01T00:00:00Z", "--duration", "1h"], "choose from 2026"),
        (["--devices", "0"], "give 1 to"),
    ],
)
def test_simulate_command_refuses_what_makes_no_sense(
    mosquitto: Mosquitto, app: typer.Typer, arguments: list[str], complaint: str
) -> None:
    result = CliRunner().invoke(app, ["simulate", "--broker", mosquitto.url, *arguments])
    assert isinstance(result.exception, ConfigError)
    assert complaint in str(result.exception)


def test_an_interrupted_recording_is_whole_and_can_be_replayed(
    mosquitto: Mosquitto, app: typer.Typer, messages: list[RawMessage], tmp_path: Path
) -> None:
    field, again = tmp_path / "field.gz", tmp_path / "again.gz"
    prefixed = [message._replace(topic=f"replayed/{message.topic}") for message in messages]
    write_recording(field, prefixed)
    program = "import typer; from samara.commands.simulate import record; typer.run(record)"
    command = [sys.executable, "-c", program, str(again), "--broker", mosquitto.url, "--topic", "replayed/#"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as recording:
        assert recording.stderr
        assert "Ctrl-C" in recording.stderr.readline()
        result = CliRunner().invoke(app, ["replay", str(field), "--broker", mosquitto.url, "--speed", "0"])
        assert result.exit_code == 0, result.output
        time.sleep(1)
        recording.send_signal(signal.SIGINT)
        assert f"{len(messages)} messages recorded" in recording.communicate(timeout=20)[0]
    assert [(m.topic, m.payload) for m in read_recording(again)] == [(m.topic, m.payload) for m in prefixed]


def test_replay_command_shifts_to_now(mosquitto: Mosquitto, app: typer.Typer, messages: list[RawMessage]) -> None:
    events = [message for message in messages if message.source == "chirpstack"][:20]
    write_recording(Path("some.gz"), [message._replace(topic=f"shifted/{message.topic}") for message in events])
    listener = Listener(mosquitto.url, "shifted/#")
    arguments = ["replay", "some.gz", "--broker", mosquitto.url, "--speed", "0", "--shift-to-now"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    (first, *_) = listener.hear(20)
    time_of_event = datetime.fromisoformat(json.loads(first.payload)["time"])
    assert timedelta(0) <= utc_now() - time_of_event < timedelta(minutes=1)
