"""MClimate 16A Switch and Power Meter."""

from decoders.formats.mclimate import PERIODIC, Value, decoder, values
from telemetry.quantity import ACTIVE_ENERGY, ACTIVE_POWER, CURRENT, DEVICE_TEMPERATURE, RELAY_CLOSED, VOLTAGE

DECODER = decoder(
    "16A Switch",
    "relay-16",
    {
        PERIODIC: values(
            "BIHBHB",
            Value(DEVICE_TEMPERATURE),
            Value(ACTIVE_ENERGY),
            Value(ACTIVE_POWER),
            Value(VOLTAGE),
            Value(CURRENT, lambda raw: raw / 1000),
            Value(RELAY_CLOSED),
        )
    },
)
