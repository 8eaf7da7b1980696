"""Decentlab DL-ATM41, weather station."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    DEVICE_TEMPERATURE,
    HEADING,
    LIGHTNING_DISTANCE,
    LIGHTNING_STRIKES,
    RAIN,
    RELATIVE_HUMIDITY,
    SOLAR_IRRADIANCE,
    TILT,
    VAPOUR_PRESSURE,
    WIND_COMPONENT,
    WIND_DIRECTION,
    WIND_GUST,
    WIND_SPEED,
)

DECODER = decentlab(
    ("DL-ATM41",),
    Sensor(
        17,
        (
            signed(SOLAR_IRRADIANCE, 0),
            signed(RAIN, 1, 1000),
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
            signed(HEADING, 14),
            signed(WIND_COMPONENT, 15, 100, "north"),
            signed(WIND_COMPONENT, 16, 100, "east"),
        ),
    ),
    BATTERY,
)
