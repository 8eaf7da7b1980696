"""Milesight's payload grammar: a row of entries, each a channel byte, a type byte and a value of known length.

Little-endian throughout, on port 85 unless the owner chose another. The type byte alone does not fix the
length, so a device is a table of entries keyed by `channel << 8 | type`. Source: the "Payload" chapter of
every Milesight user guide.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_LEVEL, LATITUDE, LONGITUDE, Kind, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

Add = Callable[[list[Reading], bytes, int], int]
"""Adds the readings of the value at an offset of a payload, and returns the offset behind it."""


class Entry(NamedTuple):
    """One kind of entry: how its value is read, and the quantities that it may state."""

    add: Add
    emits: frozenset[Quantity] = frozenset()


Table = Mapping[int, Entry]


class Value(NamedTuple):
    """One number inside an entry: its quantity is raw × `factor` / `divisor`; one in `missing` means no value."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL
    missing: tuple[int, ...] = ()
    factor: float = 1


def number(layout: str, value: Value) -> Entry:
    """An entry of one number; `layout` is its struct format."""
    fields = Struct("<" + layout)
    size, unpack_from = fields.size, fields.unpack_from
    quantity, divisor, channel, missing, factor = value

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        (raw,) = unpack_from(payload, offset)
        if raw not in missing:
            readings.append(Reading(quantity, raw * factor / divisor, channel))
        return offset + size

    return Entry(add, frozenset({quantity}))


def numbers(layout: str, *values: Value) -> Entry:
    """An entry of several numbers: `layout` has a code for each, and `x` for bytes that state no quantity."""
    fields = Struct("<" + layout)

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        readings.extend(readings_of(values, fields.unpack_from(payload, offset), None))
        return offset + fields.size

    return Entry(add, quantities(values))


def history(layout: str, *values: Value) -> Entry:
    """A record that the device kept: its own time (seconds of the Unix epoch), then numbers."""
    fields = Struct("<I" + layout)

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        seconds, *raws = fields.unpack_from(payload, offset)
        readings.extend(readings_of(values, raws, datetime.fromtimestamp(seconds, UTC)))
        return offset + fields.size

    return Entry(add, quantities(values))


def quantities(values: Iterable[Value]) -> frozenset[Quantity]:
    """The quantities that numbers state."""
    return frozenset(value.quantity for value in values)


def readings_of(values: tuple[Value, ...], raws: Iterable[int], time: datetime | None) -> Iterator[Reading]:
    """The readings that raw numbers state, one for each of `values` unless it is missing; a state is 0 or 1."""
    for (quantity, divisor, channel, missing, factor), raw in zip(values, raws, strict=True):
        if raw not in missing:
            if raw > 1 and quantity.kind is Kind.STATE:
                raise DecodeError(f"{quantity.key} is {raw}; expected 0 or 1")
            yield Reading(quantity, raw * factor / divisor, channel, time)


def state(quantity: Quantity, channel: str = MAIN_CHANNEL) -> Entry:
    """An entry of one byte that is 1 for true and 0 for false."""
    return numbers("B", Value(quantity, channel=channel))


def skip(size: int) -> Entry:
    """An entry that is understood and states no quantity."""
    return Entry(lambda _readings, _payload, offset: offset + size)


def _add_time(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Date the readings of the entries before, which are of one moment."""
    (seconds,) = Struct("<I").unpack_from(payload, offset)
    time = datetime.fromtimestamp(seconds, UTC)
    readings[:] = [reading if reading.time else reading._replace(time=time) for reading in readings]
    return offset + 4


TIME = Entry(_add_time)
"""The device's own time of the entries before."""

_PLACE = Struct("<iix")
_NO_FIX = -1


def _add_place(readings: list[Reading], payload: bytes, offset: int) -> int:
    latitude, longitude = _PLACE.unpack_from(payload, offset)
    if _NO_FIX not in {latitude, longitude}:
        readings.append(Reading(LATITUDE, latitude / 1_000_000))
        readings.append(Reading(LONGITUDE, longitude / 1_000_000))
    return offset + _PLACE.size


PLACE = Entry(_add_place, frozenset({LATITUDE, LONGITUDE}))
"""The position in millionths of a degree, unless it is all ones, then the motion and the fence."""

BATTERY = number("B", Value(BATTERY_LEVEL, missing=(0xFF,)))

ABOUT: Table = {
    0xFF01: skip(1),  # protocol version
    0xFF08: skip(6),  # serial number, older devices
    0xFF09: skip(2),  # hardware version
    0xFF0A: skip(2),  # firmware version
    0xFF0B: skip(1),  # switched on
    0xFF0F: skip(1),  # LoRaWAN class
    0xFF16: skip(8),  # serial number
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
    adders = {key: entry.add for key, entry in {**ABOUT, **table}.items()}

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        end = len(payload)
        readings: list[Reading] = []
        offset = 0
        while offset < end:
            add = adders.get(payload[offset] << 8 | payload[offset + 1])
            if add is None:
                if payload[offset] in _REPLIES:
                    return readings
                raise DecodeError(f"unknown entry {payload[offset : offset + 2].hex()} at byte {offset}")
            offset = add(readings, payload, offset + 2)
        if offset > end:
            raise DecodeError(f"the last entry lacks {offset - end} bytes")
        return readings

    return decode
