"""Adeunis Repeater, which repeats the frames of a list of devices and sends little of its own."""

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import LOW_BATTERY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_LIST_FRAMES = range(0x01, 0x05)
_SILENT = {0x20, 0x30}
_LOW_BATTERY = 0x01
"""Unlike in the other products' status byte."""


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame about the list of repeated devices, which states the battery."""
    code, status = uplink.payload[0], uplink.payload[1]
    if code in _SILENT:
        return []
    if code not in _LIST_FRAMES:
        raise DecodeError(f"unknown frame code {code:#04x}")
    return [Reading(LOW_BATTERY, float(status & _LOW_BATTERY))]


DECODER = Decoder(
    vendor="Adeunis",
    models=("Repeater",),
    spec="Adeunis' codec for the Repeater",
    emits=frozenset({LOW_BATTERY}),
    decode=decode,
    aliases=("adeunis/repeater",),
)
