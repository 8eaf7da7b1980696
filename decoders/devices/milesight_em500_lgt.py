"""Milesight EM500-LGT, illuminance."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number
from telemetry.quantity import ILLUMINANCE

# All ones mean that the sensor could not be read, two less that it is out of range.
_ILLUMINANCE = Value(ILLUMINANCE, missing=(0xFFFFFFFF, 0xFFFFFFFD))

_TABLE = {
    0x0175: BATTERY,
    0x0394: number("I", _ILLUMINANCE),
    0x20CE: history("I", _ILLUMINANCE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM500-LGT",),
    spec="EM500 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em500-lgt",),
)
