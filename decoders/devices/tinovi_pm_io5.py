"""Tinovi PM-IO-5-SM, a valve controller with soil, air, light, pressure and leaf probes, each present by a bit."""

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_LEVEL,
    ILLUMINANCE,
    LEAF_WETNESS,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    SOIL_CONDUCTIVITY,
    SOIL_MOISTURE,
    SOIL_PERMITTIVITY,
    SOIL_TEMPERATURE,
    SURFACE_TEMPERATURE,
    VALVE_OPEN,
    WATER_LEAK,
    WATER_PRESSURE,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink


class Value(NamedTuple):
    """One number: its quantity is (raw + `offset`) / `divisor`; a raw number of `missing` means no value."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL
    offset: int = 0
    missing: int | None = None


class Probe(NamedTuple):
    """What a bit of the flags says is there."""

    flag: int
    fields: Struct
    values: tuple[Value, ...]


def _soil(flag: int, channel: str) -> Probe:
    # The conductivity is tenths of mS/m, which are µS/cm.
    return Probe(
        flag,
        Struct(">HHhH"),
        (
            Value(SOIL_PERMITTIVITY, 100, channel),
            Value(SOIL_CONDUCTIVITY, 1, channel),
            Value(SOIL_TEMPERATURE, 100, channel),
            Value(SOIL_MOISTURE, 1, channel),
        ),
    )


# Pascals above 50,000; a sum of 65,536 is no measurement.
_PRESSURE = Value(ATMOSPHERIC_PRESSURE, 100, offset=50000, missing=65536 - 50000)
_VALVE, _LEAK = 0x80, 0x40

# In the order in which they are sent.
_PROBES = (
    _soil(0x01, MAIN_CHANNEL),
    Probe(0x02, Struct(">hHH"), (Value(AIR_TEMPERATURE, 100), Value(RELATIVE_HUMIDITY, 100), _PRESSURE)),
    Probe(0x04, Struct(">I"), (Value(ILLUMINANCE, 100),)),
    Probe(0x10, Struct(">I"), (Value(PULSE_COUNT),)),
    _soil(0x08, "2"),
    Probe(0x20, Struct(">H"), (Value(WATER_PRESSURE, 100),)),
)
# Behind a second byte of flags.
_MORE_PROBES = (Probe(0x02, Struct(">Hh"), (Value(LEAF_WETNESS, 100), Value(SURFACE_TEMPERATURE, 100, "leaf"))),)


def _read(payload: bytes, offset: int, flags: int, probes: tuple[Probe, ...]) -> tuple[list[Reading], int]:
    """The readings of the probes that are there, and the offset behind them."""
    readings = []
    for flag, fields, values in probes:
        if flags & flag:
            for value, raw in zip(values, fields.unpack_from(payload, offset), strict=True):
                if raw != value.missing:
                    readings.append(Reading(value.quantity, (raw + value.offset) / value.divisor, value.channel))
            offset += fields.size
    return readings, offset


def _readings(payload: bytes) -> Iterator[Reading]:
    flags = payload[0]
    yield Reading(VALVE_OPEN, float(flags & _VALVE != 0))
    yield Reading(WATER_LEAK, float(flags & _LEAK != 0))
    yield Reading(BATTERY_LEVEL, float(payload[1]))
    readings, offset = _read(payload, 2, flags, _PROBES)
    yield from readings
    if offset + 1 < len(payload):
        yield from _read(payload, offset + 1, payload[offset], _MORE_PROBES)[0]


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a report."""
    return list(_readings(uplink.payload))


DECODER = Decoder(
    vendor="Tinovi",
    models=("PM-IO-5-SM",),
    spec="PM-IO-5-SM, uplink payload; PM-WCS-3 soil probe, §2.2",
    emits=frozenset({VALVE_OPEN, WATER_LEAK, BATTERY_LEVEL})
    | {value.quantity for probe in (*_PROBES, *_MORE_PROBES) for value in probe.values},
    decode=decode,
    aliases=("tinovi/pm-io-5-sm",),
)
