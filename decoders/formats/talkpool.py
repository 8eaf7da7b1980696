"""Talkpool's three bytes of climate: two numbers of twelve bits, whose lower halves share the last byte."""

from collections.abc import Iterator

from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, RELATIVE_HUMIDITY
from telemetry.reading import Reading

SAMPLE_SIZE = 3


def first_sample(payload: bytes) -> tuple[int, int]:
    """The raw temperature and humidity of the first of a row of samples, the one that Talkpool's codecs give."""
    if not payload or len(payload) % SAMPLE_SIZE:
        raise DecodeError(f"{len(payload)} bytes are no row of samples of {SAMPLE_SIZE}")
    temperature, humidity, low = payload[:SAMPLE_SIZE]
    return temperature << 4 | low >> 4, humidity << 4 | low & 0x0F


def climate(payload: bytes) -> Iterator[Reading]:
    """The newer devices' sample: tenths, above -80 °C and above -25 %."""
    temperature, humidity = first_sample(payload)
    yield Reading(AIR_TEMPERATURE, (temperature - 800) / 10)
    yield Reading(RELATIVE_HUMIDITY, (humidity - 250) / 10)
