"""Milesight VS121, a camera that counts people in a room, in regions of it and across lines."""

from datetime import UTC, datetime
from itertools import product
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import TIME, Entry, Table, Value, decoder, emits, numbers, skip
from telemetry.errors import DecodeError
from telemetry.quantity import OCCUPANCY, PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT, Quantity
from telemetry.reading import Reading


def _regions(first: int, count: int) -> Entry:
    """People in each of some regions, numbered from 1."""
    return numbers(f"{count}B", *(_people(f"region_{n}") for n in range(first, first + count)))


def _flows(*flows: str) -> Entry:
    """People who walked from one side to another since the last report."""
    return numbers(f"{len(flows)}H", *(_people(flow) for flow in flows))


def _people(channel: str) -> Value:
    return Value(PEOPLE_COUNT, channel=channel)


def _add_room(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the people in view, and which of the regions are occupied: the lowest bit is region 1."""
    people, regions, mask = _ROOM.unpack_from(payload, offset)
    if regions > 16:
        raise DecodeError(f"{regions} regions; the camera has up to 16")
    readings.append(Reading(PEOPLE_COUNT, float(people)))
    readings.extend(Reading(OCCUPANCY, float(mask >> n & 1), f"region_{n + 1}") for n in range(regions))
    return offset + _ROOM.size


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record: its time, its kind, and what an entry of that kind holds."""
    time = _time(payload, offset)
    kind = payload[offset + _TIME.size]
    if kind not in _KINDS:
        raise DecodeError(f"unknown kind {kind:#04x} of stored record")
    stored: list[Reading] = []
    end = _KINDS[kind].add(stored, payload, offset + _TIME.size + 1)
    readings.extend(reading._replace(time=time) for reading in stored)
    return end


def _time(payload: bytes, offset: int) -> datetime:
    (seconds,) = _TIME.unpack_from(payload, offset)
    return datetime.fromtimestamp(seconds, UTC)


# The mask alone is big-endian, as the published examples show.
_ROOM = Struct(">BBH")
_TIME = Struct("<I")
_FLOWS = [f"{start}_to_{end}" for start, end in product("abcd", repeat=2)]
_COUNTS: frozenset[Quantity] = frozenset({PEOPLE_COUNT, OCCUPANCY})

_PEOPLE = Entry(_add_room, _COUNTS)
_PASSED = _flows("in", "out")
_MOST = numbers("B", _people("max"))
_TOTALS = numbers("HH", Value(PEOPLE_IN), Value(PEOPLE_OUT))
_DWELL = skip(5)
_LINE = _flows("line_in", "line_out")

_KINDS = {
    0x01: _PEOPLE,
    0x02: _PASSED,
    0x03: _MOST,
    **{0x04 + n: _regions(4 * n + 1, 4) for n in range(4)},
    **{0x08 + n: _flows(*_FLOWS[2 * n : 2 * n + 2]) for n in range(8)},
    0x10: _TOTALS,
    0x11: _DWELL,
    0x12: _LINE,
}

_TABLE: Table = {
    0x04C9: _PEOPLE,
    0x05CC: _PASSED,
    0x06CD: _MOST,
    0x07D5: _regions(1, 8),
    0x08D5: _regions(9, 8),
    **{0x09DA + 0x100 * n: _flows(*_FLOWS[4 * n : 4 * n + 4]) for n in range(4)},
    0x0DCC: _TOTALS,
    0x0EE4: _DWELL,
    0x0F85: TIME,
    0x10F7: _LINE,
    0x20CE: Entry(_add_record, _COUNTS),
    0xFF1F: skip(4),  # firmware version
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS121",),
    spec="VS121 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs121",),
)
