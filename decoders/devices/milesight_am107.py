"""Milesight AM104 and AM107, indoor climate, activity and light; the AM107 adds CO2, TVOC and pressure."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, numbers
from telemetry.quantity import (
    ACTIVITY_LEVEL,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    CO2,
    ILLUMINANCE,
    INFRARED_LIGHT,
    LIGHT_LEVEL,
    RELATIVE_HUMIDITY,
    TVOC,
)

_FAILED = (0xFFFF,)

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", Value(AIR_TEMPERATURE, 10)),
    0x0468: number("B", Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))),
    0x056A: number("H", Value(ACTIVITY_LEVEL)),
    # Illuminance in lux, then the raw counts of visible with infrared light, and of infrared light alone.
    0x0665: numbers("HHH", Value(ILLUMINANCE), Value(LIGHT_LEVEL), Value(INFRARED_LIGHT)),
    0x077D: number("H", Value(CO2, missing=_FAILED)),
    0x087D: number("H", Value(TVOC, missing=_FAILED)),
    0x0973: number("H", Value(ATMOSPHERIC_PRESSURE, 10, missing=_FAILED)),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("AM104", "AM107"),
    spec="AM100 Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/am104", "milesight-iot/am107"),
)
