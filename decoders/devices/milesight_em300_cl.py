"""Milesight EM300-CL, whether a liquid stands as high as the sensor on a container."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, decoder, emits, skip
from telemetry.errors import DecodeError
from telemetry.quantity import THRESHOLD_ALARM, WATER_CONTACT
from telemetry.reading import Reading

_FULL, _EMPTY = 1, 2
_UNKNOWN = (0, 0xFF)
"""Not calibrated, and a fault of the sensor."""


def _add_liquid(readings: list[Reading], payload: bytes, offset: int) -> int:
    liquid = payload[offset]
    if liquid in {_FULL, _EMPTY}:
        readings.append(Reading(WATER_CONTACT, float(liquid == _FULL)))
    elif liquid not in _UNKNOWN:
        raise DecodeError(f"unknown state {liquid} of the liquid")
    return offset + 1


def _add_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the liquid, and whether the owner is told that it lacks."""
    offset = _add_liquid(readings, payload, offset)
    readings.append(Reading(THRESHOLD_ALARM, float(payload[offset] != 0)))
    return offset + 1


_TABLE = {
    0x0175: BATTERY,
    0x03ED: Entry(_add_liquid, frozenset({WATER_CONTACT})),
    0x04EE: skip(1),  # result of a calibration
    0x83ED: Entry(_add_alarm, frozenset({THRESHOLD_ALARM, WATER_CONTACT})),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM300-CL",),
    spec="EM300-CL User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em300-cl",),
)
