"""Milesight VS350 and VS351, counters of people who pass."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import (
    BATTERY,
    TIME,
    Entry,
    Value,
    decoder,
    emits,
    number,
    numbers,
    readings_of,
    skip,
)
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT, THRESHOLD_ALARM
from telemetry.reading import Reading

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_TOTALS = (Value(PEOPLE_IN), Value(PEOPLE_OUT))
_PERIOD = (Value(PEOPLE_COUNT, channel="in"), Value(PEOPLE_COUNT, channel="out"))

_RECORD = Struct("<IB")
_PASSED = Struct("<HH")


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record: time, kind, people since the last, and for kind 1 people in all."""
    seconds, kind = _RECORD.unpack_from(payload, offset)
    if kind > 1:
        raise DecodeError(f"unknown kind {kind} of stored record")
    time = datetime.fromtimestamp(seconds, UTC)
    offset += _RECORD.size
    for values in (_PERIOD, _TOTALS)[: kind + 1]:
        readings.extend(readings_of(values, _PASSED.unpack_from(payload, offset), time))
        offset += _PASSED.size
    return offset


_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x04CC: numbers("HH", *_TOTALS),
    0x05CC: numbers("HH", *_PERIOD),
    0x0AEF: TIME,
    0x20CE: Entry(_add_record, frozenset({PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT})),
    # 3 and 4 are not about the owner's threshold: great heat, and its end.
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM, channel="temperature", missing=(3, 4))),
    0x84CC: numbers("HHx", *_TOTALS),
    0x85CC: numbers("HHx", *_PERIOD),
    0xFFCC: skip(1),  # how it is powered
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS350", "VS351"),
    spec="VS350 User Guide and VS351 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs350", "milesight-iot/vs351"),
)
