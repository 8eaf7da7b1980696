"""Adeunis TIC on a single-phase meter: Linky in historic mode, or the older blue meter ("CBE")."""

from decoders.contract import Decoder
from decoders.formats.adeunis_tic import COMMON, tic, value
from telemetry.quantity import ACTIVE_ENERGY, APPARENT_POWER, CURRENT

DECODER = Decoder(
    vendor="Adeunis",
    models=("TIC CBE/Linky mono", "TIC Linky mono"),
    spec="Adeunis' codec for the TIC",
    emits=COMMON | {ACTIVE_ENERGY, APPARENT_POWER, CURRENT},
    # Address and tariff option before, current tariff after.
    decode=tic(
        "12x4x7I4x",
        value(ACTIVE_ENERGY, "base"),
        value(CURRENT, "subscribed"),
        value(CURRENT),
        value(CURRENT, "max"),
        value(APPARENT_POWER),
        value(ACTIVE_ENERGY, "off_peak"),
        value(ACTIVE_ENERGY, "peak"),
    ),
    aliases=("adeunis/tic-cbe-linky-mono",),
)
