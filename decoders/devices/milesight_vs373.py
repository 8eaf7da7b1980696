"""Milesight VS373, a radar that sees who is in a room or a bed, and who falls."""

from collections.abc import Iterator
from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import Entry, Table, decoder, emits, skip
from telemetry.errors import DecodeError
from telemetry.quantity import FALL, OCCUPANCY, THRESHOLD_ALARM
from telemetry.reading import Reading

_STATES = range(5)
_VACANT, _FALLEN = 1, 4


def _add_room(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add who is there: what the target does and how long the room was used follow, in a unit that is not told."""
    room = payload[offset]
    if room not in _STATES:
        raise DecodeError(f"unknown state {room} of the room")
    readings += [Reading(OCCUPANCY, float(room != _VACANT)), Reading(FALL, float(room == _FALLEN))]
    return offset + 6


def _add_regions(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add whether each region is occupied, which is 0; a region that is not set up is neither 0 nor 1."""
    regions = enumerate(payload[offset : offset + 4], 1)
    readings.extend(Reading(OCCUPANCY, float(raw == 0), f"region_{n}") for n, raw in regions if raw <= 1)
    return offset + 4


_ALARM = Struct("<HBBB")
_ALARMS = {1: "motionless", 2: "dwell", 3: "out_of_bed", 6: "slow_breath", 7: "fast_breath", 8: "lying"}
_FALL, _OCCUPIED, _VACATED = 0, 4, 5
_BEGAN, _ENDED, _IGNORED, _REPORTED = 1, 2, 3, 4
_NO_REGION = 0xFF


def _alarm(payload: bytes, offset: int, time: datetime | None) -> Iterator[Reading]:
    """What an alarm says: its number, kind, whether it begins or ends, and its region."""
    _, kind, status, region = _ALARM.unpack_from(payload, offset)
    if status not in {_BEGAN, _ENDED, _IGNORED, _REPORTED}:
        raise DecodeError(f"unknown status {status} of an alarm")
    if kind in {_OCCUPIED, _VACATED}:
        yield Reading(OCCUPANCY, float(kind == _OCCUPIED), time=time)
    elif kind != _FALL and kind not in _ALARMS:
        raise DecodeError(f"unknown kind {kind} of alarm")
    elif status != _REPORTED:
        quantity, name = (FALL, "main") if kind == _FALL else (THRESHOLD_ALARM, _ALARMS[kind])
        channel = name if region == _NO_REGION else f"{name}_{region}"
        yield Reading(quantity, float(status == _BEGAN), channel, time)


def _add_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
    readings.extend(_alarm(payload, offset, None))
    return offset + _ALARM.size


_TIME = Struct("<I")


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    (seconds,) = _TIME.unpack_from(payload, offset)
    readings.extend(_alarm(payload, offset + _TIME.size, datetime.fromtimestamp(seconds, UTC)))
    return offset + _TIME.size + _ALARM.size


_ALARMED = frozenset({FALL, OCCUPANCY, THRESHOLD_ALARM})

_TABLE: Table = {
    0x03F8: Entry(_add_room, frozenset({FALL, OCCUPANCY})),
    0x04F9: Entry(_add_regions, frozenset({OCCUPANCY})),
    0x05FA: skip(8),  # how long the beds of four regions have been empty
    0x06FB: Entry(_add_alarm, _ALARMED),
    0x20CE: Entry(_add_record, _ALARMED),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS373",),
    spec="VS373 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs373",),
)
