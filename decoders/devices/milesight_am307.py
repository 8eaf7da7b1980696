"""Milesight AM307, indoor climate, presence, light, CO2, TVOC and pressure."""

from decoders.contract import Decoder
from decoders.formats.milesight_am300 import ACTIVITY, COMMON, histories
from decoders.formats.milesight_tlv import decoder, emits

_TABLE = {**COMMON, 0x056A: ACTIVITY, **histories("")}

DECODER = Decoder(
    vendor="Milesight",
    models=("AM307", "AM307L"),
    spec="AM300 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/am307", "milesight-iot/am307l"),
)
