"""Messages of the other networks, against what their documentation says of them."""

import json
import re
from typing import Any

import pytest

from telemetry.record import RawMessage
from telemetry.uplink import Event, Notice, Uplink

Heard = dict[str, dict[str, list[Event]]]


def said(messages: list[RawMessage], source: str, ending: str = "") -> list[tuple[str, dict[str, Any]]]:
    return [
        (message.topic, json.loads(message.payload))
        for message in messages
        if message.source == source and message.topic.endswith(ending)
    ]


def test_the_things_stack_names_a_device_in_topic_and_body(messages: list[RawMessage]) -> None:
    for topic, body in said(messages, "the_things_stack", "/up")[:500]:
        ids = body["end_device_ids"]
        assert topic == f"v3/{ids['application_ids']['application_id']}@somme-numerique/devices/{ids['device_id']}/up"
        assert re.fullmatch(r"[0-9A-F]{16}", ids["dev_eui"])
        assert ids["device_id"] == f"eui-{ids['dev_eui'].lower()}"
        assert body["received_at"].endswith("Z")


def test_the_things_stack_leaves_out_what_is_zero(messages: list[RawMessage]) -> None:
    uplinks = [body["uplink_message"] for _, body in said(messages, "the_things_stack", "/up")]
    assert all(uplink.get("f_cnt", 1) > 0 for uplink in uplinks)
    receptions = [reception for uplink in uplinks for reception in uplink["rx_metadata"]]
    assert {"channel_index" in reception for reception in receptions} == {True, False}
    assert 0 not in {reception.get("snr") for reception in receptions}
    assert all(uplink["settings"]["frequency"].isdigit() for uplink in uplinks)
    assert any("last_battery_percentage" in uplink for uplink in uplinks)


def test_live_objects_puts_all_devices_into_one_fifo_in_hexadecimal(messages: list[RawMessage]) -> None:
    for topic, body in said(messages, "live_objects")[:500]:
        lora = body["metadata"]["network"]["lora"]
        assert topic == "fifo/samara"
        assert body["streamId"] == body["metadata"]["source"] == f"urn:lo:nsid:lora:{lora['devEUI']}"
        assert re.fullmatch(r"([0-9a-f]{2})+", body["value"]["payload"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["timestamp"])
        # ESP is the part of the RSSI that is signal, and no more.
        assert lora["esp"] <= lora["rssi"]
        assert 1 <= lora["signalLevel"] <= 5


@pytest.mark.parametrize(("network", "tells"), [("the_things_stack", True), ("live_objects", False)])
def test_a_new_session_is_told_or_not(heard: Heard, network: str, tells: bool) -> None:
    for events in heard[network].values():
        restarts = sum(1 for event in events if isinstance(event, Uplink) and event.f_cnt == 0)
        joins = [event for event in events if isinstance(event, Notice)]
        assert len(joins) == (restarts if tells else 0)
        assert {join.kind for join in joins} <= {"join"}
