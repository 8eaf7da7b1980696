"""Each source through a real broker: its recorded messages are published, received, journaled and decoded."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import CallbackAPIVersion, Client, MQTTMessage
from servers import Server, wait_until
from source_cases import Case, cases, shown

from decoders.registry import builtin
from ingest.feed import DecodedFeed
from ingest.http import HttpKey, HttpReceiver
from ingest.options import MqttOptions
from ingest.pipeline import Outcome, Pipeline
from ingest.receiver import MqttReceiver
from ingest.sources.contract import Sources, discover
from ingest.sources.json_map import source as json_map
from ingest.sources.mapping_file import read_mappings
from ingest.sources.sparkplug_b import Payload, read
from telemetry.memory import MemoryJournal, MemoryRegistry
from telemetry.metrics import Metrics

ALL = list(cases())
OVER_MQTT = sorted(source.name for source in discover() if source.topics and source.name != "chirpstack")
KEY = "0123456789abcdef"


class Field:
    """A client that publishes, and hears what is published on some topics."""

    def __init__(self, broker: Server, *topics: str) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self._client = Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = self._on_message
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()
        for topic in topics:
            self._client.subscribe(topic)

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        self.heard.append((message.topic, message.payload))

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> None:
        self._client.publish(topic, payload, qos=qos, retain=retain).wait_for_publish(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


class Ingest:
    """A receiver, its journal, and the pipeline over it."""

    def __init__(self, sources: Sources, journal: MemoryJournal | None = None) -> None:
        self.sources = sources
        self.journal = journal or MemoryJournal()
        self._pipeline = Pipeline(sources, MemoryRegistry(), builtin())
        self._receiver: MqttReceiver | None = None

    def start(self, broker: Server, client_id: str) -> None:
        options = MqttOptions(broker.host, broker.port, client_id)
        self._receiver = MqttReceiver(options, self.sources, self.journal, Metrics())
        self._receiver.start()
        wait_until(lambda: self._receiver is not None and self._receiver.status.connected, what="the subscription")

    def stop(self) -> None:
        if self._receiver:
            self._receiver.stop()

    def outcomes(self, count: int) -> list[Outcome]:
        """What became of the journal, once it has this many entries."""
        wait_until(lambda: self.journal.span()[1] >= count, what=f"{count} messages; {self.journal.span()}")
        batch = DecodedFeed(self.journal, self._pipeline, 600_000).reader().read(0, 10_000)
        return list(batch.outcomes) if batch else []


@pytest.fixture
def started(mosquitto: Server) -> Iterator[Callable[..., Ingest]]:
    """Starts an `Ingest` on the broker."""
    running: list[Ingest] = []

    def start(client_id: str, sources: Sources, journal: MemoryJournal | None = None) -> Ingest:
        running.append(Ingest(sources, journal))
        running[-1].start(mosquitto, client_id)
        return running[-1]

    yield start
    for ingest in running:
        ingest.stop()


def facts(event: dict[str, Any]) -> str:
    """An event without its time, which is that of the reception where a message has none."""
    return json.dumps({key: value for key, value in event.items() if key != "time"}, sort_keys=True, default=str)


def check(outcomes: list[Outcome], published: list[Case]) -> None:
    expected = [facts(event) for case in published for event in case.events]
    records = [record for outcome in outcomes for record in outcome.records]
    assert sorted(facts(shown(record.event)) for record in records) == sorted(expected)
    refused = sorted(outcome.refused.topic for outcome in outcomes if outcome.refusal == "parse" and outcome.refused)
    assert refused == sorted(case.topic for case in published if case.error)
    assert not any(outcome.refusal == "bug" for outcome in outcomes)


@pytest.mark.parametrize("name", OVER_MQTT)
def test_the_recorded_messages_of_a_source(mosquitto: Server, started: Callable[..., Ingest], name: str) -> None:
    sources = Sources.named([name])
    published = [case for case in ALL if case.source == name and sources.name_for(case.topic)]
    field = Field(mosquitto)
    for case in published:
        if case.retained and case.payload:
            field.publish(case.topic, case.payload, retain=True)
    ingest = started(f"sources-{name}", sources)
    for case in published:
        if not (case.retained and case.payload):
            field.publish(case.topic, case.payload)
    outcomes = ingest.outcomes(len(published))
    for case in published:
        field.publish(case.topic, b"", retain=True)
    field.close()
    check(outcomes, published)
    retained = {case.topic for case in published if case.retained}
    for entry in ingest.journal.read(0, len(published)):
        assert entry.retained <= (entry.topic in retained)


def test_sigfox_has_webhooks_only() -> None:
    ingest = Ingest(Sources.named(["sigfox"]))
    door = HttpReceiver(ingest.sources, ingest.journal, Metrics(), {"sigfox": HttpKey(KEY)})
    published = [case for case in ALL if case.source == "sigfox"]
    for case in published:
        assert door.receive("sigfox", {"x-api-key": KEY}, "", case.payload, "192.0.2.1") == 204
    outcomes = ingest.outcomes(len(published))
    # DATA ADVANCED brings the frame of UPLINK again.
    assert sum(outcome.duplicates for outcome in outcomes) == 1
    assert {outcome.refusal for outcome in outcomes if outcome.refused} == {"parse", "unbound"}


def test_a_mapping_that_a_person_wrote(mosquitto: Server, started: Callable[..., Ingest], tmp_path: Path) -> None:
    (tmp_path / "shelter.yaml").write_text(
        "topic: shelters/{device}/state\n"
        "values: [{path: temp, quantity: air_temperature}]\n"
        "contacts: [{path: door, quantity: door_open, normally: closed}]\n"
    )
    ingest = started("sources-json-map", Sources.named(["json_map"], [json_map(read_mappings(tmp_path))]))
    field = Field(mosquitto)
    field.publish("shelters/nro-12/state", b'{"temp": 21.5, "door": 0}')
    field.close()
    (outcome,) = ingest.outcomes(1)
    assert [(point.series.quantity.key, point.value) for point in outcome.records[0].points] == [
        ("air_temperature", 21.5),
        ("door_open", 1.0),
    ]


def sparkplug(seq: int, **metric: Any) -> bytes:
    payload = Payload(timestamp=1_795_248_000_000, seq=seq)
    payload.metrics.add(**metric)
    body: bytes = payload.SerializeToString()
    return body


def test_sparkplug_outlives_a_restart_and_asks_for_a_rebirth(mosquitto: Server, started: Callable[..., Ingest]) -> None:
    sources = Sources.named(["sparkplug"])
    field = Field(mosquitto, "spBv1.0/somme/NCMD/#")
    first = started("sources-rebirth", sources)
    born = sparkplug(0, name="Level", alias=1, datatype=9, float_value=40)
    field.publish("spBv1.0/somme/NBIRTH/edge", born, qos=0)
    first.outcomes(1)
    first.stop()
    # The same aliases, by another process, from the journal alone.
    second = started("sources-rebirth", sources, first.journal)
    field.publish("spBv1.0/somme/NDATA/edge", sparkplug(1, alias=1, float_value=41), qos=0)
    last = second.outcomes(2)[-1]
    assert [point.value for point in last.records[0].points] == [41.0]
    assert field.heard == []
    field.publish("spBv1.0/somme/NDATA/edge", sparkplug(7, alias=1, float_value=42), qos=0)
    assert second.outcomes(3)[-1].refusal == "parse"
    wait_until(lambda: len(field.heard) == 1, what="the request")
    topic, request = field.heard[0]
    assert (topic, read(request).metrics[0].name) == ("spBv1.0/somme/NCMD/edge", "Node Control/Rebirth")
    field.publish("spBv1.0/somme/NBIRTH/edge", born, qos=0)
    field.publish("spBv1.0/somme/NDATA/edge", sparkplug(1, alias=1, float_value=43), qos=0)
    assert [point.value for point in second.outcomes(5)[-1].records[0].points] == [43.0]
    field.close()


def test_a_victron_gx_is_kept_talking(mosquitto: Server, started: Callable[..., Ingest]) -> None:
    field = Field(mosquitto, "R/#")
    started("sources-keep-alive", Sources.named(["victron"]))
    field.publish("N/c0ffee000001/heartbeat", b'{"value": 1}', qos=0)
    wait_until(lambda: len(field.heard) == 1, what="the keep-alive")
    assert field.heard == [("R/c0ffee000001/keepalive", b"")]
    field.close()


def test_a_picture_is_not_kept(mosquitto: Server, started: Callable[..., Ingest]) -> None:
    ingest = started("sources-picture", Sources.named(["axis"]))
    field = Field(mosquitto)
    field.publish("axis/ACCC8E000009/event/snapshot", b"\xff\xd8\xff\xe0" + bytes(5000))
    field.close()
    (outcome,) = ingest.outcomes(1)
    assert outcome.refusal == "parse"
    assert [entry.payload for entry in ingest.journal.read(0, 10)] == [b""]
