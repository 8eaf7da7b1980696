"""Milesight EM300-MCS, a magnet contact on a door with temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, state
from telemetry.quantity import AIR_TEMPERATURE, DOOR_OPEN, RELATIVE_HUMIDITY

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x0600: state(DOOR_OPEN),
    0x20CE: history("hBB", _TEMPERATURE, _HUMIDITY, Value(DOOR_OPEN)),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM300-MCS",),
    spec="EM300 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em300-mcs",),
)
