"""The Things Stack v3, over MQTT and by webhook: the JSON is the same, and one member of it says what happened.

`v3/{application}@{tenant}/devices/{device_id}/{up|join|down/…|location/solved|service/data}`. Empty, zero and
false members are omitted, EUIs are in capitals, frequencies are texts, and the broker speaks QoS 0 only:
what is published while nobody listens is gone, which a webhook of its own can make up for.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from ingest.sources.body import Byte, Decibels, Degrees, Number, Uint32, decode, instant
from ingest.sources.contract import Source
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.quantity import ALTITUDE, LATITUDE, LONGITUDE, POSITION_ACCURACY
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.uplink import Event, NetworkInfo, Notice, Reception, Report, Uplink


class _Application(Struct, gc=False):
    application_id: str = ""


class _Ids(Struct, gc=False):
    dev_eui: str
    device_id: str = ""
    application_ids: _Application | None = None


class _Place(Struct, gc=False):
    latitude: Degrees = 0.0
    longitude: Degrees = 0.0
    altitude: Number = 0.0
    accuracy: Number = 0.0


class _GatewayIds(Struct, gc=False):
    gateway_id: str = ""
    eui: str = ""


class _RxMetadata(Struct, gc=False):
    gateway_ids: _GatewayIds | None = None
    rssi: Decibels | None = None
    snr: Decibels | None = None
    location: _Place | None = None


class _Lora(Struct, gc=False):
    bandwidth: Uint32 = 0
    spreading_factor: Byte = 0


class _DataRate(Struct, gc=False):
    lora: _Lora | None = None


class _Settings(Struct, gc=False):
    data_rate: _DataRate | None = None
    frequency: Uint32 = 0


class _Version(Struct, gc=False):
    brand_id: str = ""
    model_id: str = ""


class _NetworkIds(Struct, gc=False):
    tenant_id: str = ""


class _UplinkMessage(Struct, gc=False):
    f_port: Byte = 0
    f_cnt: Uint32 = 0
    frm_payload: bytes = b""
    rx_metadata: list[_RxMetadata] = []
    settings: _Settings | None = None
    received_at: str = ""
    confirmed: bool = False
    version_ids: _Version | None = None
    network_ids: _NetworkIds | None = None
    attributes: dict[str, str] = {}


class _Solved(Struct, gc=False):
    location: _Place


_Detail = dict[str, Any]


class _Message(Struct, kw_only=True, gc=False):
    end_device_ids: _Ids
    received_at: str = ""
    simulated: bool = False
    uplink_message: _UplinkMessage | None = None
    location_solved: _Solved | None = None
    join_accept: _Detail | None = None
    downlink_queued: _Detail | None = None
    downlink_sent: _Detail | None = None
    downlink_ack: _Detail | None = None
    downlink_nack: _Detail | None = None
    downlink_failed: _Detail | None = None
    downlink_queue_invalidated: _Detail | None = None
    service_data: _Detail | None = None


_DECODER = msgspec.json.Decoder(_Message, strict=False)
_NOTICES: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "join_accept": ("join", {}),
    "downlink_queued": ("downlink_queued", {}),
    "downlink_sent": ("txack", {}),
    "downlink_ack": ("ack", {"acknowledged": True}),
    "downlink_nack": ("ack", {"acknowledged": False}),
    "downlink_failed": ("downlink_failed", {}),
    "downlink_queue_invalidated": ("downlink_failed", {}),
    "service_data": ("service_data", {}),
}
_KEPT = frozenset({"f_port", "f_cnt", "confirmed", "priority", "service", "received_at", "last_f_cnt_down"})
"""Members of a notice worth keeping; keys and payloads stay in the journal."""


def parse(entry: JournalEntry) -> tuple[Event]:
    """Turn one message into an `Uplink`, a `Report` (a solved location) or a `Notice`.

    A simulated uplink is a notice: the console can send any, and none was measured.
    """
    message = decode(_DECODER, entry.payload)
    ids = message.end_device_ids
    _check_topic(entry.topic, ids.device_id)
    dev_eui, time = parse_eui(ids.dev_eui), instant(message.received_at, entry)
    if up := message.uplink_message:
        network = _network(ids, up)
        if message.simulated:
            simulated: Mapping[str, object] = {"f_port": up.f_port, "payload": up.frm_payload.hex()}
            return (Notice(dev_eui, time, "simulated", simulated, network),)
        return (_uplink(dev_eui, instant(up.received_at or message.received_at, entry), up, network),)
    network = _network(ids)
    if message.location_solved:
        return (_located(dev_eui, time, message.location_solved.location, network),)
    for member, (kind, fixed) in _NOTICES.items():
        detail = getattr(message, member)
        if detail is not None:
            kept = {name: detail[name] for name in sorted(_KEPT & detail.keys())}
            return (Notice(dev_eui, time, kind, {**kept, **fixed}, network),)
    raise ParseError("neither an uplink, a join, a downlink event nor a location of The Things Stack v3")


def _check_topic(topic: str, device_id: str) -> None:
    match topic.split("/"):
        case ["v3", _, "devices", named, *_] if named != device_id:
            raise ParseError(f"the topic is of device {named:.60}, the body of device {device_id:.60}")


def _uplink(dev_eui: str, time: datetime, up: _UplinkMessage, network: NetworkInfo) -> Uplink:
    settings = up.settings
    lora = settings.data_rate.lora if settings and settings.data_rate else None
    return Uplink(
        dev_eui,
        time,
        up.f_port,
        up.frm_payload,
        up.f_cnt,
        receptions=tuple([_reception(heard) for heard in up.rx_metadata]),
        spreading_factor=(lora and lora.spreading_factor) or None,
        bandwidth=(lora and lora.bandwidth) or None,
        frequency=(settings and settings.frequency) or None,
        confirmed=up.confirmed,
        network=network,
    )


def _reception(heard: _RxMetadata) -> Reception:
    ids = heard.gateway_ids or _GatewayIds()
    place = heard.location or _Place()
    known = place.latitude or place.longitude
    return Reception(
        ids.eui.lower() or ids.gateway_id,
        None if heard.rssi is None else round(heard.rssi),
        heard.snr,
        place.latitude if known else None,
        place.longitude if known else None,
    )


def _network(ids: _Ids, up: _UplinkMessage | None = None) -> NetworkInfo:
    version = (up and up.version_ids) or _Version()
    return NetworkInfo(
        ids.device_id,
        f"{version.brand_id}/{version.model_id}" if version.model_id else "",
        ids.application_ids.application_id if ids.application_ids else "",
        up.network_ids.tenant_id if up and up.network_ids else "",
        up.attributes if up else {},
    )


def _located(dev_eui: str, time: datetime, place: _Place, network: NetworkInfo) -> Report:
    if not (place.latitude or place.longitude):
        raise ParseError("a location event without a position")
    readings = [Reading(LATITUDE, place.latitude), Reading(LONGITUDE, place.longitude)]
    if place.altitude:
        readings.append(Reading(ALTITUDE, place.altitude))
    if place.accuracy:
        readings.append(Reading(POSITION_ACCURACY, place.accuracy))
    return Report(dev_eui, time, tuple(readings), "location", network=network)


_TOPICS = ("up", "join", "down/+", "location/+", "service/+")
SOURCE = Source(topics=tuple(f"v3/+/devices/+/{event}" for event in _TOPICS), parse=parse, http=True)
