"""Orange Live Objects, from a FIFO or a router topic, or by HTTP push: the `lora` connector's data messages.

The payload is hexadecimal, the signal is the best gateway's, whose identity is not told, and the position is
a guess of the network, kilometres wide: it is not stored.
"""

import msgspec
from msgspec import Struct, field

from ingest.sources.body import Byte, Decibels, Uint32, decode, hexadecimal, instant
from ingest.sources.contract import Source
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.record import JournalEntry
from telemetry.uplink import Event, NetworkInfo, Notice, Reception, Uplink

_NAMESPACE = "urn:lo:nsid:lora:"
_GATEWAY = "live_objects"
"""The name that all its gateways share here."""


class _Value(Struct, gc=False):
    payload: str = ""


class _Lora(Struct, gc=False):
    dev_eui: str = field(name="devEUI", default="")
    port: Byte | None = None
    f_cnt: Uint32 | None = field(name="fcnt", default=None)
    spreading_factor: Byte | None = field(name="sf", default=None)
    rssi: Decibels | None = None
    snr: Decibels | None = None
    message_type: str | None = field(name="messageType", default=None)


class _Network(Struct, gc=False):
    lora: _Lora | None = None


class _Group(Struct, gc=False):
    path: str = ""


class _Metadata(Struct, gc=False):
    source: str = ""
    encoding: str | None = None
    network: _Network | None = None
    group: _Group | None = None


class _Data(Struct, kw_only=True, gc=False):
    metadata: _Metadata
    stream: str = field(name="streamId", default="")
    id: str = ""
    timestamp: str = ""
    value: _Value | None = None
    tags: list[str] | None = None


_DECODER = msgspec.json.Decoder(_Data, strict=False)


def parse(entry: JournalEntry) -> tuple[Event]:
    """Turn one data message into an `Uplink`, or a `Notice` for a join."""
    data = decode(_DECODER, entry.payload)
    lora = data.metadata.network.lora if data.metadata.network else None
    if lora is None:
        raise ParseError("a Live Objects message without `metadata.network.lora`: only its LoRa connector is read")
    dev_eui = parse_eui(lora.dev_eui or (data.metadata.source or data.stream).removeprefix(_NAMESPACE))
    time = instant(data.timestamp, entry)
    network = NetworkInfo(
        profile=data.metadata.encoding or "",
        application=data.metadata.group.path if data.metadata.group else "",
        tags=dict.fromkeys(data.tags or (), "yes"),
    )
    kind = (lora.message_type or "").upper()
    if kind.startswith("JOIN"):
        return (Notice(dev_eui, time, "join", {}, network),)
    if data.value is None:
        raise ParseError("a Live Objects message without `value.payload`")
    uplink = Uplink(
        dev_eui,
        time,
        lora.port or 0,
        hexadecimal(data.value.payload),
        lora.f_cnt or 0,
        data.id,
        _receptions(lora),
        lora.spreading_factor or None,
        confirmed=kind.startswith("CONFIRMED"),
        network=network,
    )
    return (uplink,)


def _receptions(lora: _Lora) -> tuple[Reception, ...]:
    if lora.rssi is None and lora.snr is None:
        return ()
    return (Reception(_GATEWAY, None if lora.rssi is None else round(lora.rssi), lora.snr),)


SOURCE = Source(topics=("fifo/+", "router/~event/v1/data/new/#"), parse=parse, http=True)
