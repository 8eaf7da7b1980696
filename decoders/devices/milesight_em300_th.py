"""Milesight EM300-TH and EM320-TH, temperature and humidity."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number
from telemetry.quantity import AIR_TEMPERATURE, RELATIVE_HUMIDITY

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x20CE: history("hBx", _TEMPERATURE, _HUMIDITY),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM300-TH", "EM320-TH"),
    spec="EM300 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em300-th", "milesight-iot/em320-th"),
)
