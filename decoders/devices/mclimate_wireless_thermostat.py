"""MClimate Wireless Thermostat; newer firmware gives its set point in tenths."""

from decoders.formats.mclimate import (
    BATTERY_MV,
    HUMIDITY,
    LIGHT,
    PERIODIC,
    PERIODIC_81,
    PRESENCE,
    TEMPERATURE,
    Value,
    decoder,
    values,
)
from telemetry.quantity import TEMPERATURE_SETPOINT

_DEGREES, _TENTHS = Value(TEMPERATURE_SETPOINT), Value(TEMPERATURE_SETPOINT, lambda raw: raw / 10)

DECODER = decoder(
    "Wireless Thermostat",
    "wireless-thermostat",
    {
        PERIODIC: values("HBHBxHB", TEMPERATURE, HUMIDITY, BATTERY_MV, _DEGREES, LIGHT, PRESENCE),
        PERIODIC_81: values("HBHHxHB", TEMPERATURE, HUMIDITY, BATTERY_MV, _TENTHS, LIGHT, PRESENCE),
    },
)
