"""Milesight AM319 with the ozone sensor: the AM308 with ozone."""

from decoders.contract import Decoder
from decoders.formats.milesight_am300 import COMMON, O3_VALUE, PM2_5_VALUE, PM10_VALUE, histories
from decoders.formats.milesight_tlv import decoder, emits, number

_TABLE = {
    **COMMON,
    0x0B7D: number("H", PM2_5_VALUE),
    0x0C7D: number("H", PM10_VALUE),
    0x0D7D: number("H", O3_VALUE),
    **histories("HHH", PM2_5_VALUE, PM10_VALUE, O3_VALUE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("AM319-O3",),
    spec="AM300 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/am319-o3",),
)
