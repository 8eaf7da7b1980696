"""The receiver against a real Mosquitto: acknowledged means journaled, whatever stops in between."""

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from chirpstack_messages import TOPIC, frame
from paho.mqtt.client import CallbackAPIVersion, Client
from servers import Mosquitto, program, wait_until

from ingest.options import MqttOptions
from ingest.pipeline import MAX_PAYLOAD
from ingest.receiver import MqttReceiver
from ingest.sources.contract import Sources
from storage.journal import SqliteJournal
from telemetry.errors import UnavailableError
from telemetry.memory import MemoryJournal
from telemetry.metrics import Metrics
from telemetry.ports import Journal
from telemetry.record import RawMessage

Receive = Callable[..., MqttReceiver]


class FailingJournal(MemoryJournal):
    """A journal whose disk may be full; it may also die after the write and before the caller knows."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False
        self.dies_after_writing = False

    def append(self, messages: Sequence[RawMessage]) -> int:
        if self.full:
            raise UnavailableError("disk full")
        last = super().append(messages)
        if self.dies_after_writing:
            raise UnavailableError("died")
        return last


class Publisher:
    """Publishes frames at QoS 1 and waits until the broker has them."""

    def __init__(self, broker: Mosquitto, **tls: Path) -> None:
        self._client = Client(CallbackAPIVersion.VERSION2)
        if tls:
            self._client.tls_set(str(tls["ca"]))
        self._client.max_inflight_messages_set(1000)
        self._client.connect("localhost", broker.port)
        self._client.loop_start()

    def send(self, numbers: Iterator[int] | range, qos: int = 1) -> None:
        for number in numbers:
            message = frame(number)
            self.publish(message.topic, message.payload, qos)

    def publish(self, topic: str, payload: bytes, qos: int = 1, *, retain: bool = False) -> None:
        self._client.publish(topic, payload, qos, retain).wait_for_publish(20)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def publisher(own_mosquitto: Mosquitto) -> Iterator[Publisher]:
    held = Publisher(own_mosquitto)
    yield held
    held.close()


@pytest.fixture
def receive(own_mosquitto: Mosquitto) -> Iterator[Receive]:
    """Start receivers that are stopped after the test."""
    started: list[MqttReceiver] = []

    def begin(journal: Journal, **options: object) -> MqttReceiver:
        session = MqttOptions(**{"host": "localhost", "port": own_mosquitto.port, **options})  # type: ignore[arg-type]
        receiver = MqttReceiver(session, Sources.named(["chirpstack"]), journal, Metrics())
        receiver.start()
        started.append(receiver)
        wait_until(lambda: receiver.status.connected, 10, "the receiver")
        return receiver

    yield begin
    for receiver in started:
        receiver.stop()


def counters(journal: Journal) -> list[int]:
    """The frame counters that the journal holds, in order."""
    entries = journal.read(0, 100_000)
    return [int(entry.payload.split(b'"fCnt": ')[1].split(b",")[0]) for entry in entries]


def holds(journal: Journal, count: int) -> Callable[[], bool]:
    return lambda: len(set(counters(journal))) >= count


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
def test_messages_are_journaled_in_order(receive: Receive, publisher: Publisher, tmp_path: Path, protocol: str) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    receive(journal, protocol=protocol)
    publisher.send(range(300))
    wait_until(holds(journal, 300), 10, "the messages")
    assert counters(journal) == list(range(300))
    entry = journal.read(0, 1)[0]
    assert (entry.source, entry.topic, entry.retained) == ("chirpstack", frame(0).topic, False)


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
def test_what_comes_while_we_are_away_waits_for_us(receive: Receive, publisher: Publisher, protocol: str) -> None:
    journal = MemoryJournal()
    receive(journal, protocol=protocol).stop()
    publisher.send(range(200))
    receive(journal, protocol=protocol)
    wait_until(holds(journal, 200), 10, "the messages")
    assert counters(journal) == list(range(200))


def test_nothing_is_acknowledged_before_it_is_journaled(
    receive: Receive, publisher: Publisher, own_mosquitto: Mosquitto
) -> None:
    journal = FailingJournal()
    receiver = receive(journal)
    journal.full = True
    publisher.send(range(50))
    wait_until(lambda: receiver.status.last_error == "disk full", 10, "the failure")
    assert counters(journal) == []
    # Had anything been acknowledged, another client with our session would not be given it.
    receiver.stop()
    journal.full = False
    receive(journal)
    wait_until(holds(journal, 50), 10, "the messages")
    assert counters(journal) == list(range(50))


def test_a_full_disk_is_waited_for(receive: Receive, publisher: Publisher) -> None:
    journal = FailingJournal()
    receiver = receive(journal)
    journal.full = True
    publisher.send(range(1), qos=0)  # The broker would not give this one again.
    wait_until(lambda: receiver.status.last_error == "disk full", 10, "the failure")
    publisher.send(range(1, 20))
    journal.full = False
    wait_until(holds(journal, 20), 20, "the messages")
    assert sorted(counters(journal)) == list(range(20))


def test_what_was_journaled_and_not_acknowledged_comes_again(receive: Receive, publisher: Publisher) -> None:
    journal = FailingJournal()
    receive(journal)
    journal.dies_after_writing = True
    publisher.send(range(5))
    wait_until(holds(journal, 5), 10, "the messages")
    journal.dies_after_writing = False
    wait_until(lambda: len(counters(journal)) >= 10, 10, "the messages again")
    assert sorted(set(counters(journal))) == list(range(5))


def test_a_broker_that_restarts_under_load_loses_nothing(
    receive: Receive, own_mosquitto: Mosquitto, tmp_path: Path
) -> None:
    journal = SqliteJournal(tmp_path / "journal.db")
    receiver = receive(journal)
    publisher = Publisher(own_mosquitto)
    sending = threading.Thread(target=publisher.send, args=(range(2000),))
    sending.start()
    wait_until(holds(journal, 200), 10, "the first messages")
    for _ in range(2):
        own_mosquitto.stop()
        wait_until(lambda: not receiver.status.connected, 10, "the receiver's notice")
        own_mosquitto.start()
        wait_until(lambda: receiver.status.connected, 10, "the receiver's return")
    sending.join(30)
    publisher.close()
    wait_until(holds(journal, 2000), 20, "all messages")


def test_garbage_is_journaled_as_it_came(receive: Receive, publisher: Publisher) -> None:
    journal = MemoryJournal()
    receive(journal)
    topic = TOPIC.format("x", "up")
    garbage = [b"", b"\xff\x00", b"{", bytes(1_000_000)]
    for payload in garbage:
        publisher.publish(topic, payload)
    wait_until(lambda: journal.span()[1] == len(garbage), 10, "the messages")
    assert [entry.payload for entry in journal.read(0, 10)] == [b"", b"\xff\x00", b"{", bytes(MAX_PAYLOAD + 1)]


def test_retained_messages_are_known_for_it(receive: Receive, publisher: Publisher) -> None:
    message = frame(0)
    publisher.publish(message.topic, message.payload, retain=True)
    journal = MemoryJournal()
    receive(journal)
    wait_until(holds(journal, 1), 10, "the message")
    publisher.publish(message.topic, message.payload, retain=True)
    wait_until(lambda: journal.span()[1] == 2, 10, "the message")
    assert [entry.retained for entry in journal.read(0, 10)] == [True, False]
    publisher.publish(message.topic, b"", retain=True)


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
def test_a_group_divides_the_messages(receive: Receive, publisher: Publisher, protocol: str) -> None:
    first, second = MemoryJournal(), MemoryJournal()
    receive(first, client_id="first", group="samara", protocol=protocol)
    receive(second, client_id="second", group="samara", protocol=protocol)
    publisher.send(range(100))
    wait_until(lambda: len(counters(first) + counters(second)) == 100, 10, "the messages")
    assert sorted(counters(first) + counters(second)) == list(range(100))
    assert counters(first)
    assert counters(second)


def test_an_unknown_topic_in_an_old_session_is_journaled_without_source(
    receive: Receive, publisher: Publisher, own_mosquitto: Mosquitto
) -> None:
    earlier = Client(CallbackAPIVersion.VERSION2, client_id="samara", clean_session=False)
    subscribed = threading.Event()
    earlier.on_subscribe = lambda *_: subscribed.set()
    earlier.connect("localhost", own_mosquitto.port)
    earlier.loop_start()
    earlier.subscribe("old/#", 1)
    assert subscribed.wait(10)
    earlier.disconnect()
    earlier.loop_stop()
    journal = MemoryJournal()
    receive(journal)
    publisher.publish("old/topic", b"hello")
    wait_until(lambda: journal.span()[1] == 1, 10, "the message")
    assert journal.read(0, 1)[0].source == ""


def refused(broker: Mosquitto, **options: object) -> str:
    """Why a receiver does not connect."""
    session = MqttOptions(**{"host": "localhost", "port": broker.port, **options})  # type: ignore[arg-type]
    receiver = MqttReceiver(session, Sources.named(["chirpstack"]), MemoryJournal(), Metrics())
    receiver.start()
    wait_until(lambda: receiver.status.last_error != "not started", 10, "the refusal")
    status = receiver.status
    receiver.stop()
    assert not status.connected
    return status.last_error


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that wants a password."""
    passwords = tmp_path / "passwords"
    maker = [program("mosquitto_passwd", "mosquitto"), "-b", "-c", str(passwords), "samara", "secret"]
    subprocess.run(maker, check=True, capture_output=True)
    folder = tmp_path / "guarded"
    folder.mkdir()
    broker = Mosquitto(folder, f"password_file {passwords}\nallow_anonymous false\n")
    broker.start()
    yield broker
    broker.stop()


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
def test_a_password_opens_and_its_lack_is_named(guarded: Mosquitto, protocol: str) -> None:
    assert "Not authorized" in refused(guarded, protocol=protocol)
    session = MqttOptions(
        "localhost",
        guarded.port,
        protocol=protocol,
        username="samara",
        password="secret",  # type: ignore[arg-type]
    )
    receiver = MqttReceiver(session, Sources.named(["chirpstack"]), MemoryJournal(), Metrics())
    receiver.start()
    wait_until(lambda: receiver.status.connected, 10, "the receiver")
    receiver.stop()


def test_a_broker_that_is_not_there_is_named(own_mosquitto: Mosquitto) -> None:
    own_mosquitto.stop()
    assert "Connection refused" in refused(own_mosquitto)


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """A certificate authority that signs a broker's certificate for localhost."""
    openssl = program("openssl", "openssl")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], check=True, capture_output=True, cwd=tmp_path)

    key = ["-newkey", "rsa:2048", "-nodes", "-keyout"]
    run("req", "-x509", *key, "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA", "-days", "2")
    run("req", *key, "broker.key", "-out", "broker.csr", "-subj", "/CN=localhost")
    (tmp_path / "san").write_text("subjectAltName=DNS:localhost")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san", "-days", "2"]
    run("x509", "-req", "-in", "broker.csr", *signed, "-out", "broker.pem")
    return tmp_path


# paho leaves the socket of a failed handshake to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning")
def test_tls(certificates: Path) -> None:
    folder = certificates / "mosquitto"
    folder.mkdir()
    broker = Mosquitto(folder, f"certfile {certificates}/broker.pem\nkeyfile {certificates}/broker.key\n")
    broker.start()
    assert "certificate verify failed" in refused(broker, tls=True)
    journal = MemoryJournal()
    session = MqttOptions("localhost", broker.port, tls=True, ca_file=certificates / "ca.pem")
    receiver = MqttReceiver(session, Sources.named(["chirpstack"]), journal, Metrics())
    receiver.start()
    wait_until(lambda: receiver.status.connected, 10, "the receiver")
    publisher = Publisher(broker, ca=certificates / "ca.pem")
    publisher.send(range(200))
    wait_until(holds(journal, 200), 10, "the messages")
    publisher.close()
    receiver.stop()
    broker.stop()
    assert counters(journal) == list(range(200))
    assert isinstance(session.tls_context(), ssl.SSLContext)
