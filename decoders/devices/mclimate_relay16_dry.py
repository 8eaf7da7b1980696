"""MClimate 16A Dry Contact Switch; its temperature is a sign, which is the highest bit, and a magnitude."""

from decoders.formats.mclimate import PERIODIC, Value, decoder, values
from telemetry.quantity import DEVICE_TEMPERATURE, RELAY_CLOSED

_BELOW_ZERO = 0x80


def _degrees(raw: int) -> float:
    return float(_BELOW_ZERO - raw if raw & _BELOW_ZERO else raw)


DECODER = decoder(
    "16A Dry Contact Switch",
    "relay-16-dry",
    {PERIODIC: values("BB", Value(DEVICE_TEMPERATURE, _degrees), Value(RELAY_CLOSED))},
)
