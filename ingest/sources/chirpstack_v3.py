"""ChirpStack v3 device events in JSON, on the same topics as v4's, which are told apart and read too.

Both marshalers of v3: `json` writes EUIs in base64, `json_v3` in hexadecimal. Use this source instead of
`chirpstack` on a broker that has servers of both versions.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec import Struct, field

from ingest.sources import chirpstack
from ingest.sources.body import Byte, Decibels, Degrees, Number, Uint32, decode, instant
from ingest.sources.contract import Source
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.quantity import ALTITUDE, BATTERY_LEVEL, EXTERNAL_POWER, LATITUDE, LINK_MARGIN, LONGITUDE
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.uplink import Event, NetworkInfo, Notice, Reception, Report, Uplink


class _Place(Struct, gc=False):
    latitude: Degrees = 0.0
    longitude: Degrees = 0.0
    altitude: Number = 0.0


class _RxInfo(Struct, gc=False):
    gateway_id: str = field(name="gatewayID", default="")
    rssi: Decibels | None = None
    snr: Decibels | None = field(name="loRaSNR", default=None)
    time: str | None = None
    location: _Place | None = None


class _Lora(Struct, gc=False):
    bandwidth: Uint32 = 0
    spreading_factor: Byte = field(name="spreadingFactor", default=0)


class _TxInfo(Struct, gc=False):
    frequency: Uint32 = 0
    lora: _Lora | None = field(name="loRaModulationInfo", default=None)


class _Message(Struct, rename="camel", kw_only=True, gc=False):
    dev_eui: str = field(name="devEUI")
    device_name: str = ""
    application_name: str = ""
    device_profile_name: str = ""
    tags: dict[str, str] | None = None
    published_at: str | None = None
    rx_info: list[_RxInfo] | None = None
    tx_info: _TxInfo | None = None
    f_cnt: Uint32 = 0
    f_port: Byte = 0
    data: bytes | None = None
    confirmed_uplink: bool = False
    dev_addr: str = ""
    margin: Decibels = 0
    external_power_source: bool = False
    battery_level_unavailable: bool = False
    battery_level: Number = 0.0
    location: _Place | None = None
    acknowledged: bool = False
    type: str = ""
    error: str = ""


_DECODER = msgspec.json.Decoder(_Message, strict=False)


def parse(entry: JournalEntry) -> tuple[Event]:
    """Turn one event of v3 or v4 into an `Uplink`, a `Report` (status, location) or a `Notice`."""
    if entry.payload[:1] != b"{" or b'"deviceInfo"' in entry.payload:
        return chirpstack.parse(entry)
    match entry.topic.split("/"):
        case [*_, "device", topic_eui, "event", kind]:
            message = decode(_DECODER, entry.payload)
        case _:
            raise ParseError("not the topic of a ChirpStack device event: …/device/{dev_eui}/event/{event}")
    dev_eui = _eui(message.dev_eui)
    if parse_eui(topic_eui) != dev_eui:
        raise ParseError(f"the topic is of device {topic_eui:.60}, the body of device {dev_eui}")
    return (_event(kind, message, dev_eui, _time(message, entry)),)


def _event(kind: str, message: _Message, dev_eui: str, time: datetime) -> Event:
    network = NetworkInfo(
        message.device_name, message.device_profile_name, message.application_name, tags=message.tags or {}
    )
    notices: Mapping[str, Mapping[str, object]] = {
        "join": {"dev_addr": _address(message.dev_addr)},
        "ack": {"acknowledged": message.acknowledged},
        "txack": {"f_cnt_down": message.f_cnt},
        "error": {"code": message.type, "description": message.error},
    }
    match kind:
        case "up":
            return _uplink(message, dev_eui, time, network)
        case "status":
            return Report(dev_eui, time, tuple(_status(message)), "status", network=network)
        case "location" if message.location and (message.location.latitude or message.location.longitude):
            return Report(dev_eui, time, tuple(_position(message.location)), "location", network=network)
        case _ if kind in notices:
            return Notice(dev_eui, time, "log" if kind == "error" else kind, notices[kind], network)
    raise ParseError(f"ChirpStack v3 has no event {kind!r:.20}, or this is a location without a position")


def _uplink(message: _Message, dev_eui: str, time: datetime, network: NetworkInfo) -> Uplink:
    transmission = message.tx_info or _TxInfo()
    lora = transmission.lora or _Lora()
    return Uplink(
        dev_eui,
        time,
        message.f_port,
        message.data or b"",
        message.f_cnt,
        receptions=tuple([_reception(heard) for heard in message.rx_info or ()]),
        spreading_factor=lora.spreading_factor or None,
        bandwidth=lora.bandwidth * 1000 or None,  # v3 counts in kHz
        frequency=transmission.frequency or None,
        confirmed=message.confirmed_uplink,
        network=network,
    )


def _reception(heard: _RxInfo) -> Reception:
    place = heard.location or _Place()
    known = place.latitude or place.longitude
    return Reception(
        _eui(heard.gateway_id),
        None if heard.rssi is None else round(heard.rssi),
        heard.snr,
        place.latitude if known else None,
        place.longitude if known else None,
    )


def _eui(written: str) -> str:
    """An EUI in hexadecimal, or in base64 as the `json` marshaler writes bytes: twelve characters, one of them `=`."""
    if len(written) == 12:
        try:
            return parse_eui(b64decode(written, validate=True).hex())
        except (Base64Error, ValueError) as error:
            raise ParseError(f"not an EUI-64 in base64: {written!r}") from error
    return parse_eui(written)


def _address(written: str) -> str:
    """A device address, eight hexadecimal digits or base64, whose four bytes end in `==`."""
    return b64decode(written).hex() if re.fullmatch(r"[A-Za-z0-9+/]{6}==", written) else written.lower()


def _time(message: _Message, entry: JournalEntry) -> datetime:
    """When a gateway heard it, for v3 has no time of the network server's but, in later versions, `publishedAt`."""
    heard = [reception.time for reception in message.rx_info or () if reception.time]
    return instant(message.published_at or min(heard, default=""), entry)


def _status(message: _Message) -> list[Reading]:
    readings = [Reading(LINK_MARGIN, message.margin), Reading(EXTERNAL_POWER, float(message.external_power_source))]
    if message.battery_level > 0 and not message.external_power_source and not message.battery_level_unavailable:
        readings.append(Reading(BATTERY_LEVEL, message.battery_level))
    return readings


def _position(place: _Place) -> list[Reading]:
    readings = [Reading(LATITUDE, place.latitude), Reading(LONGITUDE, place.longitude)]
    return [*readings, Reading(ALTITUDE, place.altitude)] if place.altitude else readings


SOURCE = Source(topics=("application/+/device/+/event/+",), parse=parse)
