"""Adeunis TIC on a three-phase meter: Linky in historic mode, or the older blue meter ("CBE")."""

from decoders.contract import Decoder
from decoders.formats.adeunis_tic import COMMON, tic, value
from telemetry.quantity import ACTIVE_ENERGY, ACTIVE_POWER, APPARENT_POWER, CURRENT

DECODER = Decoder(
    vendor="Adeunis",
    models=("TIC CBE/Linky tri", "TIC Linky tri"),
    spec="Adeunis' codec for the TIC",
    emits=COMMON | {ACTIVE_ENERGY, ACTIVE_POWER, APPARENT_POWER, CURRENT},
    # The address comes first.
    decode=tic(
        "12x9I",
        value(ACTIVE_ENERGY, "base"),
        *(value(CURRENT, channel) for channel in ("1", "2", "3", "max_1", "max_2", "max_3")),
        value(ACTIVE_POWER, "max"),
        value(APPARENT_POWER),
    ),
    aliases=("adeunis/tic-cbe-linky-tri",),
)
