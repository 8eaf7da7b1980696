"""Fludia FM432p, which counts the pulses of a meter."""

from decoders.contract import Decoder
from decoders.formats.fludia import Register, data, decoder, technical
from telemetry.quantity import PULSE_COUNT

_PULSES = Register(PULSE_COUNT)

DECODER = Decoder(
    vendor="Fludia",
    models=("FM432p",),
    spec="Fludia's public decoder for the FM432p",
    emits=frozenset({PULSE_COUNT}),
    decode=decoder({b"\x6b": data(_PULSES), b"\x6c": technical(11, 4, _PULSES)}),
    aliases=("fludia/fm432p",),
)
