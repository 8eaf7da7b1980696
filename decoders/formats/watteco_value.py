"""What one number of a Watteco frame states, and how big-endian numbers stand in a frame.

A layout is a letter for each number, as in `struct`, with `T` for 24 bits; small letters are signed, `f` is a float.
"""

import math
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import Kind, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading

SIZES = {"b": 1, "h": 2, "t": 3, "i": 4, "f": 4}
"""Bytes of a number, by its letter."""

_FLOAT = Struct(">f")


class Value(NamedTuple):
    """The quantity of a raw number: (raw + `offset`) × `factor` / `divisor`; any number but 0 makes a state true."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL
    factor: float = 1
    offset: int = 0

    def readings(self, raw: float) -> Iterator[Reading]:
        """The reading of a raw number, if it states one: a probe that is not there gives not-a-number."""
        if self.quantity.kind is Kind.STATE:
            yield Reading(self.quantity, float(raw != 0), self.channel)
        elif math.isfinite(raw):
            yield Reading(self.quantity, (raw + self.offset) * self.factor / self.divisor, self.channel)


Row = tuple[Value | None, ...]
"""What the numbers of one layout state, in their order; None for a number without a quantity."""


def channel(endpoint: int) -> str:
    """The channel of the input that an endpoint numbers: `main`, then `2` and so on."""
    return MAIN_CHANNEL if endpoint == 0 else str(endpoint + 1)


def unpack(code: str, data: bytes) -> float:
    """The number that bytes hold."""
    if code == "f":
        (number,) = _FLOAT.unpack(data)
        return float(number)
    return int.from_bytes(data, "big", signed=code.islower())


def split(layout: str, data: bytes) -> list[float]:
    """The numbers of a layout that fills the data; raises `DecodeError` if it does not."""
    size = sum(SIZES[code.lower()] for code in layout)
    if len(data) != size:
        raise DecodeError(f"a value of {len(data)} bytes; expected {size}")
    numbers, at = [], 0
    for code in layout:
        end = at + SIZES[code.lower()]
        numbers.append(unpack(code, data[at:end]))
        at = end
    return numbers


def row_readings(row: Row, raws: list[float]) -> list[Reading]:
    """The readings of a row of numbers."""
    return [reading for value, raw in zip(row, raws, strict=True) if value for reading in value.readings(raw)]
