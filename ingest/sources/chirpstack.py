"""ChirpStack v4 device events, in JSON or protobuf, told apart by their first byte.

`application/{application_id}/device/{dev_eui}/event/{event}`, after `integration.proto`. In JSON, default
values may be present or omitted, and unknown fields are ignored. No protobuf message begins with `{`: it
would be a group, which proto3 does not have.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Annotated, Any

import msgspec
from chirpstack_api import integration
from google.protobuf import json_format
from google.protobuf.message import DecodeError as ProtobufError
from google.protobuf.message import Message
from msgspec import Meta, Struct

from ingest.sources.contract import Source
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.quantity import ALTITUDE, BATTERY_LEVEL, EXTERNAL_POWER, LATITUDE, LINK_MARGIN, LONGITUDE
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.times import EPOCH, from_ms
from telemetry.uplink import Event, NetworkInfo, Notice, Reception, Report, Uplink

_Instant = Annotated[datetime, Meta(tz=True)]
_Byte = Annotated[int, Meta(ge=0, le=255)]
_Uint32 = Annotated[int, Meta(ge=0, lt=2**32)]
_Int32 = Annotated[int, Meta(ge=-(2**31), lt=2**31)]


# `gc=False`: these live for a microsecond and hold no cycles; the collector need not count them.
class _DeviceInfo(Struct, rename="camel", gc=False):
    dev_eui: str = ""
    device_name: str = ""
    device_profile_name: str = ""
    application_name: str = ""
    tenant_name: str = ""
    tags: dict[str, str] = {}


class _Event(Struct, rename="camel", kw_only=True, gc=False):
    device_info: _DeviceInfo
    deduplication_id: str = ""
    time: _Instant | None = None


class _Location(Struct, gc=False):
    latitude: float = 0.0
    longitude: float = 0.0
    altitude: float = 0.0


class _RxInfo(Struct, rename="camel", gc=False):
    gateway_id: str = ""
    rssi: _Int32 = 0
    snr: float = 0.0
    location: _Location | None = None


class _Lora(Struct, rename="camel", gc=False):
    bandwidth: _Uint32 = 0
    spreading_factor: _Byte = 0


class _Modulation(Struct, gc=False):
    lora: _Lora | None = None


class _TxInfo(Struct, gc=False):
    frequency: _Uint32 = 0
    modulation: _Modulation | None = None


class _Up(_Event, rename="camel", kw_only=True, gc=False):
    f_cnt: _Uint32 = 0
    f_port: _Byte = 0
    confirmed: bool = False
    data: bytes = b""
    rx_info: list[_RxInfo] = []
    tx_info: _TxInfo | None = None


class _Status(_Event, rename="camel", kw_only=True, gc=False):
    margin: _Int32 = 0
    external_power_source: bool = False
    battery_level_unavailable: bool = False
    battery_level: float = 0.0


class _Located(_Event, kw_only=True, gc=False):
    location: _Location


class _Join(_Event, rename="camel", kw_only=True, gc=False):
    dev_addr: str = ""


class _Ack(_Event, rename="camel", kw_only=True, gc=False):
    queue_item_id: str = ""
    acknowledged: bool = False
    f_cnt_down: _Uint32 = 0


class _TxAck(_Event, rename="camel", kw_only=True, gc=False):
    downlink_id: _Uint32 = 0
    queue_item_id: str = ""
    gateway_id: str = ""
    f_cnt_down: _Uint32 = 0


class _Log(_Event, kw_only=True, gc=False):
    level: str = ""
    code: str = ""
    description: str = ""
    context: dict[str, str] = {}


class _Integration(_Event, rename="camel", kw_only=True, gc=False):
    integration_name: str = ""
    event_type: str = ""


# ChirpStack writes structs and messages with the same field names, so this reads both alike.
def _uplink(event: Any, time: datetime, dev_eui: str) -> Uplink:
    transmission = event.tx_info
    modulation = transmission and transmission.modulation
    lora = modulation and modulation.lora
    return Uplink(
        dev_eui,
        time,
        event.f_port,
        event.data,
        event.f_cnt,
        event.deduplication_id,
        tuple([_reception(heard) for heard in event.rx_info]),
        (lora and lora.spreading_factor) or None,
        (lora and lora.bandwidth) or None,
        (transmission and transmission.frequency) or None,
        event.confirmed,
        _network(event.device_info),
    )


def _reception(heard: Any) -> Reception:
    place = heard.location
    if place and (place.latitude or place.longitude):
        return Reception(heard.gateway_id, heard.rssi, heard.snr, place.latitude, place.longitude)
    return Reception(heard.gateway_id, heard.rssi, heard.snr)


def _network(info: Any) -> NetworkInfo:
    return NetworkInfo(
        info.device_name, info.device_profile_name, info.application_name, info.tenant_name, dict(info.tags)
    )


def _status(event: _Status, time: datetime, dev_eui: str) -> Report:
    readings = [Reading(LINK_MARGIN, event.margin), Reading(EXTERNAL_POWER, float(event.external_power_source))]
    # A device that knows its level says 1 to 254 (LoRaWAN 1.0.3 §5.5), never 0.
    if event.battery_level > 0 and not event.external_power_source and not event.battery_level_unavailable:
        readings.append(Reading(BATTERY_LEVEL, event.battery_level))
    return Report(dev_eui, time, tuple(readings), "status", network=_network(event.device_info))


def _located(event: _Located, time: datetime, dev_eui: str) -> Report:
    place = event.location
    if not (place.latitude or place.longitude):
        raise ParseError("a location event without a position")
    readings = [Reading(LATITUDE, place.latitude), Reading(LONGITUDE, place.longitude)]
    if place.altitude:  # Resolvers without altitude send 0.
        readings.append(Reading(ALTITUDE, place.altitude))
    return Report(dev_eui, time, tuple(readings), "location", network=_network(event.device_info))


def _notice(kind: str) -> Callable[[_Event, datetime, str], Notice]:
    def build(event: _Event, time: datetime, dev_eui: str) -> Notice:
        names = [name for name in event.__struct_fields__ if name not in _Event.__struct_fields__]
        detail: Mapping[str, object] = {name: getattr(event, name) for name in names}
        return Notice(dev_eui, time, kind, detail, _network(event.device_info))

    return build


_Build = Callable[[Any, datetime, str], Event]
_KINDS: dict[str, tuple[msgspec.json.Decoder[Any], type[Message] | None, _Build]] = {
    "up": (msgspec.json.Decoder(_Up), integration.UplinkEvent, _uplink),
    "status": (msgspec.json.Decoder(_Status), integration.StatusEvent, _status),
    "location": (msgspec.json.Decoder(_Located), integration.LocationEvent, _located),
    "join": (msgspec.json.Decoder(_Join), integration.JoinEvent, _notice("join")),
    "ack": (msgspec.json.Decoder(_Ack), integration.AckEvent, _notice("ack")),
    "txack": (msgspec.json.Decoder(_TxAck), integration.TxAckEvent, _notice("txack")),
    "log": (msgspec.json.Decoder(_Log), integration.LogEvent, _notice("log")),
    # Gone from the protobuf definitions since ChirpStack 4.16; older servers send it in JSON.
    "integration": (msgspec.json.Decoder(_Integration), None, _notice("integration")),
}


def parse(entry: JournalEntry) -> tuple[Event]:
    """Turn one device event into an `Uplink`, a `Report` (status, location) or a `Notice` (the others).

    Raises `ParseError` for an unknown event, a body that is neither its JSON nor its protobuf, and a body
    whose device is not the topic's. An event without a time gets the time of its reception.
    """
    match entry.topic.split("/"):
        case [*_, "device", topic_eui, "event", kind] if kind in _KINDS:
            decoder, message_type, build = _KINDS[kind]
        case _:
            raise ParseError("not the topic of a ChirpStack v4 device event: …/device/{dev_eui}/event/{event}")
    if not entry.payload:
        raise ParseError("an empty payload; an event is JSON, or protobuf")
    if entry.payload[:1] == b"{":
        event, time = _from_json(decoder, entry.payload)
    elif message_type is None:
        raise ParseError(f"an {kind} event that is not JSON")
    else:
        event, time = _from_protobuf(decoder, message_type, entry.payload)
    dev_eui = parse_eui(event.device_info.dev_eui)
    if topic_eui != dev_eui and parse_eui(topic_eui) != dev_eui:
        raise ParseError(f"the topic is of device {topic_eui}, the body of device {dev_eui}")
    return (build(event, time or from_ms(entry.received_ms), dev_eui),)


def _from_json(decoder: msgspec.json.Decoder[Any], body: bytes) -> tuple[Any, datetime | None]:
    if b"\\" in body and b"\\u0000" in body:  # One byte is sought ten times faster than six, and seldom there.
        raise ParseError("a NUL character in the JSON; no database keeps one in a text")
    try:
        event = decoder.decode(body)
        time = event.time
        return event, time if time is None or time.tzinfo is UTC else time.astimezone(UTC)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise ParseError(f"not the JSON of a ChirpStack event: {error}") from error


def _from_protobuf(
    decoder: msgspec.json.Decoder[Any], message_type: type[Message], body: bytes
) -> tuple[Any, datetime | None]:
    try:
        message: Any = message_type.FromString(body)
        if isinstance(message, integration.UplinkEvent):
            _check(message)
            time = message.time
            instant = EPOCH + timedelta(seconds=time.seconds, microseconds=round(time.nanos / 1000))
            return message, instant if message.HasField("time") else None
        # The other events are rare: one way through the JSON serves them all.
        return _from_json(decoder, json_format.MessageToJson(message).encode())
    except (ProtobufError, json_format.Error, ValueError, OverflowError) as error:
        raise ParseError(f"not the protobuf of a ChirpStack event: {error}") from error


def _check(message: Any) -> None:
    """Refuse what the JSON parser refuses by its types, and protobuf lets through."""
    info = message.device_info
    texts = [message.deduplication_id, info.device_name, info.device_profile_name, info.application_name]
    texts += [info.tenant_name, *info.tags, *info.tags.values()]
    for heard in message.rx_info:
        texts.append(heard.gateway_id)
        if not isfinite(heard.snr + heard.location.latitude + heard.location.longitude):
            raise ParseError("an snr or a position that is not a number")
    if "\0" in "".join(texts):
        raise ParseError("a NUL character; no database keeps one in a text")
    if message.f_port > 255:
        raise ParseError(f"f_port {message.f_port} is beyond 255")


SOURCE = Source(topics=("application/+/device/+/event/+",), parse=parse)
