"""Milesight EM410-RDL, distance by radar, with temperature and position."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, numbers, skip, state
from telemetry.quantity import AIR_TEMPERATURE, DISTANCE, THRESHOLD_ALARM, TILTED

# Sent in millimetres; 0xFFFF is a fault of the sensor, 0xFFFE one that is switched off, 0xFFFD no target.
_ABSENT = (-1, -2, -3)
_DISTANCE = Value(DISTANCE, 1000, missing=_ABSENT)
_TEMPERATURE = Value(AIR_TEMPERATURE, 10, missing=_ABSENT)

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0482: number("h", _DISTANCE),
    0x0500: state(TILTED),
    0x06C7: skip(2),  # strength of the echo
    0x20CE: history("hhxxx", _DISTANCE, _TEMPERATURE),  # change and events follow
    0x8482: numbers("hB", _DISTANCE, Value(THRESHOLD_ALARM, missing=(2,))),  # 2 is a sudden change
    0x9482: numbers("hxxx", _DISTANCE),  # the sudden change, and that it is one, follow
    0xB482: numbers("hx", _DISTANCE),  # why the distance is none follows
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM410-RDL",),
    spec="EM410-RDL User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em410-rdl",),
)
