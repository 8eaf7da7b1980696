"""The entries that Milesight's counters of passing people (VS350, VS351, VS360) share."""

from datetime import UTC, datetime
from struct import Struct

from decoders.formats.milesight_tlv import TIME, Entry, Table, Value, numbers, readings_of
from telemetry.errors import DecodeError
from telemetry.quantity import PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT
from telemetry.reading import Reading

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


PASSAGES: Table = {
    0x04CC: numbers("HH", *_TOTALS),
    0x05CC: numbers("HH", *_PERIOD),
    0x0AEF: TIME,
    0x20CE: Entry(_add_record, frozenset({PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT})),
    # That a threshold was crossed follows.
    0x84CC: numbers("HHx", *_TOTALS),
    0x85CC: numbers("HHx", *_PERIOD),
}
