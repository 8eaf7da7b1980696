"""Milesight AM103, indoor temperature, humidity and CO2."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number
from telemetry.quantity import AIR_TEMPERATURE, CO2, RELATIVE_HUMIDITY

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))
_CO2 = Value(CO2, missing=(0xFFFF,))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x077D: number("H", _CO2),
    0x20CE: history("hBH", _TEMPERATURE, _HUMIDITY, _CO2),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("AM103", "AM103L"),
    spec="AM103 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/am103", "milesight-iot/am103l", "milesight-iot/am103_am103l", "milesight-iot/am103am103l"),
)
