"""What of the receiver needs no broker; the rest is in `tests/integration/test_ingest.py`."""

import pytest
from paho.mqtt.client import CallbackAPIVersion, Client, MQTTMessage

from ingest.options import MqttOptions
from ingest.receiver import MqttReceiver
from ingest.sources.contract import Sources
from telemetry.memory import MemoryJournal
from telemetry.metrics import Metrics

PAHO = Client(CallbackAPIVersion.VERSION2)


@pytest.fixture
def receiver(journal: MemoryJournal, metrics: Metrics) -> MqttReceiver:
    return MqttReceiver(MqttOptions("broker"), Sources.named(["chirpstack"]), journal, metrics, max_payload=10)


def arrived(topic: bytes, payload: bytes = b"{}") -> MQTTMessage:
    message = MQTTMessage(topic=topic)
    message.payload = payload
    return message


@pytest.mark.parametrize(
    ("topic", "kept", "source"),
    [
        (b"application/1/device/2/event/up", "application/1/device/2/event/up", "chirpstack"),
        (b"application/1/device/\xff/event/up", r"application/1/device/\xff/event/up", "chirpstack"),
        (b"elsewhere", "elsewhere", ""),
    ],
)
def test_a_message_is_journaled_with_its_topic_and_source(
    receiver: MqttReceiver, journal: MemoryJournal, topic: bytes, kept: str, source: str
) -> None:
    receiver._on_message(PAHO, None, arrived(topic))
    receiver._keep()
    entry = journal.read(0, 1)[0]
    assert (entry.topic, entry.source) == (kept, source)


@pytest.mark.parametrize(("length", "kept"), [(0, 0), (10, 10), (11, 11), (1000, 11)])
def test_a_long_message_is_cut_one_byte_beyond_the_limit(
    receiver: MqttReceiver, journal: MemoryJournal, length: int, kept: int
) -> None:
    receiver._on_message(PAHO, None, arrived(b"a", bytes(length)))
    receiver._keep()
    assert len(journal.read(0, 1)[0].payload) == kept


def test_paho_still_reads_through_the_method_that_reading_ahead_overrides() -> None:
    assert "_sock_recv" in vars(Client)


def test_a_receiver_that_was_never_started_can_be_stopped(receiver: MqttReceiver) -> None:
    assert receiver.status.last_error == "not started"
    receiver.stop()
