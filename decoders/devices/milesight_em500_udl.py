"""Milesight EM500-UDL, ultrasonic distance."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, skip
from telemetry.quantity import DISTANCE

# Sent in millimetres; 0xFFFF means that the sensor could not be read, 0xFFFD that nothing is in range.
_DISTANCE = Value(DISTANCE, 1000, missing=(0xFFFF, 0xFFFD))

_TABLE = {
    0x0175: BATTERY,
    0x0382: number("H", _DISTANCE),
    0x83E9: skip(5),  # alarm: the published documents disagree about the unit of its distances
    0x20CE: history("H", _DISTANCE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM500-UDL",),
    spec="EM500 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em500-udl",),
)
