"""CayenneLPP, the payload format of many home-made and small-series devices.

Entries of a channel byte, a type byte (IPSO object number − 3200) and a big-endian value. Source: the
Cayenne Low Power Payload reference, and the further types of the ElectronicCats and pycayennelpp libraries.
"""

from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACCELERATION,
    ACTIVE_ENERGY,
    ACTIVE_POWER,
    AIR_TEMPERATURE,
    ALTITUDE,
    ANALOG_INPUT,
    ANALOG_OUTPUT,
    ANGULAR_VELOCITY,
    ATMOSPHERIC_PRESSURE,
    CURRENT,
    DIGITAL_INPUT,
    DIGITAL_OUTPUT,
    DISTANCE,
    FREQUENCY,
    GAS_CONCENTRATION,
    HEADING,
    ILLUMINANCE,
    LATITUDE,
    LONGITUDE,
    MOTION,
    RELATIVE_HUMIDITY,
    RELAY_CLOSED,
    VOLTAGE,
    WEIGHT,
    Kind,
    Quantity,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_G = 9.80665
"""Standard acceleration of free fall, m/s² (ISO 80000-3)."""


class Value(NamedTuple):
    """One number of a type: its size in bytes, and quantity = raw × `factor` / `divisor`."""

    quantity: Quantity
    size: int
    divisor: int = 1
    signed: bool = False
    suffix: str = ""
    factor: float = 1


def _axes(quantity: Quantity, divisor: int, factor: float = 1) -> tuple[Value, ...]:
    return tuple(Value(quantity, 2, divisor, signed=True, suffix=f"_{axis}", factor=factor) for axis in "xyz")


_TYPES: dict[int, tuple[Value, ...]] = {
    0: (Value(DIGITAL_INPUT, 1),),
    1: (Value(DIGITAL_OUTPUT, 1),),
    2: (Value(ANALOG_INPUT, 2, 100, signed=True),),
    3: (Value(ANALOG_OUTPUT, 2, 100, signed=True),),
    100: (Value(ANALOG_INPUT, 4),),
    101: (Value(ILLUMINANCE, 2),),
    102: (Value(MOTION, 1),),
    103: (Value(AIR_TEMPERATURE, 2, 10, signed=True),),
    104: (Value(RELATIVE_HUMIDITY, 1, 2),),
    113: _axes(ACCELERATION, 1000, _G),
    115: (Value(ATMOSPHERIC_PRESSURE, 2, 10),),
    116: (Value(VOLTAGE, 2, 100),),
    117: (Value(CURRENT, 2, 1000),),
    118: (Value(FREQUENCY, 4),),
    120: (Value(ANALOG_INPUT, 1),),
    121: (Value(ALTITUDE, 2, signed=True),),
    122: (Value(WEIGHT, 3, 1000),),
    125: (Value(GAS_CONCENTRATION, 2),),
    128: (Value(ACTIVE_POWER, 2),),
    130: (Value(DISTANCE, 4, 1000),),
    131: (Value(ACTIVE_ENERGY, 4),),
    132: (Value(HEADING, 2),),
    134: _axes(ANGULAR_VELOCITY, 100),
    136: (
        Value(LATITUDE, 3, 10_000, signed=True),
        Value(LONGITUDE, 3, 10_000, signed=True),
        Value(ALTITUDE, 3, 100, signed=True),
    ),
    142: (Value(RELAY_CLOSED, 1),),
}


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; the channel of a reading is the entry's channel number."""
    payload = uplink.payload
    readings = []
    offset = 0
    while offset < len(payload):
        channel, kind = payload[offset], payload[offset + 1]
        if kind not in _TYPES:
            raise DecodeError(f"unknown type {kind} at byte {offset + 1}")
        offset += 2
        for quantity, size, divisor, signed, suffix, factor in _TYPES[kind]:
            if offset + size > len(payload):
                raise DecodeError(f"the last entry lacks {offset + size - len(payload)} bytes")
            raw = int.from_bytes(payload[offset : offset + size], "big", signed=signed)
            value = float(raw != 0) if quantity.kind is Kind.STATE else raw * factor / divisor
            readings.append(Reading(quantity, value, f"{channel}{suffix}"))
            offset += size
    return readings


DECODER = Decoder(
    vendor="Cayenne",
    models=("LPP", "CayenneLPP"),
    spec="Cayenne Low Power Payload 2.0",
    emits=frozenset(value.quantity for values in _TYPES.values() for value in values),
    decode=decode,
    aliases=("cayenne/lpp",),
)
