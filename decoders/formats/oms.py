"""The transport header before M-Bus records (EN 13757-7), as OMS meters send it by radio and on LoRaWAN.

Nothing encrypted is understood: the keys are the meters' own, and a decoder has none.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from decoders.formats.mbus import MANUFACTURER, records
from decoders.formats.meter import COOLING, ELECTRICITY, GAS, HEAT, ROOM, WATER, Meter, dates, readings
from telemetry.errors import DecodeError
from telemetry.quantity import DEVICE_FAULT, LOW_BATTERY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_NO_HEADER, _SHORT, _LONG = 0x78, 0x7A, 0x72
_SIZES = {_NO_HEADER: 1, _SHORT: 5, _LONG: 13}
_COMPACT = {0x69, 0x6A, 0x6B, 0x73, 0x79, 0x7B}
_MODE = 0x1F00
_LOW_BATTERY, _ERRORS = 0x04, 0x18


class Header(NamedTuple):
    """What stands before the records, and where they begin.

    `medium` is the device type (EN 13757-7 Table 13), of long headers only; `status` of all but the shortest.
    """

    offset: int
    medium: int | None = None
    status: int | None = None


def read_header(payload: bytes) -> Header:
    """Read the header; one that is unknown or cut off, and records that are encrypted or compact, are refused."""
    kind = payload[0]
    if kind in _COMPACT:
        raise DecodeError(f"compact M-Bus frame {kind:#04x}: only full frames state their units")
    size = _SIZES.get(kind)
    if size is None:
        raise DecodeError(f"unknown M-Bus header {kind:#04x}; expected 72, 78 or 7a")
    if len(payload) < size:
        raise DecodeError(f"an M-Bus header of {len(payload)} bytes; expected {size}")
    if kind == _NO_HEADER:
        return Header(size)
    mode = (int.from_bytes(payload[size - 2 : size], "little") & _MODE) >> 8
    if mode:
        raise DecodeError(f"encrypted (security mode {mode}); have the meter send plain records, LoRaWAN encrypts them")
    return Header(size, payload[8] if kind == _LONG else None, payload[size - 3])


MEDIA: Mapping[int, Meter] = {
    0x02: ELECTRICITY,
    0x03: GAS,
    **dict.fromkeys((0x04, 0x0C, 0x0D), HEAT),
    **dict.fromkeys((0x0A, 0x0B), COOLING),
    **dict.fromkeys((0x06, 0x07, 0x15, 0x16), WATER),
    0x1B: ROOM,
}
"""The kind of meter by medium."""


def decoder(default: Meter | None = None) -> Callable[[Uplink], list[Reading]]:
    """The decode function of OMS meters; `default` is the kind of those whose header does not say it."""

    def decode(uplink: Uplink) -> list[Reading]:
        header = read_header(uplink.payload)
        meter = default if header.medium is None else MEDIA.get(header.medium)
        if meter is None:
            raise DecodeError("the header does not say what is measured, or something that is no meter's")
        found = [r for r in records(uplink.payload, header.offset) if r.code[0] != MANUFACTURER]
        states = []
        if header.status is not None:
            states.append(Reading(LOW_BATTERY, float(header.status & _LOW_BATTERY != 0)))
            states.append(Reading(DEVICE_FAULT, float(header.status & _ERRORS != 0), "status"))
        return [*states, *readings(found, meter, {**dates(found), 0: None})]

    return decode
