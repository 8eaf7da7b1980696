"""ChirpStack v4 messages for tests: a whole event of each kind, to be changed where a test wants it."""

import json
from base64 import b64encode
from typing import Any

from telemetry.record import JournalEntry, RawMessage

DEV_EUI = "24e124136b502217"
TOPIC = "application/17c82e96-be03-4f38-aef3-f83d48582d97/device/{}/event/{}"
RECEIVED_MS = 1_795_248_001_000
"""2026-11-21T08:00:01Z: a second after the network heard the uplink."""
HEARD = "2026-11-21T08:00:00.123456789+00:00"
HEARD_MS = 1_795_248_000_123

EM300_TH = bytes.fromhex("01755c 0367b400 04687b")
"""Battery 92 %, 18.0 °C, 61.5 %: a Milesight EM300-TH."""

DEVICE_INFO = {
    "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
    "tenantName": "Somme Numérique",
    "applicationId": "17c82e96-be03-4f38-aef3-f83d48582d97",
    "applicationName": "Bâtiments",
    "deviceProfileId": "14855bf7-d10d-4aee-b618-ebfcb64dc7ad",
    "deviceProfileName": "Milesight EM300-TH",
    "deviceName": "École Jules-Verne",
    "devEui": DEV_EUI,
    "deviceClassEnabled": "CLASS_A",
    "tags": {"commune": "Amiens"},
}
UP = {
    "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
    "time": HEARD,
    "deviceInfo": DEVICE_INFO,
    "devAddr": "00189440",
    "adr": True,
    "dr": 5,
    "fCnt": 7,
    "fPort": 85,
    "confirmed": True,
    "data": b64encode(EM300_TH).decode(),
    "rxInfo": [
        {
            "gatewayId": "0016c001f153a14c",
            "uplinkId": 4217106255,
            "gwTime": HEARD,
            "rssi": -57,
            "snr": 10.5,
            "location": {"latitude": 49.894, "longitude": 2.302},
            "context": "E3OWOQ==",
            "metadata": {"region_name": "eu868"},
            "crcStatus": "CRC_OK",
        },
        {"gatewayId": "0016c001f153a14d", "rssi": -110, "snr": -3.25},
    ],
    "txInfo": {
        "frequency": 867100000,
        "modulation": {"lora": {"bandwidth": 125000, "spreadingFactor": 7, "codeRate": "CR_4_5"}},
    },
    "regionConfigId": "eu868",
}
EVENTS: dict[str, dict[str, Any]] = {
    "up": UP,
    "join": {"deduplicationId": "c9dbe358", "time": HEARD, "deviceInfo": DEVICE_INFO, "devAddr": "00189440"},
    "ack": {
        "deduplicationId": "c9dbe358",
        "time": HEARD,
        "deviceInfo": DEVICE_INFO,
        "queueItemId": "d1c1",
        "acknowledged": True,
        "fCntDown": 12,
    },
    "txack": {
        "downlinkId": 3184919,
        "time": HEARD,
        "deviceInfo": DEVICE_INFO,
        "queueItemId": "d1c1",
        "fCntDown": 12,
        "gatewayId": "0016c001f153a14c",
        "txInfo": {"frequency": 867100000, "power": 14},
    },
    "status": {
        "deduplicationId": "c9dbe358",
        "time": HEARD,
        "deviceInfo": DEVICE_INFO,
        "margin": 9,
        "externalPowerSource": False,
        "batteryLevelUnavailable": False,
        "batteryLevel": 75.5,
    },
    "log": {
        "time": HEARD,
        "deviceInfo": DEVICE_INFO,
        "level": "ERROR",
        "code": "UPLINK_CODEC",
        "description": "Exception",
        "context": {"deduplication_id": "c9dbe358"},
    },
    "location": {
        "deduplicationId": "c9dbe358",
        "time": HEARD,
        "deviceInfo": DEVICE_INFO,
        "location": {"latitude": 49.894, "longitude": 2.302, "altitude": 27.0, "source": "GPS", "accuracy": 3.0},
    },
}


def changed(event: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with fields replaced; `…` removes one. Keys of `deviceInfo` are found there."""
    whole = {**event, "deviceInfo": dict(event["deviceInfo"])}
    for name, value in changes.items():
        place = whole["deviceInfo"] if name in DEVICE_INFO or name == "tags" else whole
        if value is ...:
            place.pop(name, None)
        else:
            place[name] = value
    return whole


def message(kind: str = "up", received_ms: int = RECEIVED_MS, *, retained: bool = False, **changes: Any) -> RawMessage:
    """One event in JSON, with fields changed, on the topic of its device."""
    event = changed(EVENTS[kind], **changes)
    topic = TOPIC.format(event["deviceInfo"].get("devEui", DEV_EUI), kind)
    return RawMessage("chirpstack", topic, json.dumps(event).encode(), received_ms, retained)


def entry(kind: str = "up", seq: int = 1, **changes: Any) -> JournalEntry:
    """The same, at a place in the journal."""
    return JournalEntry(seq, *message(kind, **changes))


def frame(number: int, **changes: Any) -> RawMessage:
    """The n-th uplink of the device, a minute after the one before."""
    minute = f"2026-11-21T{8 + number // 60:02}:{number % 60:02}:00Z"
    return message(
        fCnt=number, deduplicationId=f"id-{number}", time=minute, received_ms=RECEIVED_MS + number * 60_000, **changes
    )
