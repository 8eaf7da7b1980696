"""Decentlab DL-ATM41G2, weather station of the second generation."""

from decoders.formats.decentlab import BATTERY, Sensor, Value, decentlab, long, signed, unsigned
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    DEVICE_TEMPERATURE,
    LIGHTNING_DISTANCE,
    LIGHTNING_STRIKES,
    RAIN,
    RAIN_TOTAL,
    RELATIVE_HUMIDITY,
    SOLAR_IRRADIANCE,
    TILT,
    VAPOUR_PRESSURE,
    WATER_CONDUCTIVITY,
    WIND_DIRECTION,
    WIND_GUST,
    WIND_SPEED,
)

DECODER = decentlab(
    ("DL-ATM41G2",),
    Sensor(
        17,
        (
            signed(SOLAR_IRRADIANCE, 0, 10),
            unsigned(RAIN, 1, 1000),
            signed(LIGHTNING_STRIKES, 2),
            signed(LIGHTNING_DISTANCE, 3),
            signed(WIND_SPEED, 4, 100),
            signed(WIND_DIRECTION, 5, 10),
            signed(WIND_GUST, 6, 100),
            signed(AIR_TEMPERATURE, 7, 10),
            signed(VAPOUR_PRESSURE, 8, 100),
            # Sent in hundredths of a kilopascal.
            signed(ATMOSPHERIC_PRESSURE, 9, 10),
            signed(RELATIVE_HUMIDITY, 10, 10),
            signed(DEVICE_TEMPERATURE, 11, 10),
            signed(TILT, 12, 10, "x"),
            signed(TILT, 13, 10, "y"),
            signed(WATER_CONDUCTIVITY, 14, 1, "rain"),
            Value(RAIN_TOTAL, lambda x, _: long(x, 15) / 1000),
        ),
    ),
    BATTERY,
)
