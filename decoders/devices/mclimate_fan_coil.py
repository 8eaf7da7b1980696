"""MClimate Fan Coil Thermostat; its fan runs in steps, which are no share of a full speed."""

from decoders.formats.mclimate import HUMIDITY, PERIODIC, TEMPERATURE, Value, decoder, values
from telemetry.quantity import DIGITAL_OUTPUT, TEMPERATURE_SETPOINT, VALVE_OPEN

DECODER = decoder(
    "Fan Coil Thermostat",
    "fan-coil-thermostat",
    {
        PERIODIC: values(
            "HBHxxxBB",
            TEMPERATURE,
            HUMIDITY,
            Value(TEMPERATURE_SETPOINT, lambda raw: raw / 10),
            Value(VALVE_OPEN),
            Value(DIGITAL_OUTPUT, channel="power"),
        )
    },
)
