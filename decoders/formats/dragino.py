"""What Dragino's sensors have in common: a battery word, and big-endian numbers with values for "not connected"."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    LATITUDE,
    LONGITUDE,
    RELATIVE_HUMIDITY,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

MILLIVOLTS = 0x3FFF
"""The lower 14 bits of the first word are the battery; the upper two depend on the sensor."""

DATA_PORT, LOG_PORT, SETTINGS_PORT = 2, 3, 4
"""On these a sensor sends what it measures, what it had stored, and how it is set."""

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


class Value(NamedTuple):
    """One number of a frame: its quantity is raw / `divisor`; a raw number in `missing` means no value."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL
    missing: tuple[int, ...] = ()

    def readings(self, raw: int, time: datetime | None = None) -> Iterator[Reading]:
        """The reading of a raw number, if it states one."""
        if raw not in self.missing:
            yield Reading(self.quantity, raw / self.divisor, self.channel, time)


DS18B20 = Value(AIR_TEMPERATURE, 10, "probe", missing=(0, 0x7FFF))
"""See `ds18b20`."""


def decoder(layout: str, *values: Value) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a board whose data frame is the battery word, then a number for each of `values`.

    `layout` is the struct format behind the battery, with `x` for flags. A frame that begins with 3 and ends
    with the message type 2 answers a command, and states nothing.
    """
    fields = Struct(">H" + layout)

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        if uplink.f_port == STATUS_PORT:
            return status(payload)
        if len(payload) == 11 and payload[0] == 3 and payload[10] == 2:
            return []
        word, *raws = fields.unpack(payload)
        stated = [reading for value, raw in zip(values, raws, strict=True) for reading in value.readings(raw)]
        return [battery(word), *stated]

    return decode


Record = Callable[[tuple[int, ...]], list[Reading]]
"""The readings of a record's numbers, without their time."""


def logged(layout: str, record: Record) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a sensor whose data and log frames are records that end with their time.

    `layout` is the struct format of a record before the time. A stored record of zeros is an empty place.
    """
    fields = Struct(f">{layout}I")

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        if uplink.f_port == STATUS_PORT:
            return status(payload)
        if uplink.f_port == SETTINGS_PORT:
            return []
        if len(payload) % fields.size or (uplink.f_port == DATA_PORT and len(payload) != fields.size):
            raise DecodeError(f"{len(payload)} bytes are no record of {fields.size}")
        readings = []
        for *raws, seconds in fields.iter_unpack(payload):
            if seconds:
                time = datetime.fromtimestamp(seconds, UTC)
                readings += [reading._replace(time=time) for reading in record(tuple(raws))]
        return readings

    return decode


def position(latitude: int, longitude: int) -> list[Reading]:
    """A position in millionths of a degree; zeros, or a latitude beyond the pole, say that there was no fix."""
    if (latitude or longitude) and abs(latitude) <= 90_000_000 and abs(longitude) <= 180_000_000:
        return [Reading(LATITUDE, latitude / 1_000_000), Reading(LONGITUDE, longitude / 1_000_000)]
    return []
