"""M-Bus data records (EN 13757-3): what meters say on wires, on wireless M-Bus and, packed by a module, on LoRaWAN.

A record is a data information block (the coding of its value, and whether that is of now or stored, of which
tariff, a maximum …), a value information block (the unit), and the value, little-endian. The length of a record
is known even when its unit is not.
"""

import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum, IntEnum
from typing import NamedTuple

from telemetry.errors import DecodeError


class Function(IntEnum):
    """What a value is of its period."""

    INSTANTANEOUS = 0
    MAXIMUM = 1
    MINIMUM = 2
    ERROR = 3


class Measure(Enum):
    """What a unit measures; the value is the canonical unit, which `number` gives."""

    ENERGY = "W.h"
    VOLUME = "m3"
    MASS = "kg"
    ON_TIME = "h on"
    OPERATING_TIME = "h"
    POWER = "W"
    VOLUME_FLOW = "m3/h"
    FLOW_TEMPERATURE = "Cel, flow"
    RETURN_TEMPERATURE = "Cel, return"
    TEMPERATURE_DIFFERENCE = "K"
    EXTERNAL_TEMPERATURE = "Cel, external"
    PRESSURE = "bar"
    HUMIDITY = "%"
    VOLTAGE = "V"
    CURRENT = "A"
    FREQUENCY = "Hz"
    ERROR_FLAGS = "flags"
    INSTANT = "instant"
    ABOUT = "about the meter"


class Unit(NamedTuple):
    """How a raw number becomes the canonical unit of its measure: × `factor` / `divisor`."""

    measure: Measure
    factor: int = 1
    divisor: int = 1

    def scale(self, raw: float) -> float:
        """A raw number in the canonical unit."""
        return raw * self.factor / self.divisor


Code = tuple[int, ...]
"""A unit's code without extension bits: one byte, or the name of an extension table and one byte."""

_TABLES, MANUFACTURER = (0x7B, 0x7D), 0x7F
DATE, DATE_TIME = (0x6C,), (0x6D,)


def _decades(
    code: Code, count: int, measure: Measure, exponent: int, factor: int = 1, divisor: int = 1
) -> dict[Code, Unit]:
    """The units of `count` codes in a row, the first 10^`exponent`, each ten times the one before."""
    units = {}
    for n in range(count):
        power = exponent + n
        units[*code[:-1], code[-1] + n] = Unit(measure, factor * 10 ** max(power, 0), divisor * 10 ** max(-power, 0))
    return units


def _hours(code: int, measure: Measure) -> dict[Code, Unit]:
    """Four codes in a row: seconds, minutes, hours, days."""
    return {(code + n,): Unit(measure, *ratio) for n, ratio in enumerate(((1, 3600), (1, 60), (1, 1), (24, 1)))}


UNITS: Mapping[Code, Unit] = {
    # Table 10: the primary codes.
    **_decades((0x00,), 8, Measure.ENERGY, -3),
    **_decades((0x08,), 8, Measure.ENERGY, 0, divisor=3600),  # joules
    **_decades((0x10,), 8, Measure.VOLUME, -6),
    **_decades((0x18,), 8, Measure.MASS, -3),
    **_hours(0x20, Measure.ON_TIME),
    **_hours(0x24, Measure.OPERATING_TIME),
    **_decades((0x28,), 8, Measure.POWER, -3),
    **_decades((0x30,), 8, Measure.POWER, 0, divisor=3600),  # joules an hour
    **_decades((0x38,), 8, Measure.VOLUME_FLOW, -6),
    **_decades((0x40,), 8, Measure.VOLUME_FLOW, -7, factor=60),  # by minute
    **_decades((0x48,), 8, Measure.VOLUME_FLOW, -9, factor=3600),  # by second
    **_decades((0x58,), 4, Measure.FLOW_TEMPERATURE, -3),
    **_decades((0x5C,), 4, Measure.RETURN_TEMPERATURE, -3),
    **_decades((0x60,), 4, Measure.TEMPERATURE_DIFFERENCE, -3),
    **_decades((0x64,), 4, Measure.EXTERNAL_TEMPERATURE, -3),
    **_decades((0x68,), 4, Measure.PRESSURE, -3),
    DATE: Unit(Measure.INSTANT),
    DATE_TIME: Unit(Measure.INSTANT),
    **{(code,): Unit(Measure.ABOUT) for code in range(0x70, 0x7B)},  # durations, serial numbers, addresses
    # Table 14, behind FB.
    **_decades((0x7B, 0x00), 2, Measure.ENERGY, 5),
    **_decades((0x7B, 0x08), 2, Measure.ENERGY, 8, divisor=3600),
    **_decades((0x7B, 0x0C), 4, Measure.ENERGY, -1, factor=1163),  # megacalories
    **_decades((0x7B, 0x10), 2, Measure.VOLUME, 2),
    **_decades((0x7B, 0x18), 2, Measure.MASS, 5),
    **_decades((0x7B, 0x1A), 2, Measure.HUMIDITY, -1),
    **_decades((0x7B, 0x28), 2, Measure.POWER, 5),
    **_decades((0x7B, 0x2C), 4, Measure.FREQUENCY, -3),
    **_decades((0x7B, 0x30), 2, Measure.POWER, 8, divisor=3600),
    # Table 12, behind FD.
    (0x7D, 0x17): Unit(Measure.ERROR_FLAGS),
    **_decades((0x7D, 0x40), 16, Measure.VOLTAGE, -9),
    **_decades((0x7D, 0x50), 16, Measure.CURRENT, -12),
    # Numbers, versions, settings, and how long the battery will last.
    **{(0x7D, code): Unit(Measure.ABOUT) for code in (*range(0x08, 0x13), 0x66, 0x67, 0x74)},
}

POSITIVE, NEGATIVE, INVERSE_PROFILE = 0x3B, 0x3C, 0x13
"""Table 15: only what flows forward, only what flows backward, and a row of values that go back in time."""


class Record(NamedTuple):
    """One data record; `extensions` are what follows the unit in its block, without extension bits."""

    code: Code
    extensions: Code
    function: Function
    storage: int
    tariff: int
    subunit: int
    coding: int
    data: bytes

    @property
    def unit(self) -> Unit | None:
        """The unit, if the standard knows it."""
        return UNITS.get(self.code)


# By the lower half of the DIF; D has a length of its own and F is no record.
_SIZES = (0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, None, 6, None)
_BCD = frozenset({0x9, 0xA, 0xB, 0xC, 0xE})
_FLOAT, VARIABLE = 0x5, 0xD
_FILLER = 0x2F
_TEXT_UNIT = 0x7C
_MORE = 0x80


def records(payload: bytes, offset: int = 0) -> Iterator[Record]:
    """The records from an offset to the end; a record that is cut off, or none by the standard, is refused."""
    while offset < len(payload):
        if payload[offset] == _FILLER:
            offset += 1
            continue
        record, offset = _record(payload, offset)
        yield record


def _record(payload: bytes, offset: int) -> tuple[Record, int]:
    dib, offset = _block(payload, offset)
    if dib[0] & 0xF == 0xF:
        raise DecodeError(f"special record {dib[0]:#04x}: manufacturer's data are not understood")
    storage, tariff, subunit = dib[0] >> 6 & 1, 0, 0
    for n, extension in enumerate(dib[1:]):
        storage |= (extension & 0xF) << 4 * n + 1
        tariff |= (extension >> 4 & 3) << 2 * n
        subunit |= (extension >> 6 & 1) << n
    block, offset = _block(payload, offset)
    vib = tuple(byte & 0x7F for byte in block)
    if vib[0] == _TEXT_UNIT:
        raise DecodeError("a record whose unit is a text")
    width = len(vib) if vib[0] == MANUFACTURER else 2 if vib[0] in _TABLES else 1
    coding = dib[0] & 0xF
    size, offset = _length(payload, offset, coding)
    end = offset + size
    if end > len(payload):
        raise DecodeError(f"the last record lacks {end - len(payload)} bytes")
    function = Function(dib[0] >> 4 & 3)
    return Record(vib[:width], vib[width:], function, storage, tariff, subunit, coding, payload[offset:end]), end


def _block(payload: bytes, offset: int) -> tuple[Code, int]:
    """The bytes of a block, which ends with the first byte that has no extension bit."""
    end = offset
    while payload[end] & _MORE:
        end += 1
    return tuple(payload[offset : end + 1]), end + 1


def _length(payload: bytes, offset: int, coding: int) -> tuple[int, int]:
    """How long a value is, and where it begins."""
    size = _SIZES[coding]
    if size is not None:
        return size, offset
    length = payload[offset]
    if length >= 0xF0:
        raise DecodeError(f"a value of variable length {length:#04x}, which is reserved")
    return length if length < 0xC0 else length & 0xF, offset + 1


def raw(record: Record) -> float | None:
    """The number of a record before its unit, or None if the meter marks it as missing."""
    data = record.data
    if not data or record.coding == VARIABLE:
        return None
    if record.coding in _BCD:
        return _decimal(data)
    if record.coding == _FLOAT:
        (value,) = struct.unpack("<f", data)
        return float(value) if value - value == 0 else None
    number = int.from_bytes(data, "little", signed=True)
    return None if number == -1 << 8 * len(data) - 1 else number


def number(record: Record) -> float | None:
    """The value of a record in the canonical unit of its measure, or None if it is missing or no number.

    Flags give 1 if any is set: their meaning is each maker's own.
    """
    unit = record.unit
    if unit is not None and unit.measure is Measure.ERROR_FLAGS:
        return float(any(record.data))
    value = raw(record)
    return None if value is None or unit is None else unit.scale(value)


def unsigned(record: Record) -> int | None:
    """The value as an unsigned number (type C), or None for all ones, which marks it as missing."""
    value = int.from_bytes(record.data, "little")
    return None if not record.data or value == (1 << 8 * len(record.data)) - 1 else value


def _decimal(data: bytes) -> int | None:
    """Type A: digits, or F and digits for a negative number; anything else is a missing value."""
    digits = data[::-1].hex()
    sign = -1 if digits[0] == "f" else 1
    digits = digits.removeprefix("f")
    return sign * int(digits) if digits.isdecimal() else None


def instant(record: Record) -> datetime | None:
    """The value as a date (type G) or date and time (F, I), or None if the meter does not know it.

    M-Bus clocks state no time zone; we take UTC. The century of type F is not read: it was for years before 2000.
    """
    data = record.data
    if record.coding in _BCD or len(data) not in {2, 4, 6}:
        return None
    second, minute, hour = 0, 0, 0
    if len(data) == 6:
        second, data = data[0] & 0x3F, data[1:5]
    if len(data) == 4:
        minute, hour = data[0] & 0x3F, data[1] & 0x1F
        if data[0] & 0x80:
            return None
    day, month = data[-2:]
    year = 2000 + (day >> 5 | month >> 4 << 3)
    try:
        return datetime(year, month & 0xF, day & 0x1F, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
