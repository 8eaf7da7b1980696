"""Tektelic's payload grammar: a row of entries, each a channel byte, a type byte and a big-endian value.

The channel counts in what a type means, so a device is a table of entries keyed by `channel << 8 | type`. Data come
on port 10; the other ports carry answers to commands. Source: Tektelic's technical reference manuals.
"""

from collections.abc import Callable, Iterable, Mapping
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACCELERATION,
    BATTERY_LEVEL,
    BATTERY_LIFETIME,
    BATTERY_VOLTAGE,
    LOW_BATTERY,
    Kind,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

DATA_PORT = 10
PORTS = frozenset({DATA_PORT, 100, 101})

PER_G = 1000 / 9.80665
"""Thousandths of g in 1 m/s² (ISO 80000-3)."""


class Entry(NamedTuple):
    """One kind of entry: the layout of its numbers, the readings that they state, and their quantities."""

    fields: Struct
    read: Callable[..., Iterable[Reading]]
    emits: frozenset[Quantity]


Table = Mapping[int, Entry]


def number(layout: str, quantity: Quantity, divisor: float = 1, channel: str = MAIN_CHANNEL) -> Entry:
    """An entry of one number: its quantity is raw / `divisor`; a state is true for every number but 0."""
    if quantity.kind is Kind.STATE:
        return Entry(
            Struct(">" + layout), lambda raw: (Reading(quantity, float(raw != 0), channel),), frozenset({quantity})
        )
    return Entry(Struct(">" + layout), lambda raw: (Reading(quantity, raw / divisor, channel),), frozenset({quantity}))


def state(quantity: Quantity, channel: str = MAIN_CHANNEL) -> Entry:
    """An entry of one byte: 0 is false; 1 and FF are true."""
    return number("B", quantity, channel=channel)


def _axes(*raws: int) -> Iterable[Reading]:
    return (Reading(ACCELERATION, raw / PER_G, axis) for raw, axis in zip(raws, "xyz", strict=True))


def silent(size: int) -> Entry:
    """An entry of `size` bytes that states no quantity: a time, a mode, a count of satellites."""
    return Entry(Struct(f">{size}x"), tuple, frozenset())


ACCELERATIONS = Entry(Struct(">hhh"), _axes, frozenset({ACCELERATION}))
"""Three accelerations in thousandths of g."""


def battery_byte(channel: str = MAIN_CHANNEL) -> Entry:
    """Hundredths of a volt above 2.5 V; the highest bit is set near the end of the battery's service."""

    def read(raw: int) -> Iterable[Reading]:
        yield Reading(BATTERY_VOLTAGE, (250 + (raw & 0x7F)) / 100, channel)
        yield Reading(LOW_BATTERY, float(raw >> 7), channel)

    return Entry(Struct(">B"), read, frozenset({BATTERY_VOLTAGE, LOW_BATTERY}))


BATTERY_BYTE = battery_byte()

BATTERY: Table = {
    0x00FF: number("H", BATTERY_VOLTAGE, 100),
    0x00D3: number("B", BATTERY_LEVEL),
    0x00BD: number("H", BATTERY_LIFETIME),
}


def emits(table: Table) -> frozenset[Quantity]:
    """The quantities that the entries of a table state."""
    return frozenset().union(*(entry.emits for entry in table.values()))


def decoder(table: Table) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a device with the entries of `table`.

    An unknown entry has an unknown length, so the frame is refused.
    """

    def decode(uplink: Uplink) -> list[Reading]:
        if uplink.f_port != DATA_PORT:
            return []
        payload = uplink.payload
        end = len(payload)
        readings: list[Reading] = []
        offset = 0
        while offset < end:
            entry = table.get(payload[offset] << 8 | payload[offset + 1])
            if entry is None:
                raise DecodeError(f"unknown entry {payload[offset : offset + 2].hex()} at byte {offset}")
            offset += 2 + entry.fields.size
            if offset > end:
                raise DecodeError(f"the last entry lacks {offset - end} bytes")
            readings += entry.read(*entry.fields.unpack_from(payload, offset - entry.fields.size))
        return readings

    return decode
