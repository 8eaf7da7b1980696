"""Ewattch's frames: a type, a length, and objects, each with a code, perhaps a place, and its data, little-endian.

The low bit of a code says that a byte of place follows (socket and channel), the high bit that the sensor is in
error. A channel is named by its place: `s0_c3`. Powers are signed, which the maker's public codec forgets: it reads
-19 var as 16777197.
"""

from collections.abc import Callable, Iterator
from struct import Struct
from typing import NamedTuple

from decoders.formats.ewattch_tic import tic
from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACTIVE_ENERGY,
    ACTIVE_ENERGY_EXPORTED,
    ACTIVE_POWER,
    AIR_TEMPERATURE,
    APPARENT_ENERGY,
    APPARENT_POWER,
    ATMOSPHERIC_PRESSURE,
    CHARGE,
    CO2,
    CURRENT,
    CURRENT_LOOP,
    DEVICE_FAULT,
    DIGITAL_INPUT,
    FREQUENCY,
    ILLUMINANCE,
    MODBUS_REGISTER,
    MOTION_DURATION,
    OPERATING_TIME,
    PULSE_COUNT,
    REACTIVE_ENERGY,
    REACTIVE_ENERGY_EXPORTED,
    REACTIVE_POWER,
    RELATIVE_HUMIDITY,
    VOLTAGE,
    WATER_FLOW,
    WATER_PRESSURE,
    WATER_VOLUME,
    Quantity,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_LOCATED, _ERROR, _CODE = 0x01, 0x80, 0x7E


class Cursor:
    """A payload that is read from its beginning; what lies beyond its end is refused."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        self._at += size
        if self._at > len(self._data):
            raise DecodeError("an object is cut")
        return self._data[self._at - size : self._at]

    def number(self, size: int, *, signed: bool = False) -> int:
        """The next number of `size` bytes."""
        return int.from_bytes(self.take(size), "little", signed=signed)


Read = Callable[[Cursor, str], Iterator[Reading]]
"""Reads the data of an object at a place."""


class Value(NamedTuple):
    """A number of `size` bytes: its quantity is raw × `factor` / `divisor`."""

    quantity: Quantity
    size: int
    factor: int = 1
    divisor: int = 1
    signed: bool = False

    def reading(self, cursor: Cursor, channel: str) -> Reading:
        """The next number."""
        raw = cursor.number(self.size, signed=self.signed)
        return Reading(self.quantity, raw * self.factor / self.divisor, channel)


_CHARGE = Value(CHARGE, 3, divisor=100)
_CURRENT = Value(CURRENT, 3, divisor=1000)

_METER = {
    0: (_CHARGE,),
    1: (_CURRENT,),
    2: (_CHARGE, _CURRENT),
    3: (Value(ACTIVE_ENERGY, 3, 10),),
    4: (Value(ACTIVE_POWER, 3, signed=True),),
    5: (Value(ACTIVE_ENERGY_EXPORTED, 3, 10),),
    6: (Value(REACTIVE_ENERGY, 3, 10),),
    7: (Value(REACTIVE_ENERGY_EXPORTED, 3, 10),),
    8: (Value(REACTIVE_POWER, 3, signed=True),),
    9: (Value(APPARENT_ENERGY, 3, 10),),
    10: (Value(VOLTAGE, 2, divisor=10),),
    11: (Value(APPARENT_POWER, 3),),
    12: (Value(FREQUENCY, 2, divisor=100),),
}
"""What the measures of a meter are, by code."""


def _next_channels(place: str, count: int) -> list[str]:
    """The names of `count` channels of a socket, from a place on."""
    socket, _, channel = place.rpartition("c")
    return [f"{socket}c{int(channel) + n}" for n in range(count)]


def _simple(value: Value) -> Read:
    def read(cursor: Cursor, place: str) -> Iterator[Reading]:
        yield value.reading(cursor, place)

    return read


def _meter(cursor: Cursor, place: str) -> Iterator[Reading]:
    """How many channels (high half) of which measures (low half), then all channels of each."""
    head = cursor.number(1)
    values = _METER.get(head & 0x0F)
    if values is None:
        raise DecodeError(f"unknown measure {head & 0x0F} of a meter")
    for value in values:
        for channel in _next_channels(place, head >> 4):
            yield value.reading(cursor, channel)


def _squid(cursor: Cursor, place: str) -> Iterator[Reading]:
    for channel in _next_channels(place, 12):
        yield _CHARGE.reading(cursor, channel)


def _inputs(count: int) -> Read:
    def read(cursor: Cursor, place: str) -> Iterator[Reading]:
        states = cursor.number(1)
        for n, channel in enumerate(_next_channels(place, count)):
            yield Reading(DIGITAL_INPUT, float(states >> n & 1), channel)

    return read


def _analog(cursor: Cursor, place: str) -> Iterator[Reading]:
    """Milliamperes (0) or volts (1 for 10 V, 2 for 24 V), in hundredths or, with the high bits set, thousandths."""
    head = cursor.number(1)
    if head & 0x1F > 2:
        raise DecodeError(f"unknown scale {head & 0x1F} of an analogue input")
    quantity = VOLTAGE if head & 0x1F else CURRENT_LOOP
    yield Reading(quantity, cursor.number(2, signed=True) / (1000 if head >> 5 else 100), place)


def _cubic_metres(cursor: Cursor, place: str) -> Iterator[Reading]:
    (volume,) = Struct("<f").unpack(cursor.take(4))
    if not 0 <= volume < float("inf"):
        raise DecodeError(f"{volume} is no volume")
    yield Reading(WATER_VOLUME, volume, place)


def _mbus(cursor: Cursor, place: str) -> Iterator[Reading]:
    """The address of a meter, what it is (high half) and how many objects of it follow (low half)."""
    address, head = cursor.number(1), cursor.number(1)
    for _ in range(head & 0x0F):
        for reading in read_object(cursor):
            yield reading._replace(channel=f"{place}_m{address}_{reading.channel}")


_READ_REGISTERS = {3, 4}


def _modbus(cursor: Cursor, place: str) -> Iterator[Reading]:
    """An answer of a Modbus slave; that of reading registers holds the first address, their size, and the registers."""
    _, _, function = cursor.take(3)
    if function in _READ_REGISTERS:
        address, size = cursor.number(2), cursor.number(1)
        for n in range(size // 2):
            yield Reading(MODBUS_REGISTER, float(cursor.number(2)), f"{place}_r{address + n}")


def _skip(size: int) -> Read:
    def read(cursor: Cursor, _place: str) -> Iterator[Reading]:
        cursor.take(size)
        yield from ()

    return read


def _tic(cursor: Cursor, place: str) -> Iterator[Reading]:
    yield from tic(cursor.take, place)


_OBJECTS: dict[int, Read] = {
    0x00: _simple(Value(AIR_TEMPERATURE, 2, divisor=100, signed=True)),
    0x04: _simple(Value(RELATIVE_HUMIDITY, 1, divisor=2)),
    0x06: _simple(Value(ATMOSPHERIC_PRESSURE, 2, divisor=20)),
    0x08: _simple(Value(CO2, 2)),
    0x0C: _simple(Value(PULSE_COUNT, 2)),
    0x0E: _simple(Value(OPERATING_TIME, 3, divisor=3600)),
    0x10: _simple(Value(ILLUMINANCE, 2)),
    0x14: _simple(Value(MOTION_DURATION, 2, 10)),
    0x16: _simple(Value(WATER_PRESSURE, 2, divisor=100, signed=True)),
    0x18: _simple(Value(WATER_FLOW, 2, divisor=100)),
    0x1A: _simple(Value(WATER_VOLUME, 2)),
    0x1C: _cubic_metres,
    0x20: _inputs(1),
    0x22: _inputs(2),
    0x24: _inputs(4),
    0x26: _inputs(8),
    0x28: _analog,
    0x40: _meter,
    0x44: _simple(Value(ACTIVE_ENERGY, 4, 1000)),
    0x46: _simple(Value(REACTIVE_ENERGY, 4, 1000)),
    0x48: _squid,
    0x50: _tic,
    0x58: _mbus,
    0x5C: _modbus,
    0x74: _skip(1),  # the battery, on no documented scale
}


def read_object(cursor: Cursor) -> Iterator[Reading]:
    """The readings of the next object; one in error states that only."""
    head = cursor.number(1)
    place = cursor.number(1) if head & _LOCATED else 0
    channel = f"s{place >> 5}_c{place & 0x1F}"
    read = _OBJECTS.get(head & _CODE)
    if read is None:
        raise DecodeError(f"unknown object {head & _CODE:#04x}")
    if head & _ERROR:
        cursor.take(1)
        yield Reading(DEVICE_FAULT, 1.0, channel)
    else:
        yield from read(cursor, channel)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame of measures; one about the device itself states nothing that is measured."""
    payload = uplink.payload
    if payload[1] != len(payload) - 2:
        raise DecodeError(f"the frame says that {payload[1]} bytes follow; it has {len(payload) - 2}")
    if payload[0]:
        return []
    cursor = Cursor(payload[2:])
    readings: list[Reading] = []
    while cursor:
        readings += read_object(cursor)
    return readings
