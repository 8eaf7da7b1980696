"""Adeunis Pulse 4, two pulse inputs for water, gas or heat meters."""

from decoders.contract import Decoder
from decoders.formats.adeunis import decoder
from decoders.formats.adeunis_pulse import EMITS, FRAMES, PERIOD

DECODER = Decoder(
    vendor="Adeunis",
    models=("Pulse", "Pulse 3", "Pulse 4"),
    spec="Adeunis' codec for the Pulse 4; sampling period: PULSE V3 technical reference manual, register 321",
    emits=EMITS,
    decode=decoder(FRAMES, period=PERIOD),
    aliases=("adeunis/pulse", "adeunis/pulse-4"),
)
