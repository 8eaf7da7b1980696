"""Milesight VS340 and VS341, whether a desk or a seat is occupied."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, decoder, emits, state
from telemetry.quantity import DESK_OCCUPIED

_TABLE = {
    0x0175: BATTERY,
    0x0300: state(DESK_OCCUPIED),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS340", "VS341"),
    spec="VS340 and VS341 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs340", "milesight-iot/vs341"),
)
