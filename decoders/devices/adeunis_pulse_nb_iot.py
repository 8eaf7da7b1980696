"""Adeunis Pulse 4 NB-IoT: the Pulse's frames after its IMEI, the signal and a counter."""

from decoders.contract import Decoder
from decoders.formats.adeunis import decoder
from decoders.formats.adeunis_pulse import EMITS, FRAMES, PERIOD

_HEADER_SIZE = 13

DECODER = Decoder(
    vendor="Adeunis",
    models=("Pulse NB-IoT", "Pulse 4 NB-IoT"),
    spec="Adeunis' codec for the Pulse 4 NB-IoT; sampling period: as the PULSE V4",
    emits=EMITS,
    decode=decoder(FRAMES, period=PERIOD, skip=_HEADER_SIZE),
    aliases=("adeunis/pulse-nb-iot",),
)
