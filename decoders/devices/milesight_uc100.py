"""Milesight UC100, a modbus gateway."""

import math
from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import Entry, decoder, emits, skip
from decoders.formats.milesight_uc import ALARM, FAULT, REGISTER, STATED, channel
from telemetry.errors import DecodeError
from telemetry.quantity import ANALOG_INPUT, DEVICE_FAULT, DIGITAL_INPUT
from telemetry.reading import Reading

# Time, number from 0, flags, value.
_RECORD = Struct("<IBB4s")
_SIGNED, _READ = 0x80, 0x02

_SHORT = frozenset({8, 9, 20, 21})
_FLOAT = frozenset({10, 11, 12, 13, 22, 23, 24, 25})
_LAST_KIND = 25


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored register; its kind is finer than in a live entry, and says so too if it did not answer."""
    seconds, number, flags, raw = _RECORD.unpack_from(payload, offset)
    time, name = datetime.fromtimestamp(seconds, UTC), channel(number + 1)
    if flags & _READ:
        readings.append(_value(flags >> 2 & 0x1F, flags & _SIGNED != 0, raw)._replace(channel=name, time=time))
    else:
        readings.append(Reading(DEVICE_FAULT, 1.0, name, time))
    return offset + _RECORD.size


def _value(kind: int, signed: bool, raw: bytes) -> Reading:
    if kind > _LAST_KIND:
        raise DecodeError(f"unknown kind {kind} of stored register")
    if kind <= 1:
        return Reading(DIGITAL_INPUT, float(raw[0] != 0))
    if kind not in _FLOAT:
        return Reading(ANALOG_INPUT, float(int.from_bytes(raw[:2] if kind in _SHORT else raw, "little", signed=signed)))
    (value,) = Struct("<f").unpack(raw)
    if not math.isfinite(value):
        raise DecodeError("a stored register holds no number")
    return Reading(ANALOG_INPUT, value)


def _skip_text(_readings: list[Reading], payload: bytes, offset: int) -> int:
    """Pass over a stored message of the owner: time, length, characters."""
    return offset + 5 + payload[offset + 4]


_TABLE = {
    0x20CD: Entry(_skip_text),
    0x20CE: Entry(_add_record, STATED | {DEVICE_FAULT}),
    0xF95F: skip(7),  # by how much a register changed
    0xFF15: FAULT,
    0xFF19: REGISTER,
    0xFFEE: ALARM,
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC100",),
    spec="UC100 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc100",),
)
