"""Milesight AT101, a tracker of things."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, Value, decoder, emits, number, numbers, skip, state
from telemetry.quantity import AIR_TEMPERATURE, LATITUDE, LONGITUDE, TAMPER, THRESHOLD_ALARM, TILTED
from telemetry.reading import Reading

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_PLACE = Struct("<iix")
_NO_FIX = -1
_STATED = frozenset({LATITUDE, LONGITUDE})


def _place(latitude: int, longitude: int) -> list[Reading]:
    """A position in millionths of a degree; all ones say that there was no fix."""
    if _NO_FIX in (latitude, longitude):
        return []
    return [
        Reading(LATITUDE, latitude / 1_000_000),
        Reading(LONGITUDE, longitude / 1_000_000),
    ]


def _add_place(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the position; the motion and the fence follow."""
    readings += _place(*_PLACE.unpack_from(payload, offset))
    return offset + _PLACE.size


_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0488: Entry(_add_place, _STATED),
    0x0500: state(TILTED),
    0x06D9: skip(9),  # an access point: group, address, signal, motion
    0x0700: state(TAMPER),
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM)),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("AT101",),
    spec="AT101 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/at101",),
)
