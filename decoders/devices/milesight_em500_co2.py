"""Milesight EM500-CO2, outdoor CO2 with temperature, humidity and pressure."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, numbers
from telemetry.quantity import AIR_TEMPERATURE, ATMOSPHERIC_PRESSURE, CO2, RELATIVE_HUMIDITY

# A number of all ones means that the sensor could not be read.
_TEMPERATURE = Value(AIR_TEMPERATURE, 10, missing=(-1,))
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))
_CO2 = Value(CO2, missing=(0xFFFF,))
_PRESSURE = Value(ATMOSPHERIC_PRESSURE, 10, missing=(0xFFFF,))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x057D: number("H", _CO2),
    0x0673: number("H", _PRESSURE),
    # The change that set the alarm off and the kind of alarm follow; the documents disagree about the kinds.
    0x83D7: numbers("hxxx", _TEMPERATURE),
    0x20CE: history("HHhB", _CO2, _PRESSURE, _TEMPERATURE, _HUMIDITY),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM500-CO2",),
    spec="EM500 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em500-co2",),
)
