"""Milesight WS203, motion, temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, state
from telemetry.quantity import AIR_TEMPERATURE, OCCUPANCY, RELATIVE_HUMIDITY

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x0500: state(OCCUPANCY),
    # What made the device store the record comes first.
    0x20CE: history("xBhB", Value(OCCUPANCY), _TEMPERATURE, _HUMIDITY),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WS203",),
    spec="WS203 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ws203",),
)
