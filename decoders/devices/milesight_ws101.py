"""Milesight WS101, a push button."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, decoder, emits
from telemetry.errors import DecodeError
from telemetry.quantity import BUTTON_PRESSED
from telemetry.reading import Reading

_PRESSES = {1: "short", 2: "long", 3: "double"}


def _add_press(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the press, on a channel that says which kind it was."""
    if payload[offset] not in _PRESSES:
        raise DecodeError(f"unknown kind {payload[offset]} of press")
    readings.append(Reading(BUTTON_PRESSED, 1.0, _PRESSES[payload[offset]]))
    return offset + 1


_TABLE = {
    0x0175: BATTERY,
    0xFF2E: Entry(_add_press, frozenset({BUTTON_PRESSED})),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS101",),
    spec="WS101 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws101",),
)
