"""Milesight VS321, a thermal camera that counts people, with temperature and humidity."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, TIME, Entry, Value, decoder, emits, number, numbers, skip, state
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, DAYLIGHT, OCCUPANCY, PEOPLE_COUNT, RELATIVE_HUMIDITY, THRESHOLD_ALARM
from telemetry.reading import Reading

_TEMPERATURE = Value(AIR_TEMPERATURE, 10, missing=(-1,))
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))
_PEOPLE = number("H", Value(PEOPLE_COUNT))

_MASKS = Struct("<HH")
_REGIONS = range(10)


def _add_regions(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add whether each region that is watched is occupied; the lowest bit is region 1."""
    watched, occupied = _MASKS.unpack_from(payload, offset)
    readings.extend(
        Reading(OCCUPANCY, float(occupied >> n & 1), f"region_{n + 1}") for n in _REGIONS if watched >> n & 1
    )
    return offset + _MASKS.size


_HEAD = Struct("<IB")
_STORED = {0: _PEOPLE.add, 1: _add_regions}


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record: its time, its kind, and what an entry of that kind holds."""
    seconds, kind = _HEAD.unpack_from(payload, offset)
    if kind not in _STORED:
        raise DecodeError(f"unknown kind {kind} of stored record")
    stored: list[Reading] = []
    end = _STORED[kind](stored, payload, offset + _HEAD.size)
    time = datetime.fromtimestamp(seconds, UTC)
    readings.extend(reading._replace(time=time) for reading in stored)
    return end


_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x05FD: _PEOPLE,
    0x06FE: Entry(_add_regions, frozenset({OCCUPANCY})),
    0x07FF: state(DAYLIGHT),
    0x08F4: skip(2),  # whether the camera sees well
    0x0AEF: TIME,
    0x20CE: Entry(_add_record, frozenset({OCCUPANCY, PEOPLE_COUNT})),
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM, channel="temperature")),
    0x8468: numbers("BB", _HUMIDITY, Value(THRESHOLD_ALARM, channel="humidity")),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS321",),
    spec="VS321 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs321",),
)
