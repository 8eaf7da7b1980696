"""Events against ChirpStack's own protobuf definitions."""

import json
from typing import Any

import pytest
from chirpstack_api.integration import integration_pb2
from google.protobuf import json_format

from simulators.network_server import as_protobuf, identifier
from telemetry.record import RawMessage

KINDS = {
    "up": integration_pb2.UplinkEvent,
    "join": integration_pb2.JoinEvent,
    "status": integration_pb2.StatusEvent,
}


def of_kind(messages: list[RawMessage], kind: str) -> list[RawMessage]:
    return [message for message in messages if message.topic.endswith(f"/event/{kind}")]


def of_chirpstack(messages: list[RawMessage]) -> list[RawMessage]:
    return [message for message in messages if message.source == "chirpstack"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_parses_as_chirpstacks(messages: list[RawMessage], kind: str) -> None:
    # Every fortieth uplink: parsing is slow, and the layout is the same for all.
    some = of_kind(messages, kind)[:: 40 if kind == "up" else 1]
    assert len(some) > 3
    for message in some:
        event = json_format.Parse(message.payload, KINDS[kind]())
        dev_eui = message.topic.split("/")[3]
        assert event.device_info.dev_eui == dev_eui
        assert message.topic == f"application/{event.device_info.application_id}/device/{dev_eui}/event/{kind}"
        assert 0 <= message.received_ms - event.time.ToMilliseconds() < 500


def test_an_uplink_has_the_fields_of_chirpstack_defaults_included(messages: list[RawMessage]) -> None:
    event = json.loads(of_kind(messages, "up")[0].payload)
    assert list(event) == [
        "deduplicationId", "time", "deviceInfo", "devAddr", "adr", "dr", "fCnt", "fPort", "confirmed", "data", "rxInfo",
        "txInfo", "regionConfigId",
    ]  # fmt: skip
    assert event["confirmed"] is False
    assert event["dr"] == 12 - event["txInfo"]["modulation"]["lora"]["spreadingFactor"]
    assert set(event["rxInfo"][0]) == {
        "gatewayId", "uplinkId", "gwTime", "nsTime", "timeSinceGpsEpoch", "rssi", "snr", "channel", "rfChain", "board",
        "antenna", "location", "context", "metadata", "crcStatus",
    }  # fmt: skip


def test_deduplication_ids_are_uuids_used_once(messages: list[RawMessage]) -> None:
    ids = [json.loads(message.payload)["deduplicationId"] for message in of_chirpstack(messages)]
    assert len(set(ids)) == len(ids)
    assert all(len(one) == 36 and one[14] == "4" and one[19] in "89ab" for one in ids)


def test_protobuf_says_the_same(messages: list[RawMessage]) -> None:
    for message in of_chirpstack(messages)[:200]:
        kind = KINDS[message.topic.rsplit("/", 1)[1]]
        binary = as_protobuf(message)
        assert binary.topic == message.topic
        assert kind.FromString(binary.payload) == json_format.Parse(message.payload, kind())


def test_messages_of_other_sources_have_no_protobuf(messages: list[RawMessage]) -> None:
    others = [message for message in messages[:2000] if message.source != "chirpstack"]
    assert len({message.source for message in others}) > 2
    assert [as_protobuf(message) for message in others] == others


def test_identifiers_stay() -> None:
    assert identifier("tenant", "a") == identifier("tenant", "a") != identifier("tenant", "b")


def event_times(event: dict[str, Any]) -> set[str]:
    return {event["time"], *(one["gwTime"] for one in event["rxInfo"])}


def test_times_have_nanoseconds_and_agree(messages: list[RawMessage]) -> None:
    for message in of_kind(messages, "up")[:100]:
        (time,) = event_times(json.loads(message.payload))
        assert len(time) == len("2026-11-21T08:00:00.123456789+00:00")
