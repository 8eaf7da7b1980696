"""Milesight AM319 with the formaldehyde sensor: the AM308 with formaldehyde."""

from decoders.contract import Decoder
from decoders.formats.milesight_am300 import COMMON, FORMALDEHYDE_VALUE, PM2_5_VALUE, PM10_VALUE, histories
from decoders.formats.milesight_tlv import decoder, emits, number

_TABLE = {
    **COMMON,
    0x0A7D: number("H", FORMALDEHYDE_VALUE),
    0x0B7D: number("H", PM2_5_VALUE),
    0x0C7D: number("H", PM10_VALUE),
    **histories("HHH", PM2_5_VALUE, PM10_VALUE, FORMALDEHYDE_VALUE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("AM319", "AM319L", "AM319-HCHO"),
    spec="AM300 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/am319", "milesight-iot/am319l", "milesight-iot/am319-hcho"),
)
