"""What Dragino's sensors have in common: a battery word, and big-endian numbers with values for "not connected"."""

from collections.abc import Iterator

from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading

MILLIVOLTS = 0x3FFF
"""The lower 14 bits of the first word are the battery; the upper two depend on the sensor."""

STATUS_PORT = 5
"""On this port a sensor states its model, firmware, band and battery."""


def battery(word: int) -> Reading:
    """The battery voltage of the first word of a frame."""
    return Reading(BATTERY_VOLTAGE, (word & MILLIVOLTS) / 1000)


def status(payload: bytes) -> list[Reading]:
    """The battery of a status frame: model, firmware (2), frequency band, sub-band, millivolts (2)."""
    if len(payload) != 7:
        raise DecodeError(f"a status frame has 7 bytes, not {len(payload)}")
    return [Reading(BATTERY_VOLTAGE, int.from_bytes(payload[5:7], "big") / 1000)]


def hundredths(raw: int, quantity: Quantity, channel: str = MAIN_CHANNEL) -> Iterator[Reading]:
    """A value in hundredths, unless it is 0x7FFF (327.67), which a probe that is not connected reads."""
    if raw != 0x7FFF:
        yield Reading(quantity, raw / 100, channel)


def climate(temperature: int, humidity: int, channel: str = MAIN_CHANNEL) -> Iterator[Reading]:
    """Temperature and humidity of one chip; without it the temperature reads 0x7FFF, and the humidity means nothing."""
    if temperature != 0x7FFF:
        yield Reading(AIR_TEMPERATURE, temperature / 100, channel)
        yield Reading(RELATIVE_HUMIDITY, (humidity & 0xFFF) / 10, channel)


def ds18b20(raw: int) -> Iterator[Reading]:
    """The temperature of an optional DS18B20 in tenths of a degree.

    Without the probe the boards send 0x7FFF or exactly 0, so a true 0.0 °C is lost rather than a false one kept.
    """
    if raw not in {0, 0x7FFF}:
        yield Reading(AIR_TEMPERATURE, raw / 10, "probe")
