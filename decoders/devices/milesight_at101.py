"""Milesight AT101, a tracker of things."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, PLACE, Value, decoder, emits, history, number, numbers, skip, state
from telemetry.quantity import AIR_TEMPERATURE, LATITUDE, LONGITUDE, TAMPER, THRESHOLD_ALARM, TILTED

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0488: PLACE,
    0x0500: state(TILTED),
    0x06D9: skip(9),  # an access point: group, address, signal, motion
    0x0700: state(TAMPER),
    # A stored place has the longitude first, unlike the others.
    0x20CE: history("ii", *(Value(axis, 1_000_000, missing=(-1,)) for axis in (LONGITUDE, LATITUDE))),
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM)),
    0x8488: PLACE,  # as it crosses a fence
}

DECODER = Decoder(
    vendor="Milesight",
    models=("AT101",),
    spec="AT101 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/at101",),
)
