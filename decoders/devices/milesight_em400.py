"""Milesight EM400-MUD, EM400-UDL and EM400-TLD, distance in a container, with temperature and position."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, PLACE, Value, decoder, emits, number, numbers, state
from telemetry.quantity import AIR_TEMPERATURE, DISTANCE, THRESHOLD_ALARM, TILTED

# Sent in millimetres; 0xFFFF and 0xFFFD stand for no echo.
_DISTANCE = Value(DISTANCE, 1000, missing=(0xFFFF, 0xFFFD))
_TEMPERATURE = Value(AIR_TEMPERATURE, 10, missing=(-1, -3))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0482: number("H", _DISTANCE),
    0x0500: state(TILTED),
    0x0688: PLACE,
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM, channel="temperature")),
    0x8482: numbers("HB", _DISTANCE, Value(THRESHOLD_ALARM, channel="distance")),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM400-MUD", "EM400-UDL", "EM400-TLD"),
    spec="EM400 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em400-mud", "milesight-iot/em400-udl", "milesight-iot/em400-tld"),
)
