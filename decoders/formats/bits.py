"""Frames of numbers packed in bits, the highest bit first: a device is a table of fields.

The topmost numbers of a field are often no values but codes (sensor disabled, absent, in error).
"""

from collections.abc import Iterator
from typing import NamedTuple

from telemetry.quantity import Quantity
from telemetry.reading import MAIN_CHANNEL, Reading


class Bits(NamedTuple):
    """A payload as one number, from which fields are cut."""

    number: int
    size: int

    def cut(self, offset: int, size: int) -> int | None:
        """The unsigned number of `size` bits at `offset`; None if it lies beyond the end."""
        rest = self.size - offset - size
        return None if rest < 0 else self.number >> rest & (1 << size) - 1


class Field(NamedTuple):
    """One number: its quantity is (raw + `shift`) × `factor` / `divisor`; the topmost `codes` mean no value."""

    offset: int
    size: int
    quantity: Quantity
    channel: str = MAIN_CHANNEL
    codes: int = 3
    shift: int = 0
    divisor: int = 1
    factor: float = 1

    def readings(self, bits: Bits) -> Iterator[Reading]:
        """The field's reading, if it is there and states a value."""
        raw = bits.cut(self.offset, self.size)
        if raw is not None and raw < (1 << self.size) - self.codes:
            yield Reading(self.quantity, (raw + self.shift) * self.factor / self.divisor, self.channel)


class Flag(NamedTuple):
    """A state: true if the raw number is in `true`, unknown if it is in `unknown`."""

    offset: int
    size: int
    quantity: Quantity
    channel: str = MAIN_CHANNEL
    true: frozenset[int] = frozenset({1})
    unknown: frozenset[int] = frozenset()

    def readings(self, bits: Bits) -> Iterator[Reading]:
        """The flag's reading, if it is there and known."""
        raw = bits.cut(self.offset, self.size)
        if raw is not None and raw not in self.unknown:
            yield Reading(self.quantity, float(raw in self.true), self.channel)


def bits_of(payload: bytes) -> Bits:
    """A payload ready to be cut."""
    return Bits(int.from_bytes(payload, "big"), 8 * len(payload))
