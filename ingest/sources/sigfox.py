"""Sigfox callbacks, by HTTP: UPLINK, BIDIR and DATA ADVANCED, whose template is the operator's to write.

The members read are those of the template in `docs/sources.md`. Values may come as texts, the time is in
seconds, and a device has no EUI and no port: see `telemetry.eui`, and port 1 for all. DATA ADVANCED comes half
a minute after UPLINK with the same frame, which is then a duplicate, and a position, which is new.
"""

from datetime import datetime

import msgspec
from msgspec import Struct, field

from ingest.sources.body import Decibels, Degrees, Number, Uint32, decode, from_epoch, hexadecimal
from ingest.sources.contract import Source
from telemetry.errors import ParseError
from telemetry.eui import sigfox_eui
from telemetry.quantity import LATITUDE, LONGITUDE, POSITION_ACCURACY
from telemetry.reading import Reading
from telemetry.record import JournalEntry
from telemetry.times import from_ms
from telemetry.uplink import Event, NetworkInfo, Reception, Report, Uplink

_PORT = 1
_LONGEST = 12
"""Bytes of a Sigfox frame."""


class _Heard(Struct, gc=False):
    station: str = field(name="bsId", default="")
    rssi: Decibels | None = None
    snr: Decibels | None = None


class _Computed(Struct, gc=False):
    lat: Degrees
    lng: Degrees
    radius: Number | None = None


class _Callback(Struct, gc=False):
    device: str
    time: Number | None = None
    data: str | None = None
    sequence: Uint32 = field(name="seqNumber", default=0)
    device_type: str = field(name="deviceTypeId", default="")
    station: str | None = None
    rssi: Decibels | None = None
    snr: Decibels | None = None
    duplicates: list[_Heard] | None = None
    position: _Computed | None = field(name="computedLocation", default=None)


_DECODER = msgspec.json.Decoder(_Callback, strict=False)


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn one callback into an `Uplink`, a `Report` of its computed position, or both."""
    callback = decode(_DECODER, entry.payload)
    dev_eui = sigfox_eui(callback.device)
    time = from_ms(entry.received_ms) if callback.time is None else from_epoch(callback.time)
    network = NetworkInfo(callback.device.upper(), application=callback.device_type)
    events: list[Event] = []
    if callback.data is not None:
        payload = hexadecimal(callback.data)
        if len(payload) > _LONGEST:
            raise ParseError(f"a Sigfox frame has at most {_LONGEST} bytes, not {len(payload)}")
        heard = _receptions(callback)
        events.append(Uplink(dev_eui, time, _PORT, payload, callback.sequence, receptions=heard, network=network))
    if callback.position and (callback.position.lat or callback.position.lng):
        events.append(_located(dev_eui, time, callback.position, network))
    if not events:
        raise ParseError("a Sigfox callback with neither `data` nor `computedLocation`")
    return tuple(events)


def _receptions(callback: _Callback) -> tuple[Reception, ...]:
    heard = callback.duplicates or [_Heard(callback.station or "", callback.rssi, callback.snr)]
    return tuple(
        Reception(one.station, None if one.rssi is None else round(one.rssi), one.snr) for one in heard if one.station
    )


def _located(dev_eui: str, time: datetime, place: _Computed, network: NetworkInfo) -> Report:
    readings = [Reading(LATITUDE, place.lat), Reading(LONGITUDE, place.lng)]
    if place.radius:
        readings.append(Reading(POSITION_ACCURACY, place.radius))
    return Report(dev_eui, time, tuple(readings), "location", network=network)


SOURCE = Source(topics=(), parse=parse, http=True)
