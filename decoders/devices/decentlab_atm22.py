"""Decentlab DL-ATM22, wind."""

from decoders.formats.decentlab import BATTERY, Sensor, decentlab, signed
from telemetry.quantity import AIR_TEMPERATURE, TILT, WIND_COMPONENT, WIND_DIRECTION, WIND_GUST, WIND_SPEED

DECODER = decentlab(
    ("DL-ATM22",),
    Sensor(
        8,
        (
            signed(WIND_SPEED, 0, 100),
            signed(WIND_DIRECTION, 1, 10),
            signed(WIND_GUST, 2, 100),
            signed(AIR_TEMPERATURE, 3, 10),
            signed(TILT, 4, 10, "x"),
            signed(TILT, 5, 10, "y"),
            signed(WIND_COMPONENT, 6, 100, "north"),
            signed(WIND_COMPONENT, 7, 100, "east"),
        ),
    ),
    BATTERY,
)
