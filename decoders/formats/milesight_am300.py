"""The entries that the Milesight AM300 series (AM307, AM308, AM319) shares."""

from decoders.formats.milesight_tlv import BATTERY, Entry, Table, Value, history, number, skip, state
from telemetry.quantity import (
    ACTIVITY_LEVEL,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    CO2,
    FORMALDEHYDE,
    ILLUMINANCE,
    LIGHT_LEVEL,
    MOTION,
    O3,
    PM2_5,
    PM10,
    RELATIVE_HUMIDITY,
    TVOC_INDEX,
    TVOC_MASS,
)

_FAILED = (0xFFFF,)

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF, 0xFFFF))
_MOTION = Value(MOTION)
_LIGHT = Value(LIGHT_LEVEL)
_CO2 = Value(CO2, missing=_FAILED)
_TVOC_INDEX = Value(TVOC_INDEX, 100, missing=_FAILED)
_TVOC = Value(TVOC_MASS, missing=_FAILED)
_PRESSURE = Value(ATMOSPHERIC_PRESSURE, 10, missing=_FAILED)

PM2_5_VALUE = Value(PM2_5, missing=_FAILED)
PM10_VALUE = Value(PM10, missing=_FAILED)
FORMALDEHYDE_VALUE = Value(FORMALDEHYDE, missing=_FAILED, factor=10)
"""Sent in hundredths of a milligram per cubic metre, kept in micrograms."""

O3_VALUE = Value(O3, 100, missing=_FAILED, factor=1995.4)
"""Sent in hundredths of a ppm; 1 ppm is 1995.4 µg/m³ at 20 °C and 101.3 kPa (directive 2008/50/EC, annex VI)."""

ACTIVITY = number("H", Value(ACTIVITY_LEVEL))
"""An entry of the AM100 series, which the published examples of the AM307L and AM308L have too."""

COMMON: Table = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x0500: state(MOTION),
    0x06CB: number("B", _LIGHT),
    0x0694: number("I", Value(ILLUMINANCE)),
    0x077D: number("H", _CO2),
    0x087D: number("H", _TVOC_INDEX),
    0x08E6: number("H", _TVOC),
    0x0973: number("H", _PRESSURE),
    0x0E01: skip(1),  # buzzer
}


def histories(layout: str, *values: Value) -> dict[int, Entry]:
    """The two kinds of stored record, which tell apart how the TVOC is expressed, with what a model adds."""
    head = (_TEMPERATURE, _HUMIDITY, _MOTION, _LIGHT, _CO2)
    return {
        0x20CE: history("hHBBHHH" + layout, *head, _TVOC_INDEX, _PRESSURE, *values),
        0x21CE: history("hHBBHHH" + layout, *head, _TVOC, _PRESSURE, *values),
    }
