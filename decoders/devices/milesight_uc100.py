"""Milesight UC100, a controller that reads up to 32 Modbus registers."""

from decoders.contract import Decoder
from decoders.formats.milesight_modbus import ALARM, EMITS, READ_ERROR, VALUE, instant, modbus_value
from decoders.formats.milesight_tlv import Entry, decoder, emits, skip
from telemetry.errors import DecodeError
from telemetry.quantity import DEVICE_FAULT
from telemetry.reading import Reading

_RECORD_SIZE = 10
_SIGNED, _READ = 0x80, 0x02
# The register types of a record, whose byte order counts too, as those of a present value.
_STATE, _LONG, _HALF, _FLOAT = 0, 4, 8, 5
_TYPES = (*(_STATE,) * 2, *(_LONG,) * 6, *(_HALF,) * 2, *(_FLOAT,) * 4, *(_LONG,) * 6, *(_HALF,) * 2, *(_FLOAT,) * 4)


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Time, channel, type and whether it was read, four bytes of value."""
    time, channel, definition = instant(payload, offset), f"modbus_{payload[offset + 4] + 1}", payload[offset + 5]
    number = definition >> 2 & 0x1F
    if number >= len(_TYPES):
        raise DecodeError(f"unknown type of Modbus register {number}")
    if definition & _READ:
        kind = _TYPES[number] | definition & _SIGNED
        readings += modbus_value(payload[offset + 6 : offset + _RECORD_SIZE], kind, channel, time)[0]
    else:
        readings.append(Reading(DEVICE_FAULT, 1.0, channel, time))
    return offset + _RECORD_SIZE


def _skip_message(_readings: list[Reading], payload: bytes, offset: int) -> int:
    return offset + 5 + payload[offset + 4]


_TABLE = {
    0xFF19: VALUE,
    0xFF15: READ_ERROR,
    0xFFEE: ALARM,
    0xF95F: skip(7),  # how much a value that changed too fast has changed
    0x20CE: Entry(_add_record, EMITS | {DEVICE_FAULT}),
    0x20CD: Entry(_skip_message),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC100",),
    spec="UC100 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc100",),
)
