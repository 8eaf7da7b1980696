"""Nexelec Track+, outdoor air quality with a position."""

from collections.abc import Iterator

from decoders.contract import Decoder
from decoders.formats.bits import Bits, Field, Flag
from decoders.formats.nexelec import Message, decoder, gas, message, nothing, of_products
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    CO2,
    EXTERNAL_POWER,
    LATITUDE,
    LONGITUDE,
    LOW_BATTERY,
    NO2,
    O3,
    PARTICLE_COUNT,
    PM1,
    PM2_5,
    PM10,
    RELATIVE_HUMIDITY,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_ENTRY_SIZE = 24
"""Bits: which measure, and two bytes of value."""

_MEASURES = {
    0x01: Field(0, 16, PM1, codes=1),
    0x02: Field(0, 16, PM2_5, codes=1),
    0x03: Field(0, 16, PM10, codes=1),
    0x04: Field(0, 16, PARTICLE_COUNT, "um0_5", codes=1),
    0x05: Field(0, 16, PARTICLE_COUNT, "um1_0", codes=1),
    0x06: Field(0, 16, PARTICLE_COUNT, "um5_0", codes=1),
    0x07: Field(0, 16, AIR_TEMPERATURE, codes=1, shift=-300, divisor=10),
    0x08: Field(0, 16, RELATIVE_HUMIDITY, codes=1, divisor=10),
    0x09: Field(0, 16, ATMOSPHERIC_PRESSURE, codes=1),
    0x0A: Field(0, 16, CO2, codes=1),
    0x13: Field(0, 16, PARTICLE_COUNT, "um0_3", codes=1),
    0x14: Field(0, 16, PARTICLE_COUNT, "um2_5", codes=1),
    0x15: Field(0, 16, PARTICLE_COUNT, "um2_5", codes=1, divisor=100),
    0x16: Field(0, 16, PARTICLE_COUNT, "um5_0", codes=1, divisor=100),
    0x17: gas(0, 16, O3, 47.998, codes=1),
    0x18: gas(0, 16, NO2, 46.0055, codes=1),
}


def _periodic(bits: Bits, _uplink: Uplink) -> Iterator[Reading]:
    """A row of measures, each after its identifier."""
    if bits.size <= 16 or (bits.size - 16) % _ENTRY_SIZE:
        raise DecodeError(f"{bits.size // 8 - 2} bytes are no row of measures of {_ENTRY_SIZE // 8}")
    for offset in range(16, bits.size, _ENTRY_SIZE):
        identifier = bits.cut(offset, 8)
        if identifier not in _MEASURES:
            raise DecodeError(f"unknown measure {identifier}")
        yield from _MEASURES[identifier]._replace(offset=offset + 8).readings(bits)


def _position(bits: Bits, _uplink: Uplink) -> Iterator[Reading]:
    """Degrees, minutes, seconds and their hundredths, if the receiver has a fix."""
    fix = bits.cut(83, 2)
    if fix is None:
        raise DecodeError("the position is cut")
    if fix:
        yield Reading(LATITUDE, _degrees(bits, 16, 7))
        yield Reading(LONGITUDE, _degrees(bits, 43, 8))


def _degrees(bits: Bits, offset: int, size: int) -> float:
    parts = []
    for width in (size, 6, 6, 7, 1):
        parts.append(bits.cut(offset, width) or 0)
        offset += width
    degrees, minutes, seconds, hundredths, negative = parts
    value = degrees + minutes / 60 + (seconds + hundredths / 100) / 3600
    return -value if negative else value


_MESSAGES: dict[int, Message] = {
    0x01: _periodic,
    # The energies of the last day that follow have no quantity.
    0x02: message(
        9,
        Field(32, 16, BATTERY_VOLTAGE, codes=1, divisor=1000),
        Flag(66, 2, LOW_BATTERY, true=frozenset({1, 2})),
        Flag(68, 1, EXTERNAL_POWER, true=frozenset({0})),
    ),
    0x03: _position,
    0x04: nothing,
    0x05: nothing,
}

DECODER = Decoder(
    vendor="Nexelec",
    models=("Track", "Track Plus"),
    spec="TRACK+, frame decoding reference",
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            ATMOSPHERIC_PRESSURE,
            BATTERY_VOLTAGE,
            CO2,
            EXTERNAL_POWER,
            LATITUDE,
            LONGITUDE,
            LOW_BATTERY,
            NO2,
            O3,
            PARTICLE_COUNT,
            PM1,
            PM2_5,
            PM10,
            RELATIVE_HUMIDITY,
        }
    ),
    decode=decoder(of_products((0xB5,), _MESSAGES)),
    aliases=("nexelec/track-plus", "nexelec/track"),
)
