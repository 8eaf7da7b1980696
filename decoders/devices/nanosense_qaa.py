"""nanosense QAA, outdoor air quality and noise, two rows of measures in a frame.

The gases of its three slots are left out: no document gives their units.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from decoders.contract import Decoder
from decoders.formats.bits import Bits, Field, bits_of
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_LEVEL,
    PM1,
    PM2_5,
    PM10,
    RELATIVE_HUMIDITY,
    SOUND_LEVEL,
    SOUND_LEVEL_MAX,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_HAS_CLIMATE, _HAS_PARTICLES, _HAS_NOISE = 0x01, 0x02, 0x04

_SIZE = 44
_HEADER, _ROW = 48, 152
"""Bits."""

_LONGEST_INTERVAL, _USUAL_INTERVAL = 720, 10
"""Minutes; an interval out of range means the usual one."""

_PARTICLES = (
    Field(24, 9, PM10, codes=0),
    Field(33, 9, PM2_5, codes=0),
    Field(42, 9, PM1, codes=0),
)
_NOISE = (
    Field(56, 10, SOUND_LEVEL, codes=0, shift=177, divisor=10),
    Field(66, 10, SOUND_LEVEL_MAX, codes=0, shift=177, divisor=10),
)


def _row(bits: Bits, sensors: int, start: int) -> Iterator[Reading]:
    """The measures of the sensors that are fitted; hundredths are kept, as the maker does."""
    if sensors & _HAS_CLIMATE:
        humidity, temperature = bits.cut(start, 8) or 0, bits.cut(start + 14, 10) or 0
        yield Reading(RELATIVE_HUMIDITY, round(humidity * 100 / 0xFF, 2))
        yield Reading(AIR_TEMPERATURE, round(temperature * 80 / 0x3FF - 20, 2))
    for present, fields in ((_HAS_PARTICLES, _PARTICLES), (_HAS_NOISE, _NOISE)):
        if sensors & present:
            for field in fields:
                yield from field._replace(offset=start + field.offset).readings(bits)


def _first_time(uplink: Uplink, interval: int) -> datetime:
    """When the first row was measured: half an interval, in whole minutes, before the second."""
    return uplink.time - timedelta(minutes=interval // 2)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame: battery, then two rows, the older first."""
    payload = uplink.payload
    if len(payload) != _SIZE:
        raise DecodeError(f"{len(payload)} bytes; expected {_SIZE}")
    interval = int.from_bytes(payload[3:5], "big")
    if not 0 < interval <= _LONGEST_INTERVAL:
        interval = _USUAL_INTERVAL
    bits, sensors = bits_of(payload), payload[0]
    earlier = _first_time(uplink, interval)
    return [
        Reading(BATTERY_LEVEL, float(payload[5])),
        *(reading._replace(time=earlier) for reading in _row(bits, sensors, _HEADER)),
        *_row(bits, sensors, _HEADER + _ROW),
    ]


DECODER = Decoder(
    vendor="nanosense",
    models=("QAA",),
    spec="QAA LoRaWAN payload, as in the maker's codec",
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_LEVEL,
            PM1,
            PM2_5,
            PM10,
            RELATIVE_HUMIDITY,
            SOUND_LEVEL,
            SOUND_LEVEL_MAX,
        }
    ),
    decode=decode,
    aliases=("nanosense/qaa",),
)
