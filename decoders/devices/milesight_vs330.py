"""Milesight VS330, bathroom occupancy by distance."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, skip, state
from telemetry.quantity import DISTANCE, OCCUPANCY

_TABLE = {
    0x0175: BATTERY,
    0x0282: number("H", Value(DISTANCE, 1000)),
    0x038E: state(OCCUPANCY),
    0x048E: skip(1),  # result of a calibration
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS330",),
    spec="VS330 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs330",),
)
