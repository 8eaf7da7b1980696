"""Milesight TS201, temperature of a chain probe."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, Value, decoder, emits, number, numbers, skip
from telemetry.quantity import PROBE_TEMPERATURE, THRESHOLD_ALARM
from telemetry.reading import Reading

# 0xFFFF means that the probe could not be read, 0xFFFD that it is out of range.
_TEMPERATURE = Value(PROBE_TEMPERATURE, 10, missing=(-1, -3))

_RECORD = Struct("<IBh")
_EVENT = 0x0F


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record, whose kind says above the event whether the probe could be read."""
    seconds, kind, raw = _RECORD.unpack_from(payload, offset)
    if kind <= _EVENT:
        readings.append(Reading(PROBE_TEMPERATURE, raw / 10, time=datetime.fromtimestamp(seconds, UTC)))
    return offset + _RECORD.size


_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x20CE: Entry(_add_record, frozenset({PROBE_TEMPERATURE})),
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM)),
    0x9367: numbers("hxxx", _TEMPERATURE),  # the sudden change, and that it is one, follow
    0xB367: skip(1),  # why there is no temperature
    0xFFA0: skip(9),  # kind and serial number of the probe
}

DECODER = Decoder(
    vendor="Milesight",
    models=("TS201",),
    spec="TS201 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ts201",),
)
