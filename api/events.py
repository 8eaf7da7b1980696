"""Records as Server-Sent Events (WHATWG HTML, §9.2): `id` is the journal's seq, `data` is JSON."""

from typing import NamedTuple

import msgspec

from api.schemas import NoticeEvent, UplinkEvent, observation_of
from telemetry.quantity import Quantity
from telemetry.record import Record
from telemetry.times import from_ms
from telemetry.uplink import Notice, Reception, Uplink

# A notice's detail comes from a network server: what JSON lacks is told as text.
_ENCODER = msgspec.json.Encoder(enc_hook=str)


class Frame(NamedTuple):
    """One event as it goes over the wire; `quantity` is None when it is not a reading."""

    quantity: Quantity | None
    data: bytes


def best_gateway(record: Record) -> str:
    """The gateway that heard an uplink best; empty when there is none."""
    best = record.event.best_reception if isinstance(record.event, Uplink) else None
    return best.gateway_id if best else ""


def frames(record: Record, gateway: str) -> list[Frame]:
    """The events of one record: the uplink, said to be heard by `gateway`, or notice, then one for each reading."""
    told: list[Frame] = []
    if isinstance(record.event, Uplink):
        told.append(Frame(None, wire("uplink", _uplink(record, record.event, gateway), record.seq)))
    elif isinstance(record.event, Notice):
        told.append(Frame(None, wire("notice", _notice(record, record.event), record.seq)))
    for series, time_ms, value in record.points:
        observation = observation_of(record.device, series, time_ms, value)
        told.append(Frame(series.quantity, wire("reading", observation, record.seq)))
    return told


def wire(event: str, data: msgspec.Struct, seq: int | None = None) -> bytes:
    """One event as bytes; without a seq the client keeps the last that it had."""
    place = b"" if seq is None else b"id: %d\n" % seq
    return b"%bevent: %b\ndata: %b\n\n" % (place, event.encode(), _ENCODER.encode(data))


def _uplink(record: Record, uplink: Uplink, gateway: str) -> UplinkEvent:
    device, best = record.device, uplink.best_reception or Reception("")
    return UplinkEvent(
        device.dev_eui,
        device.tenant,
        device.site,
        device.domain,
        from_ms(record.time_ms),
        uplink.f_port,
        uplink.f_cnt,
        uplink.spreading_factor,
        best.rssi,
        best.snr,
        gateway,
        len(uplink.receptions),
        record.error,
    )


def _notice(record: Record, notice: Notice) -> NoticeEvent:
    device = record.device
    place = device.tenant, device.site, device.domain
    return NoticeEvent(device.dev_eui, *place, from_ms(record.time_ms), notice.kind, dict(notice.detail))
