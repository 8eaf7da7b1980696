"""Fludia FM432t, a thermometer that sends eight values at a time."""

from datetime import timedelta
from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_DATA, _TECHNICAL, _GREETING = 0x57, 0x58, 0x01
_VALUES = Struct(">BB8h")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data frame: each value stands at the beginning of its period, the last period ending now."""
    code = uplink.payload[0]
    if code in {_TECHNICAL, _GREETING}:
        return []
    if code != _DATA:
        raise DecodeError(f"unknown frame {code:#04x}")
    _, minutes, *values = _VALUES.unpack(uplink.payload)
    if not minutes:
        raise DecodeError("the frame says that its values have no time between them")
    step = timedelta(minutes=minutes)
    return [
        Reading(AIR_TEMPERATURE, value / 100, time=uplink.time - (len(values) - n) * step)
        for n, value in enumerate(values)
    ]


DECODER = Decoder(
    vendor="Fludia",
    models=("FM432t",),
    spec="Fludia's public decoder for the FM432t",
    emits=frozenset({AIR_TEMPERATURE}),
    decode=decode,
    aliases=("fludia/fm432t", "fludia/fm432t-10-15mn"),
)
