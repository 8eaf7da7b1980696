"""Milesight EM310-UDL, ultrasonic distance, with the sensor's position."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, state
from telemetry.quantity import DISTANCE, TILTED

# Sent in millimetres; 0xFFFF and 0xFFFD stand for no echo.
_TABLE = {
    0x0175: BATTERY,
    0x0382: number("H", Value(DISTANCE, 1000, missing=(0xFFFF, 0xFFFD))),
    0x0400: state(TILTED),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM310-UDL",),
    spec="EM310-UDL User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em310-udl",),
)
