"""Terabee LoRa Level Monitoring XL, an optical level sensor for bins and silos."""

from collections.abc import Iterator
from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE, DISTANCE, FILL_LEVEL
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Millimetres, percent, millivolts, errors.
_FRAME = Struct(">HBHB")
_TOO_CLOSE, _INVALID, _TOO_FAR = 0, 1, 0xFFFF
_NO_LEVEL = 0xFF


def _readings(payload: bytes) -> Iterator[Reading]:
    millimetres, percent, millivolts, errors = _FRAME.unpack(payload)
    if errors:
        raise DecodeError(f"the sensor reports errors {errors:#04x} instead of a measurement; restart it")
    if millimetres not in {_TOO_CLOSE, _INVALID, _TOO_FAR}:
        yield Reading(DISTANCE, millimetres / 1000)
    if percent != _NO_LEVEL:
        yield Reading(FILL_LEVEL, float(percent))
    yield Reading(BATTERY_VOLTAGE, millivolts / 1000)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a measurement; what is too close, too far or unreadable gives no distance."""
    return list(_readings(uplink.payload))


DECODER = Decoder(
    vendor="Terabee",
    models=("LoRa Level Monitoring XL", "LM-XL"),
    spec="Terabee LoRa Level Monitoring XL, payload",
    emits=frozenset({BATTERY_VOLTAGE, DISTANCE, FILL_LEVEL}),
    decode=decode,
    aliases=("terabee/lora-lm-xl",),
)
