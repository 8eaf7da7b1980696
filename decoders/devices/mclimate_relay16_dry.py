"""MClimate 16A Dry Contact Switch."""

from decoders.formats.mclimate import PERIODIC, Value, decoder, values
from telemetry.quantity import DEVICE_TEMPERATURE, RELAY_CLOSED

DECODER = decoder(
    "16A Dry Contact Switch",
    "relay-16-dry",
    {PERIODIC: values("BB", Value(DEVICE_TEMPERATURE), Value(RELAY_CLOSED))},
)
