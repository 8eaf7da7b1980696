"""MClimate AQI Sensor: an air-quality index, gases, pressure, temperature and humidity, packed into nine bytes.

The index is published as AQI and as static AQI, that of a sensor which stays in its place. The unit of the organic
compounds, four ppm a step, is beyond what the sensor can tell apart; their byte states no quantity.
"""

from collections.abc import Iterator
from struct import Struct

from decoders.formats.mclimate import PERIODIC, Frame, decoder
from telemetry.quantity import (
    AIR_QUALITY_INDEX,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    CO2,
    RELATIVE_HUMIDITY,
)
from telemetry.reading import Reading

_UNRELIABLE = 0
"""The accuracy of the indices while the sensor stabilises."""


def _read(gases: int, humidity: int, high: int, low: int, battery: int) -> Iterator[Reading]:
    climate = high << 8 | low
    if climate & 0x3 != _UNRELIABLE:
        yield Reading(AIR_QUALITY_INDEX, float((gases >> 18 & 0x1F) * 16))
        yield Reading(AIR_QUALITY_INDEX, float((gases >> 23) * 16), "static")
        yield Reading(CO2, float((gases >> 8 & 0x3FF) * 32), "equivalent")
    yield Reading(RELATIVE_HUMIDITY, humidity * 4 / 10)
    yield Reading(ATMOSPHERIC_PRESSURE, ((climate >> 13) * 40 + 30000) / 100)
    yield Reading(AIR_TEMPERATURE, ((climate >> 2 & 0x7FF) - 400) / 10)
    yield Reading(BATTERY_VOLTAGE, (1600 + 8 * battery) / 1000)


DECODER = decoder(
    "AQI Sensor",
    "aqi-sensor",
    {
        PERIODIC: Frame(
            Struct(">IBHBB"),
            _read,
            frozenset(
                {
                    AIR_QUALITY_INDEX,
                    AIR_TEMPERATURE,
                    ATMOSPHERIC_PRESSURE,
                    BATTERY_VOLTAGE,
                    CO2,
                    RELATIVE_HUMIDITY,
                }
            ),
        )
    },
)
