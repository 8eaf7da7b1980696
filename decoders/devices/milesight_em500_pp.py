"""Milesight EM500-PP, pressure in a pipe."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number
from telemetry.quantity import PRESSURE

# Sent in kilopascals; 0xFFFF means that the sensor could not be read, 0xFFFD that it is out of range.
_PRESSURE = Value(PRESSURE, missing=(-1, -3))

_TABLE = {
    0x0175: BATTERY,
    0x037B: number("h", _PRESSURE),
    0x20CE: history("h", _PRESSURE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM500-PP",),
    spec="EM500 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em500-pp",),
)
