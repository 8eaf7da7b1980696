"""Adeunis TIC on a PME-PMI meter, of small firms and public buildings.

The date of the frame is the meter's own clock in an unknown zone, so the time is the network server's.
"""

from decoders.contract import Decoder
from decoders.formats.adeunis_tic import COMMON, tic, value
from telemetry.quantity import ACTIVE_ENERGY, APPARENT_ENERGY, REACTIVE_ENERGY, REACTIVE_ENERGY_EXPORTED

_ENERGIES = (ACTIVE_ENERGY, REACTIVE_ENERGY, REACTIVE_ENERGY_EXPORTED)

DECODER = Decoder(
    vendor="Adeunis",
    models=("TIC PME-PMI",),
    spec="Adeunis' codec for the TIC",
    emits=COMMON | {APPARENT_ENERGY, *_ENERGIES},
    # The date comes first; the energies of the tariff period now and before it are in kWh and kvarh.
    decode=tic(
        "6x4I3x6I",
        *(value(quantity) for quantity in _ENERGIES),
        value(APPARENT_ENERGY),
        *(value(quantity, "period", thousands=True) for quantity in _ENERGIES),
        *(value(quantity, "previous_period", thousands=True) for quantity in _ENERGIES),
    ),
    aliases=("adeunis/tic-pme-pmi",),
)
