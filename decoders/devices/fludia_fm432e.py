"""Fludia FM430 and FM432e, which read the disc or the flash of an electricity meter."""

from decoders.contract import Decoder
from decoders.formats.fludia import Register, data, decoder, nothing, technical
from telemetry.quantity import ACTIVE_ENERGY, ACTIVE_POWER, LOW_BATTERY

_ENERGY = Register(ACTIVE_ENERGY)

DECODER = Decoder(
    vendor="Fludia",
    models=("FM432e", "FM430e", "FM430", "FM432"),
    spec="Fludia's public decoder for the FM432e",
    emits=frozenset({ACTIVE_ENERGY, ACTIVE_POWER, LOW_BATTERY}),
    decode=decoder(
        {
            b"\x69": data(_ENERGY),
            b"\x6a": technical(16, 8, _ENERGY, battery_at=7),
            b"\x12": nothing,
            b"\x13": nothing,
        }
    ),
    aliases=("fludia/fm432e",),
)
