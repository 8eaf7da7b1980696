"""Milesight's payload grammar: a row of entries, each a channel byte, a type byte and a value of known length.

Little-endian throughout. The type byte alone does not fix the length, so a device is a table of entries
keyed by `channel << 8 | type`. Source: the "Payload" chapter of every Milesight user guide.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_LEVEL, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

PORTS = frozenset({85})
"""The port that Milesight devices leave the factory with."""


class Entry(NamedTuple):
    """One kind of entry: how long its value is, and how its readings are added from a payload at an offset."""

    size: int
    add: Callable[[list[Reading], bytes, int], None]
    emits: frozenset[Quantity] = frozenset()


Table = Mapping[int, Entry]


class Value(NamedTuple):
    """One number inside an entry: its quantity is raw / `divisor`; a raw number in `missing` means no value."""

    quantity: Quantity
    divisor: float = 1
    channel: str = MAIN_CHANNEL
    missing: tuple[int, ...] = ()


def number(layout: str, value: Value) -> Entry:
    """An entry of one number; `layout` is its struct format."""
    fields = Struct("<" + layout)
    unpack_from = fields.unpack_from
    quantity, divisor, channel, missing = value

    def add(readings: list[Reading], payload: bytes, offset: int) -> None:
        (raw,) = unpack_from(payload, offset)
        if raw not in missing:
            readings.append(Reading(quantity, raw / divisor, channel))

    return Entry(fields.size, add, frozenset({quantity}))


def numbers(layout: str, *values: Value) -> Entry:
    """An entry of several numbers: `layout` has a code for each, and `x` for bytes that state no quantity."""
    fields = Struct("<" + layout)

    def add(readings: list[Reading], payload: bytes, offset: int) -> None:
        readings.extend(_readings(values, fields.unpack_from(payload, offset), None))

    return Entry(fields.size, add, frozenset(value.quantity for value in values))


def history(layout: str, *values: Value) -> Entry:
    """A record that the device kept: its own time (seconds of the Unix epoch), then numbers."""
    fields = Struct("<I" + layout)

    def add(readings: list[Reading], payload: bytes, offset: int) -> None:
        seconds, *raws = fields.unpack_from(payload, offset)
        readings.extend(_readings(values, raws, datetime.fromtimestamp(seconds, UTC)))

    return Entry(fields.size, add, frozenset(value.quantity for value in values))


def _readings(values: tuple[Value, ...], raws: Iterable[int], time: datetime | None) -> Iterator[Reading]:
    for (quantity, divisor, channel, missing), raw in zip(values, raws, strict=True):
        if raw not in missing:
            yield Reading(quantity, raw / divisor, channel, time)


def state(quantity: Quantity, true: int = 1, channel: str = MAIN_CHANNEL) -> Entry:
    """An entry of one byte that is a state: `true` means 1, the other of 0 and 1 means 0, the rest is refused."""

    def add(readings: list[Reading], payload: bytes, offset: int) -> None:
        raw = payload[offset]
        if raw > 1:
            raise DecodeError(f"{quantity.key} is {raw}; expected 0 or 1")
        readings.append(Reading(quantity, float(raw == true), channel))

    return Entry(1, add, frozenset({quantity}))


def skip(size: int) -> Entry:
    """An entry that is understood and states no quantity."""
    return Entry(size, lambda _readings, _payload, _offset: None)


BATTERY = number("B", Value(BATTERY_LEVEL, missing=(0xFF,)))

ABOUT: Table = {
    0xFF01: skip(1),  # protocol version
    0xFF08: skip(6),  # serial number, older devices
    0xFF09: skip(2),  # hardware version
    0xFF0A: skip(2),  # firmware version
    0xFF0B: skip(1),  # switched on
    0xFF0F: skip(1),  # LoRaWAN class
    0xFF16: skip(8),  # serial number
    0xFF1F: skip(4),  # firmware version, VS121
    0xFFFE: skip(1),  # reset
    0xFFFF: skip(2),  # version of the object model
}
"""What a device says of itself when it joins; it states no quantity."""

_REPLIES = (0xF8, 0xF9, 0xFE, 0xFF)


def emits(table: Table) -> frozenset[Quantity]:
    """The quantities that the entries of a table state."""
    return frozenset().union(*(entry.emits for entry in table.values()))


def decoder(table: Table) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a device with the entries of `table`, beside those of `ABOUT`.

    An unknown entry has an unknown length, so the frame is refused; but the replies to commands, which hold
    settings, end it.
    """
    entries = {**ABOUT, **table}

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        end = len(payload)
        readings: list[Reading] = []
        offset = 0
        while offset < end:
            entry = entries.get(payload[offset] << 8 | payload[offset + 1])
            if entry is None:
                if payload[offset] in _REPLIES:
                    return readings
                raise DecodeError(f"unknown entry {payload[offset : offset + 2].hex()} at byte {offset}")
            size, add, _ = entry
            add(readings, payload, offset + 2)
            offset += 2 + size
        if offset > end:
            raise DecodeError(f"the entry at the end lacks {offset - end} bytes")
        return readings

    return decode
