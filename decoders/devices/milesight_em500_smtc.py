"""Milesight EM500-SMTC, soil moisture, temperature and conductivity."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, history, number, numbers
from telemetry.quantity import SOIL_CONDUCTIVITY, SOIL_MOISTURE, SOIL_TEMPERATURE

# 0xFFFF means that the probe could not be read, 0xFFFD that it is out of range.
_TEMPERATURE = Value(SOIL_TEMPERATURE, 10, missing=(-1, -3))
_COARSE_MOISTURE = Value(SOIL_MOISTURE, 2, missing=(0xFF,))
_MOISTURE = Value(SOIL_MOISTURE, 100, missing=(0xFFFF, 0xFFFD))
_CONDUCTIVITY = Value(SOIL_CONDUCTIVITY, missing=(0xFFFF, 0xFFFD))

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _COARSE_MOISTURE),  # older probes
    0x04CA: number("H", _MOISTURE),
    0x057F: number("H", _CONDUCTIVITY),
    # The change that set the alarm off and the kind of alarm follow; the documents disagree about the kinds.
    0x83D7: numbers("hxxx", _TEMPERATURE),
    0x20CE: history("HhH", _CONDUCTIVITY, _TEMPERATURE, _MOISTURE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM500-SMTC",),
    spec="EM500 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em500-smtc", "milesight-iot/em500-smt"),
)
