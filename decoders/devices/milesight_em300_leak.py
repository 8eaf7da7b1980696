"""Milesight EM300-SLD, EM300-ZLD and EM300-MLD, water leaks at a spot, along a rope or on a membrane."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, state
from telemetry.quantity import AIR_TEMPERATURE, RELATIVE_HUMIDITY, WATER_LEAK

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x0500: state(WATER_LEAK),
    0x20CE: history("hBB", _TEMPERATURE, _HUMIDITY, Value(WATER_LEAK)),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM300-SLD", "EM300-ZLD", "EM300-MLD"),
    spec="EM300 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em300-sld", "milesight-iot/em300-zld", "milesight-iot/em300-mld"),
)
