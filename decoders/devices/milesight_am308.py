"""Milesight AM308: the AM307 with PM2.5 and PM10."""

from decoders.contract import Decoder
from decoders.formats.milesight_am300 import ACTIVITY, COMMON, PM2_5_VALUE, PM10_VALUE, histories
from decoders.formats.milesight_tlv import decoder, emits, number

_TABLE = {
    **COMMON,
    0x056A: ACTIVITY,
    0x0B7D: number("H", PM2_5_VALUE),
    0x0C7D: number("H", PM10_VALUE),
    **histories("HH", PM2_5_VALUE, PM10_VALUE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("AM308", "AM308L"),
    spec="AM300 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/am308", "milesight-iot/am308l"),
)
