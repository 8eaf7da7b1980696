"""SenseCAP's first format: rows of channel, number of the measurement and value, little-endian, and a checksum.

A value is thousandths of the measurement's unit. Rows numbered below 4096 are about the device.
"""

from collections.abc import Iterator, Mapping
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_LEVEL,
    CO2,
    DISSOLVED_OXYGEN,
    DISTANCE,
    H2S,
    ILLUMINANCE,
    NH3,
    PAR,
    RAIN_INTENSITY,
    RAIN_TOTAL,
    RELATIVE_HUMIDITY,
    SOIL_CONDUCTIVITY,
    SOIL_MOISTURE,
    SOIL_TEMPERATURE,
    UV_INDEX,
    WATER_LEAK,
    WATER_LEVEL,
    WATER_PH,
    WIND_DIRECTION,
    WIND_GUST,
    WIND_SPEED,
    Kind,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_ROW = Struct("<BHi")
_CHECKSUM_SIZE = 2
_BATTERY = 0x0007
_FIRST_MEASUREMENT = 4097


class Measurement(NamedTuple):
    """What a numbered measurement means: its quantity is the value × `factor` / `divisor`."""

    quantity: Quantity
    factor: int = 1
    divisor: int = 1


MEASUREMENTS: Mapping[int, Measurement] = {
    4097: Measurement(AIR_TEMPERATURE),
    4098: Measurement(RELATIVE_HUMIDITY),
    4099: Measurement(ILLUMINANCE),
    4100: Measurement(CO2),
    4101: Measurement(ATMOSPHERIC_PRESSURE, 1, 100),  # pascals
    4102: Measurement(SOIL_TEMPERATURE),
    4103: Measurement(SOIL_MOISTURE),
    4104: Measurement(WIND_DIRECTION),
    4105: Measurement(WIND_SPEED),
    4106: Measurement(WATER_PH),
    4107: Measurement(PAR),
    4108: Measurement(SOIL_CONDUCTIVITY, 1000),  # dS/m
    4109: Measurement(DISSOLVED_OXYGEN),
    4110: Measurement(SOIL_MOISTURE),
    4113: Measurement(RAIN_INTENSITY),
    4115: Measurement(DISTANCE, 1, 100),  # centimetres
    4116: Measurement(WATER_LEAK),
    4117: Measurement(WATER_LEVEL, 1, 100),  # centimetres
    4118: Measurement(NH3),
    4119: Measurement(H2S),
    4190: Measurement(UV_INDEX),
    4191: Measurement(WIND_GUST),
    4213: Measurement(RAIN_TOTAL),
}
"""The measurements of the SenseCAP documents that have a quantity."""


def _readings(payload: bytes) -> Iterator[Reading]:
    for channel, number, raw in _ROW.iter_unpack(payload[:-_CHECKSUM_SIZE]):
        if number == _BATTERY:
            yield Reading(BATTERY_LEVEL, float(raw & 0xFFFF))
        if number < _FIRST_MEASUREMENT:
            continue
        measurement = MEASUREMENTS.get(number)
        if measurement is None:
            raise DecodeError(f"unknown measurement {number}")
        quantity, factor, divisor = measurement
        value = float(raw != 0) if quantity.kind is Kind.STATE else raw * factor / (1000 * divisor)
        yield Reading(quantity, value, MAIN_CHANNEL if channel <= 1 else str(channel))


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame of any number of rows."""
    return list(_readings(uplink.payload))
