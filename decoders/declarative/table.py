"""A compiled table: fields that are cut from a payload, scaled exactly, and become readings."""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

Raw = int | float


class Cut(NamedTuple):
    """A number in the payload: where, how wide, which of its bits; a negative offset counts from the end."""

    offset: int
    size: int
    kind: Literal["u", "i", "f"] = "u"
    order: Literal["big", "little"] = "big"
    shift: int = 0
    width: int = 0

    def read(self, payload: bytes, ahead: int = 0) -> Raw:
        """The number, `ahead` bytes further on; raises `DecodeError` where the payload ends before."""
        start = self.offset + ahead + (len(payload) if self.offset < 0 else 0)
        piece = payload[start : start + self.size] if start >= 0 else b""
        if len(piece) < self.size:
            raise DecodeError(f"payload of {len(payload)} bytes has nothing at {self.offset + ahead}")
        if self.kind == "f":
            sign = ">" if self.order == "big" else "<"
            (value,) = struct.unpack(f"{sign}{'f' if self.size == 4 else 'd'}", piece)
            return float(value)
        raw = int.from_bytes(piece, self.order) >> self.shift & (1 << self.width) - 1
        return raw - (1 << self.width) if self.kind == "i" and raw >> self.width - 1 else raw


class Condition(NamedTuple):
    """When something applies; `bits` are (byte, shift, mask, values) that must all hold."""

    f_ports: frozenset[int] = frozenset()
    lengths: frozenset[int] = frozenset()
    min_length: int = 0
    bits: tuple[tuple[int, int, int, frozenset[int]], ...] = ()

    def holds(self, uplink: Uplink) -> bool:
        """Whether it does; `IndexError` for a byte that the payload does not have."""
        payload = uplink.payload
        return (
            (not self.f_ports or uplink.f_port in self.f_ports)
            and (not self.lengths or len(payload) in self.lengths)
            and len(payload) >= self.min_length
            and all(payload[index] >> shift & mask in values for index, shift, mask, values in self.bits)
        )


ALWAYS = Condition()


class Scale(NamedTuple):
    """(raw × `factor` + `addend`) ÷ `divisor`, in whole numbers: the division is the only rounding."""

    factor: int = 1
    addend: int = 0
    divisor: int = 1

    def apply(self, raw: Raw) -> float:
        """The value."""
        return (raw * self.factor + self.addend) / self.divisor


UNSCALED = Scale()


class Repeat(NamedTuple):
    """Further values `step` bytes apart, `times` in all or (0) until the end, `every` after the one before."""

    step: int
    times: int = 0
    every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the table. `true` is given for states: the raw values that mean yes; None for all but 0."""

    cut: Cut
    quantity: Quantity
    channel: str = MAIN_CHANNEL
    scale: Scale | None = UNSCALED
    true: frozenset[int] | None = None
    missing: frozenset[int] = frozenset()
    when: Condition = ALWAYS
    repeat: Repeat | None = None

    def readings(self, uplink: Uplink, time: datetime | None) -> Iterator[Reading]:
        """What the field says; missing values say nothing."""
        for number, ahead in enumerate(self._places(len(uplink.payload))):
            raw = self.cut.read(uplink.payload, ahead)
            if raw in self.missing or not math.isfinite(raw):
                continue
            channel, at = self.channel, time
            if self.repeat:
                channel = channel.replace("{n}", str(number + 1))
                if self.repeat.every is not None:
                    at = (time or uplink.time) + number * self.repeat.every
            yield Reading(self.quantity, self._value(raw), channel, at)

    def _places(self, size: int) -> range:
        if self.repeat is None:
            return range(1)
        begin = self.cut.offset + (size if self.cut.offset < 0 else 0)
        end = self.repeat.times * self.repeat.step or max(0, size - begin)
        return range(0, end, self.repeat.step)

    def _value(self, raw: Raw) -> float:
        if self.scale is None:
            return float(raw in self.true if self.true is not None else raw != 0)
        value = self.scale.apply(raw)
        if not math.isfinite(value):
            raise DecodeError(f"{self.quantity.key} is beyond all numbers")
        return value


@dataclass(frozen=True, slots=True)
class Clock:
    """The device's own time: seconds after `epoch`, once scaled."""

    cut: Cut
    epoch: datetime
    scale: Scale = UNSCALED
    missing: frozenset[int] = frozenset()
    when: Condition = ALWAYS

    def read(self, uplink: Uplink) -> datetime | None:
        """The instant, None where the frame states none."""
        if not self.when.holds(uplink):
            return None
        raw = self.cut.read(uplink.payload)
        if raw in self.missing or not math.isfinite(raw):
            return None
        return self.epoch + timedelta(seconds=self.scale.apply(raw))


@dataclass(frozen=True, slots=True)
class FieldTable:
    """`decode` of a declarative decoder."""

    fields: tuple[Field, ...]
    lengths: frozenset[int] = frozenset()
    ignore: tuple[Condition, ...] = ()
    clock: Clock | None = None

    def __call__(self, uplink: Uplink) -> list[Reading]:
        """The readings of a frame; none of one that is to be ignored. Raises `DecodeError`."""
        if any(condition.holds(uplink) for condition in self.ignore):
            return []
        if self.lengths and len(uplink.payload) not in self.lengths:
            expected = ", ".join(map(str, sorted(self.lengths)))
            raise DecodeError(f"payload of {len(uplink.payload)} bytes; expected {expected}")
        applying = [field for field in self.fields if field.when.holds(uplink)]
        if not applying:
            raise DecodeError("no field of the table applies to this frame")
        time = self.clock.read(uplink) if self.clock else None
        return [reading for field in applying for reading in field.readings(uplink, time)]
