"""Milesight WS136 and WS156, panels of six and of five buttons."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, decoder, emits
from telemetry.errors import DecodeError
from telemetry.quantity import BUTTON_PRESSED
from telemetry.reading import Reading

_BUTTONS = range(1, 7)


def _add_press(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the button; the command that it sent to another device follows."""
    button = payload[offset]
    if button not in _BUTTONS:
        raise DecodeError(f"there is no button {button}")
    readings.append(Reading(BUTTON_PRESSED, 1.0, str(button)))
    return offset + 3


_TABLE = {
    0x0175: BATTERY,
    0xFF34: Entry(_add_press, frozenset({BUTTON_PRESSED})),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS136", "WS156"),
    spec="WS136 User Guide and WS156 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws136", "milesight-iot/ws156"),
)
