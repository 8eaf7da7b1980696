"""Helium Console uplinks and joins in JSON, over MQTT and HTTP: EUIs in capitals, times in milliseconds."""

import re

import msgspec
from msgspec import Struct, field

from ingest.sources.body import Byte, Decibels, Degrees, Number, Uint32, decode, from_epoch
from ingest.sources.contract import Source
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.record import JournalEntry
from telemetry.times import from_ms
from telemetry.uplink import Event, NetworkInfo, Notice, Reception, Uplink

_SPREADING = re.compile(r"SF(\d{1,2})BW(\d{1,4})", re.ASCII)


class _Hotspot(Struct, gc=False):
    id: str = ""
    name: str = ""
    rssi: Decibels | None = None
    snr: Decibels | None = None
    spreading: str = ""
    frequency: Number | None = None
    lat: Degrees | None = None
    long: Degrees | None = None


class _Message(Struct, gc=False):
    dev_eui: str
    name: str = ""
    type: str = "uplink"
    port: Byte = 0
    f_cnt: Uint32 = field(name="fcnt", default=0)
    payload: bytes = b""
    reported_at: Number | None = None
    hotspots: list[_Hotspot] = []
    uuid: str = ""


_DECODER = msgspec.json.Decoder(_Message, strict=False)


def parse(entry: JournalEntry) -> tuple[Event]:
    """Turn one message into an `Uplink`, or a `Notice` for a join."""
    message = decode(_DECODER, entry.payload)
    dev_eui = parse_eui(message.dev_eui)
    time = from_ms(entry.received_ms) if message.reported_at is None else from_epoch(message.reported_at / 1000)
    network = NetworkInfo(message.name)
    if message.type.startswith("join"):
        return (Notice(dev_eui, time, "join", {}, network),)
    if message.type != "uplink":
        raise ParseError(f"a Helium message of type {message.type!r:.40}: uplink or join expected")
    spot = message.hotspots[0] if message.hotspots else _Hotspot()
    rate = _SPREADING.fullmatch(spot.spreading)
    uplink = Uplink(
        dev_eui,
        time,
        message.port,
        message.payload,
        message.f_cnt,
        message.uuid,
        tuple([_reception(heard) for heard in message.hotspots]),
        int(rate[1]) if rate else None,
        int(rate[2]) * 1000 if rate else None,
        round(spot.frequency * 1e6) if spot.frequency and 0 < spot.frequency < 10_000 else None,
        network=network,
    )
    return (uplink,)


def _reception(heard: _Hotspot) -> Reception:
    rssi = None if heard.rssi is None else round(heard.rssi)
    return Reception(heard.id or heard.name, rssi, heard.snr, heard.lat, heard.long)


SOURCE = Source(topics=("helium/+/rx", "helium/+/join"), parse=parse, http=True)
