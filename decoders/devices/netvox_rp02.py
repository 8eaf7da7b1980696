"""Netvox RP02, a circuit breaker of one or three phases; apart, because it shares its device type with the R718AD."""

from decoders.formats.netvox import Family, Value, decoder, numbers
from telemetry.quantity import (
    ACTIVE_ENERGY,
    ACTIVE_POWER,
    ACTUATION_COUNT,
    BREAKER_TRIPPED,
    CURRENT,
    DEVICE_TEMPERATURE,
    FREQUENCY,
    POWER_FACTOR,
    RELAY_CLOSED,
    THRESHOLD_ALARM,
    VOLTAGE,
    Quantity,
)


def _phase(name: str, quantity: Quantity, divisor: int = 1) -> Value:
    return Value(quantity, divisor, f"phase_{name}")


_TEMPERATURE, _FREQUENCY = Value(DEVICE_TEMPERATURE), Value(FREQUENCY)
_ALARM, _TRIP = Value(THRESHOLD_ALARM), Value(BREAKER_TRIPPED)
_LEAKAGE = numbers("xHI", Value(CURRENT, 1000, "leakage"), Value(ACTUATION_COUNT))

# The first byte is the address of the breaker on its bus, which states no quantity.
_REPORTS = {
    0x01: numbers("xxxBxB", _ALARM, _TRIP),
    0x02: numbers("xHHHB", Value(CURRENT, 1000), Value(VOLTAGE), Value(ACTIVE_POWER), _TEMPERATURE),
    0x03: numbers("xIBB", Value(ACTIVE_ENERGY), _FREQUENCY, Value(POWER_FACTOR, 100)),
    0x04: _LEAKAGE,
    0x11: numbers("xxxxH", _ALARM),
    0x12: numbers("xHHH", _TRIP, _phase("a", CURRENT, 100), _phase("b", CURRENT, 100)),
    0x13: numbers("xHHHB", _phase("c", CURRENT, 100), _phase("a", VOLTAGE), _phase("b", VOLTAGE), _TEMPERATURE),
    0x14: numbers("xHHHB", _phase("c", VOLTAGE), _phase("a", ACTIVE_POWER), _phase("b", ACTIVE_POWER), _FREQUENCY),
    0x15: numbers("xHI", _phase("c", ACTIVE_POWER), _phase("a", ACTIVE_ENERGY)),
    0x16: numbers(
        "xIBBB",
        _phase("b", ACTIVE_ENERGY),
        _phase("a", POWER_FACTOR, 100),
        _phase("c", POWER_FACTOR, 100),
        _phase("b", POWER_FACTOR, 100),
    ),
    0x17: numbers("xIxB", _phase("c", ACTIVE_ENERGY), Value(RELAY_CLOSED)),
    0x18: _LEAKAGE,
}

DECODER = decoder("the circuit breaker RP02", (Family(_REPORTS, {0x9C: "RP02"}),))
