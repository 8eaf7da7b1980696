"""Milesight WS201, fill level of a paper dispenser."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number
from telemetry.quantity import DISTANCE, FILL_LEVEL

_TABLE = {
    0x0175: BATTERY,
    0x0382: number("H", Value(DISTANCE, 1000)),
    0x04D6: number("B", Value(FILL_LEVEL)),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS201",),
    spec="WS201 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws201",),
)
