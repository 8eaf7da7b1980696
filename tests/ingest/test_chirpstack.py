import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chirpstack_api import integration
from chirpstack_messages import DEV_EUI, EM300_TH, EVENTS, HEARD, RECEIVED_MS, TOPIC, changed, entry
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.chirpstack import parse
from telemetry.errors import ParseError
from telemetry.quantity import ALTITUDE, BATTERY_LEVEL, EXTERNAL_POWER, LATITUDE, LINK_MARGIN, LONGITUDE
from telemetry.record import JournalEntry
from telemetry.times import from_ms
from telemetry.uplink import NetworkInfo, Notice, Reception, Report, Uplink

HEARD_AT = datetime(2026, 11, 21, 8, 0, 0, 123457, tzinfo=UTC)
NETWORK = NetworkInfo("École Jules-Verne", "Milesight EM300-TH", "Bâtiments", "Somme Numérique", {"commune": "Amiens"})
UPLINK = Uplink(
    DEV_EUI,
    HEARD_AT,
    85,
    EM300_TH,
    7,
    "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
    (Reception("0016c001f153a14c", -57, 10.5, 49.894, 2.302), Reception("0016c001f153a14d", -110, -3.25)),
    7,
    125_000,
    867_100_000,
    confirmed=True,
    network=NETWORK,
)

PROTOBUF = {
    "up": integration.UplinkEvent,
    "join": integration.JoinEvent,
    "ack": integration.AckEvent,
    "txack": integration.TxAckEvent,
    "status": integration.StatusEvent,
    "log": integration.LogEvent,
    "location": integration.LocationEvent,
}


def in_protobuf(kind: str, event: Mapping[str, Any] | None = None, topic_eui: str = DEV_EUI) -> JournalEntry:
    message = json_format.ParseDict(event or EVENTS[kind], PROTOBUF[kind]())
    return JournalEntry(1, "chirpstack", TOPIC.format(topic_eui, kind), message.SerializeToString(), RECEIVED_MS)


def raw(body: bytes, kind: str = "up") -> JournalEntry:
    return JournalEntry(1, "chirpstack", TOPIC.format(DEV_EUI, kind), body, RECEIVED_MS)


def test_an_uplink() -> None:
    assert parse(entry()) == (UPLINK,)


@pytest.mark.parametrize("kind", EVENTS)
def test_protobuf_says_the_same_as_json(kind: str) -> None:
    assert parse(in_protobuf(kind)) == parse(entry(kind))


def test_default_values_may_be_omitted() -> None:
    bare = {"deviceInfo": {"devEui": DEV_EUI}, "time": HEARD}
    expected = Uplink(DEV_EUI, HEARD_AT, 0, b"")
    assert parse(raw(json.dumps(bare).encode())) == (expected,)
    assert parse(in_protobuf("up", bare)) == (expected,)


def test_default_values_may_be_present() -> None:
    whole = json_format.MessageToDict(
        json_format.ParseDict(EVENTS["up"], integration.UplinkEvent()), always_print_fields_with_no_presence=True
    )
    assert parse(raw(json.dumps(whole).encode())) == (UPLINK,)


def test_nulls_are_defaults() -> None:
    event = entry(txInfo=None, rxInfo=[{"gatewayId": "01", "rssi": -57, "snr": 1, "location": None}])
    (uplink,) = parse(event)
    assert isinstance(uplink, Uplink)
    assert uplink.receptions == (Reception("01", -57, 1.0),)
    assert uplink.spreading_factor is None


def test_unknown_fields_are_ignored() -> None:
    assert parse(entry(relayRxInfo={"devEui": "x"}, object={"a": [1, {}]}, novelty=[])) == (UPLINK,)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-21T08:00:00Z", datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ("2026-11-21T09:00:00.5+01:00", datetime(2026, 11, 21, 8, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-21T08:00:00.123456789Z", HEARD_AT),
    ],
)
def test_times_become_utc(written: str, instant: datetime) -> None:
    (uplink,) = parse(entry(time=written))
    assert uplink.time == instant
    assert uplink.time.utcoffset() == timedelta(0)


@pytest.mark.parametrize("missing", [..., None])
def test_an_event_without_time_was_received_when_we_received_it(missing: object) -> None:
    (uplink,) = parse(entry(time=missing))
    assert uplink.time == from_ms(RECEIVED_MS)


def test_an_eui_may_be_written_in_capitals() -> None:
    (uplink,) = parse(entry(devEui=DEV_EUI.upper()))
    assert uplink.dev_eui == DEV_EUI


def test_a_prefix_before_the_topic_is_of_no_matter() -> None:
    prefixed = entry()._replace(topic="bridge/amiens/" + entry().topic)
    assert parse(prefixed) == (UPLINK,)


@pytest.mark.parametrize(
    ("changes", "readings"),
    [
        pytest.param({}, {LINK_MARGIN: 9, EXTERNAL_POWER: 0, BATTERY_LEVEL: 75.5}, id="on battery"),
        pytest.param({"externalPowerSource": True}, {LINK_MARGIN: 9, EXTERNAL_POWER: 1}, id="on mains"),
        pytest.param({"batteryLevelUnavailable": True}, {LINK_MARGIN: 9, EXTERNAL_POWER: 0}, id="level not known"),
        pytest.param({"batteryLevel": ..., "margin": ...}, {LINK_MARGIN: 0, EXTERNAL_POWER: 0}, id="omitted"),
    ],
)
def test_a_status_is_a_report(changes: dict[str, Any], readings: dict[object, float]) -> None:
    (report,) = parse(entry("status", **changes))
    assert isinstance(report, Report)
    assert (report.kind, report.dev_eui, report.network) == ("status", DEV_EUI, NETWORK)
    assert {reading.quantity: reading.value for reading in report.readings} == readings


@pytest.mark.parametrize(
    ("altitude", "readings"),
    [(27.0, {LATITUDE: 49.894, LONGITUDE: 2.302, ALTITUDE: 27.0}), (0, {LATITUDE: 49.894, LONGITUDE: 2.302})],
)
def test_a_location_is_a_report(altitude: float, readings: dict[object, float]) -> None:
    (report,) = parse(entry("location", location={"latitude": 49.894, "longitude": 2.302, "altitude": altitude}))
    assert isinstance(report, Report)
    assert {reading.quantity: reading.value for reading in report.readings} == readings


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("join", {"dev_addr": "00189440"}),
        ("ack", {"queue_item_id": "d1c1", "acknowledged": True, "f_cnt_down": 12}),
        (
            "txack",
            {"downlink_id": 3184919, "queue_item_id": "d1c1", "f_cnt_down": 12, "gateway_id": "0016c001f153a14c"},
        ),
        (
            "log",
            {
                "level": "ERROR",
                "code": "UPLINK_CODEC",
                "description": "Exception",
                "context": {"deduplication_id": "c9dbe358"},
            },
        ),
    ],
)
def test_the_other_events_are_notices(kind: str, detail: dict[str, object]) -> None:
    assert parse(entry(kind)) == (Notice(DEV_EUI, HEARD_AT, kind, detail, NETWORK),)


def test_an_integration_event_of_an_older_server_is_a_notice() -> None:
    event = {**EVENTS["join"], "integrationName": "LoRa Cloud", "eventType": "x", "object": {}}
    (notice,) = parse(raw(json.dumps(event).encode(), "integration"))
    assert isinstance(notice, Notice)
    assert notice.detail == {"integration_name": "LoRa Cloud", "event_type": "x"}


HOSTILE_JSON: dict[str, tuple[dict[str, Any], str]] = {
    "no device": ({"deviceInfo": ...}, "deviceInfo"),
    "no EUI": ({"devEui": ...}, "not an EUI-64"),
    "short EUI": ({"devEui": "24e124"}, "not an EUI-64"),
    "EUI of another alphabet": ({"devEui": "２４e124136b502217"}, "not an EUI-64"),
    "EUI is a number": ({"devEui": 24}, "Expected `str`"),
    "base64 without padding": ({"data": "AAA"}, "base64"),
    "base64 of another alphabet": ({"data": "a-_="}, "base64"),
    "payload is a number": ({"data": 5}, "Expected"),
    "counter is a text": ({"fCnt": "7"}, "Expected `int`"),
    "counter is negative": ({"fCnt": -1}, "fCnt"),
    "counter beyond 32 bits": ({"fCnt": 2**32}, "fCnt"),
    "port beyond 8 bits": ({"fPort": 256}, "fPort"),
    "counter is a fraction": ({"fCnt": 7.5}, "Expected `int`"),
    "time without offset": ({"time": "2026-11-21T08:00:00"}, "timezone"),
    "time is no time": ({"time": "yesterday"}, "RFC3339"),
    "time beyond the calendar": ({"time": "9999-12-31T23:59:59-01:00"}, "date value out of range"),
    "NaN as a text": ({"rxInfo": [{"snr": "NaN"}]}, "Expected `float`"),
    "NaN": ({"rxInfo": [{"snr": float("nan")}]}, "invalid character"),
    "infinity": ({"rxInfo": [{"snr": float("inf")}]}, "invalid character"),
    "rssi beyond 32 bits": ({"rxInfo": [{"rssi": -(10**30)}]}, "rssi"),
    "receptions are no list": ({"rxInfo": {}}, "Expected `array`"),
    "tags are a list": ({"tags": []}, "Expected `object`"),
    "NUL in a name": ({"deviceName": "a\0b"}, "NUL"),
    "lone surrogate": ({"deviceName": "\ud800"}, "not the JSON"),
}


@pytest.mark.parametrize(("changes", "reason"), HOSTILE_JSON.values(), ids=HOSTILE_JSON)
def test_hostile_json(changes: dict[str, Any], reason: str) -> None:
    body = json.dumps(changed(EVENTS["up"], **changes)) if "deviceInfo" not in changes else json.dumps({"fCnt": 1})
    with pytest.raises(ParseError, match=reason):
        parse(raw(body.encode()))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="truncated"),
        pytest.param(entry().payload[:-1], id="truncated at the end"),
        pytest.param(b'{"deviceInfo":"\xff\xfe"}', id="invalid UTF-8"),
        pytest.param(b"[]", id="array"),
        pytest.param(b"hello", id="text"),
        pytest.param(b"{" * 100_000, id="nested without end"),
        pytest.param(b'{"object":' + b"[" * 100_000, id="nested in an ignored field"),
        pytest.param(b"{" + b" " * 1_000_000, id="a megabyte of spaces"),
        pytest.param(bytes(1_000_000), id="a megabyte of zeros"),
        pytest.param(b'{"fCnt":1e999}', id="number out of range"),
    ],
)
@pytest.mark.parametrize("kind", [*EVENTS, "integration"])
def test_hostile_bodies(kind: str, body: bytes) -> None:
    with pytest.raises(ParseError):
        parse(raw(body, kind))


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "application",
        "application/1/device/24e124136b502217/event",
        "application/1/device/24e124136b502217/event/unheard-of",
        "application/1/device/24e124136b502217/command/down",
        "eu868/gateway/0016c001f153a14c/event/up",
    ],
)
def test_another_topic_is_not_ours(topic: str) -> None:
    with pytest.raises(ParseError, match="topic"):
        parse(entry()._replace(topic=topic))


@pytest.mark.parametrize("topic_eui", ["24e124136b502218", "0" * 16, "+", ""])
def test_the_device_of_the_topic_must_be_that_of_the_body(topic_eui: str) -> None:
    for event in (entry()._replace(topic=TOPIC.format(topic_eui, "up")), in_protobuf("up", topic_eui=topic_eui)):
        with pytest.raises(ParseError, match=r"device|EUI"):
            parse(event)


def test_a_location_without_position_is_refused() -> None:
    with pytest.raises(ParseError, match="without a position"):
        parse(entry("location", location={"source": "UNKNOWN"}))


def hostile_protobuf() -> dict[str, integration.UplinkEvent]:
    def event(**fields: Any) -> integration.UplinkEvent:
        message = json_format.ParseDict(EVENTS["up"], integration.UplinkEvent())
        for name, value in fields.items():
            setattr(message, name, value)
        return message

    nan, infinite, nul, ancient = event(), event(), event(), event()
    nan.rx_info[0].snr = float("nan")
    infinite.rx_info[1].location.latitude = float("inf")
    nul.device_info.tags["a"] = "\0"
    ancient.time.seconds = -(10**12)
    return {
        "NaN": nan,
        "infinite": infinite,
        "NUL": nul,
        "time beyond the calendar": ancient,
        "port beyond 8 bits": event(f_port=256),
        "no device": integration.UplinkEvent(f_cnt=1),
    }


@pytest.mark.parametrize("message", hostile_protobuf().values(), ids=hostile_protobuf())
def test_hostile_protobuf(message: integration.UplinkEvent) -> None:
    with pytest.raises(ParseError):
        parse(raw(message.SerializeToString()))


def test_a_status_whose_level_is_no_number_is_refused_in_protobuf() -> None:
    message = json_format.ParseDict(EVENTS["status"], integration.StatusEvent())
    message.battery_level = float("nan")
    with pytest.raises(ParseError, match="Expected `float`"):
        parse(raw(message.SerializeToString(), "status"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(kind=st.sampled_from(sorted(EVENTS)), data=st.data())
def test_only_parse_errors_come_out_of_changed_json(kind: str, data: st.DataObject) -> None:
    event = EVENTS[kind]
    field = data.draw(st.sampled_from([*event, "devEui", "tags", "deviceName"]))
    value = data.draw(json_values)
    body = event | {field: value} if field in event else changed(event, **{field: value})
    tolerate(raw(json.dumps(body).encode(), kind))


@given(kind=st.sampled_from(sorted(EVENTS)), body=st.binary(max_size=400))
def test_only_parse_errors_come_out_of_garbage(kind: str, body: bytes) -> None:
    tolerate(raw(body, kind))
    tolerate(raw(b"{" + body, kind))


@given(kind=st.sampled_from(sorted(EVENTS)), data=st.data())
def test_only_parse_errors_come_out_of_damaged_protobuf(kind: str, data: st.DataObject) -> None:
    body = bytearray(in_protobuf(kind).payload)
    for _ in range(data.draw(st.integers(1, 5))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    tolerate(raw(bytes(body[: data.draw(st.integers(0, len(body)))]), kind))


def tolerate(event: JournalEntry) -> None:
    try:
        (parsed,) = parse(event)
    except ParseError:
        return
    assert parsed.time.utcoffset() == timedelta(0)
    assert parsed.dev_eui == DEV_EUI
    if isinstance(parsed, Uplink):
        assert all(heard.snr == heard.snr for heard in parsed.receptions)


def test_a_payload_is_what_was_encoded() -> None:
    every_byte = bytes(range(256))
    (uplink,) = parse(entry(data=b64encode(every_byte).decode()))
    assert isinstance(uplink, Uplink)
    assert uplink.payload == every_byte


def test_an_empty_payload_is_called_so() -> None:
    with pytest.raises(ParseError, match="an empty payload"):
        parse(raw(b"", "up"))
