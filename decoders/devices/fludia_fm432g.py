"""Fludia FM432g, which reads the figures of a gas meter.

The index is in cubic metres if the sensor watches the last figure of cubic metres; the installer knows which it is.
"""

from decoders.contract import Decoder
from decoders.formats.fludia import Register, data, decoder, nothing, technical
from telemetry.quantity import GAS_VOLUME

_VOLUME = Register(GAS_VOLUME, divisor=10)

DECODER = Decoder(
    vendor="Fludia",
    models=("FM432g",),
    spec="Fludia's public decoder for the FM432g",
    emits=frozenset({GAS_VOLUME}),
    decode=decoder({b"\x6d": data(_VOLUME), b"\x6e": technical(15, 8, _VOLUME), b"\x2e": nothing, b"\x2f": nothing}),
    aliases=("fludia/fm432g",),
)
