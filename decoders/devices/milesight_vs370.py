"""Milesight VS370, whether somebody is there, by radar."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, numbers, state
from telemetry.quantity import DAYLIGHT, OCCUPANCY

_SWITCHED_OFF = 0xFE

_TABLE = {
    0x0175: BATTERY,
    0x0300: state(OCCUPANCY),
    0x0400: numbers("B", Value(DAYLIGHT, missing=(_SWITCHED_OFF,))),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("VS370",),
    spec="VS370 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/vs370",),
)
