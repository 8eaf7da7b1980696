"""Actility ThingPark, over MQTT and HTTP: `{"DevEUI_uplink": {…}}` and the other `DevEUI_…` documents.

Numbers are sometimes texts, times have offsets, frequencies are in MHz, positions are the gateway's. A join
request comes as an uplink with `rawJoinRequest`.
"""

from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec
from msgspec import Struct, field

from ingest.sources.body import Byte, Decibels, Degrees, Number, Uint32, decode, hexadecimal, instant
from ingest.sources.contract import Source
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.quantity import ALTITUDE, LATITUDE, LONGITUDE, POSITION_ACCURACY
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.uplink import Event, NetworkInfo, Notice, Reception, Report, Uplink


class _Lrr(Struct, gc=False):
    lrrid: str = field(name="Lrrid", default="")
    rssi: Decibels | None = field(name="LrrRSSI", default=None)
    snr: Decibels | None = field(name="LrrSNR", default=None)


class _Lrrs(Struct, gc=False):
    lrr: list[_Lrr] = field(name="Lrr", default=[])


class _Module(Struct, gc=False):
    producer: str = field(name="pId", default="")
    module: str = field(name="mId", default="")


class _Driver(Struct, gc=False):
    mod: _Module | None = None


class _Customer(Struct, gc=False):
    name: str = ""
    tags: list[str] | None = None


class _Frame(Struct, gc=False):
    dev_eui: str = field(name="DevEUI")
    time: str = field(name="Time", default="")
    f_port: Byte | None = field(name="FPort", default=None)
    f_cnt: Uint32 = field(name="FCntUp", default=0)
    payload: str = field(name="payload_hex", default="")
    m_type: Byte = field(name="MType", default=0)
    join: str | None = field(name="rawJoinRequest", default=None)
    dev_addr: str | None = field(name="DevAddr", default=None)
    customer_id: str = field(name="CustomerID", default="")
    customer: _Customer | None = field(name="CustomerData", default=None)
    driver: _Driver | None = field(name="DriverCfg", default=None)
    lrrid: str = field(name="Lrrid", default="")
    rssi: Decibels | None = field(name="LrrRSSI", default=None)
    snr: Decibels | None = field(name="LrrSNR", default=None)
    latitude: Degrees | None = field(name="LrrLAT", default=None)
    longitude: Degrees | None = field(name="LrrLON", default=None)
    lrrs: _Lrrs | None = field(name="Lrrs", default=None)
    spreading_factor: Byte | None = field(name="SpFact", default=None)
    frequency: Number | None = field(name="Frequency", default=None)


class _Position(Struct, gc=False):
    dev_eui: str = field(name="DevEUI")
    latitude: Degrees = field(name="DevLAT")
    longitude: Degrees = field(name="DevLON")
    time: str = field(name="Time", default="")
    altitude: Number | None = field(name="DevAlt", default=None)
    accuracy: Number | None = field(name="DevAcc", default=None)


class _Sent(Struct, gc=False):
    dev_eui: str = field(name="DevEUI")
    time: str = field(name="Time", default="")
    f_port: Byte | None = field(name="FPort", default=None)
    f_cnt: Uint32 | None = field(name="FCntDn", default=None)
    delivery: str = field(name="DeliveryStatus", default="")


class _Document(Struct, gc=False):
    uplink: _Frame | None = field(name="DevEUI_uplink", default=None)
    position: _Position | None = field(name="DevEUI_location", default=None)
    sent: _Sent | None = field(name="DevEUI_downlink_Sent", default=None)


_DECODER = msgspec.json.Decoder(_Document, strict=False)
_CONFIRMED = 4
"""MType of a confirmed uplink (LoRaWAN 1.0.4 §4.2.1)."""
_SIGNED = frozenset({"LrnDevEui", "LrnFPort", "LrnInfos", "AS_ID", "Time"})
_COVERED = {
    "DevEUI_uplink": ("CustomerID", "DevEUI", "FPort", "FCntUp", "payload_hex"),
    "DevEUI_location": ("CustomerID", "DevEUI"),
    "DevEUI_downlink_Sent": ("CustomerID", "DevEUI", "FPort", "FCntDn"),
}
"""What a token covers of each document."""


def parse(entry: JournalEntry) -> tuple[Event]:
    """Turn one document into an `Uplink`, a `Report` (a location) or a `Notice` (a join, a downlink sent)."""
    document = decode(_DECODER, entry.payload)
    if frame := document.uplink:
        dev_eui, time, network = parse_eui(frame.dev_eui), instant(frame.time, entry), _network(frame)
        if frame.join:
            return (Notice(dev_eui, time, "join", {"dev_addr": (frame.dev_addr or "").lower()}, network),)
        return (_uplink(dev_eui, time, frame, network),)
    if place := document.position:
        return (_located(place, entry),)
    if sent := document.sent:
        detail = {"f_port": sent.f_port, "f_cnt_down": sent.f_cnt, "delivered": sent.delivery}
        return (Notice(parse_eui(sent.dev_eui), instant(sent.time, entry), "txack", detail),)
    raise ParseError("no ThingPark document: DevEUI_uplink, DevEUI_location or DevEUI_downlink_Sent expected")


def _uplink(dev_eui: str, time: datetime, frame: _Frame, network: NetworkInfo) -> Uplink:
    return Uplink(
        dev_eui,
        time,
        frame.f_port or 0,
        hexadecimal(frame.payload),
        frame.f_cnt,
        receptions=_receptions(frame),
        spreading_factor=frame.spreading_factor or None,
        frequency=round(frame.frequency * 1e6) if frame.frequency and 0 < frame.frequency < 10_000 else None,
        confirmed=frame.m_type == _CONFIRMED,
        network=network,
    )


def _receptions(frame: _Frame) -> tuple[Reception, ...]:
    """All gateways; `LrrLAT` and `LrrLON` are the best one's, which the list has without them."""
    best = Reception(frame.lrrid, _rounded(frame.rssi), frame.snr, frame.latitude, frame.longitude)
    listed = frame.lrrs.lrr if frame.lrrs else []
    others = [Reception(lrr.lrrid, _rounded(lrr.rssi), lrr.snr) for lrr in listed if lrr.lrrid != best.gateway_id]
    return tuple(heard for heard in (best, *others) if heard.gateway_id)


def _rounded(rssi: float | None) -> int | None:
    return None if rssi is None else round(rssi)


def _network(frame: _Frame) -> NetworkInfo:
    module = (frame.driver and frame.driver.mod) or _Module()
    customer = frame.customer or _Customer()
    return NetworkInfo(
        customer.name,
        f"{module.producer}/{module.module}" if module.module else "",
        tenant=frame.customer_id,
        tags=dict.fromkeys(customer.tags or (), "yes"),
    )


def _located(place: _Position, entry: JournalEntry) -> Report:
    readings = [Reading(LATITUDE, place.latitude), Reading(LONGITUDE, place.longitude)]
    if place.altitude:
        readings.append(Reading(ALTITUDE, place.altitude))
    if place.accuracy:
        readings.append(Reading(POSITION_ACCURACY, place.accuracy))
    return Report(parse_eui(place.dev_eui), instant(place.time, entry), tuple(readings), "location")


def is_signed(query: str, body: bytes, key: str) -> bool:
    """Whether the `Token` of a query is the one that the AS key gives.

    SHA-256 in hexadecimal of the document's own fields as written, then the query's other parameters in the order
    sent but decoded, then the key in lower case. Source: ThingPark tunnel interface development guide, and KPN's
    published examples, whose tokens this reproduces.
    """
    claims = [value for name, value in parse_qsl(query) if name == "Token"]
    signed = unquote("&".join(part for part in query.split("&") if part.partition("=")[0] in _SIGNED))
    try:
        stated = _stated(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, LookupError, TypeError, AttributeError):
        return False
    expected = sha256((stated + signed + key.lower()).encode()).hexdigest()
    return len(claims) == 1 and compare_digest(claims[0].lower().encode(), expected.encode())


def _stated(document: Any) -> str:
    """The fields of a document that its token covers; a location's DevEUI counts in lower case."""
    name, fields = next((name, fields) for name, fields in _COVERED.items() if name in document)
    elements = [str(document[name].get(field, "")) for field in fields]
    return "".join(elements).lower() if name == "DevEUI_location" else "".join(elements)


SOURCE = Source(topics=("mqtt/things/+/uplink",), parse=parse, http=True)
