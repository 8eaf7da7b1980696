"""Milesight EM500-SWL, depth of water above a submersible probe."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, skip
from telemetry.quantity import WATER_LEVEL

# Sent in centimetres; 0xFFFF means that the sensor could not be read, 0xFFFD that it is out of range.
_LEVEL = Value(WATER_LEVEL, 100, missing=(0xFFFF, 0xFFFD))

_TABLE = {
    0x0175: BATTERY,
    0x0377: number("H", _LEVEL),
    0xFF1B: skip(5),  # measuring range
    0x20CE: history("H", _LEVEL),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM500-SWL",),
    spec="EM500 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em500-swl",),
)
