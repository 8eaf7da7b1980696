"""Fludia's data frames: the index now, and what it grew by in each period before, the oldest first.

The frame gives the period in minutes. Each index stands at the end of a period; the mean power of a period stands at
its beginning, as the maker gives it. Source: the maker's public decoders for the FM432 family.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import ACTIVE_ENERGY, ACTIVE_ENERGY_EXPORTED, ACTIVE_POWER, LOW_BATTERY, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_SHORTEST = 8
_INDEX = Struct(">I")
_MINUTES_PER_HOUR = 60

_NO_INDEX = (1 << 64) - 1
_NO_STEP = range(0xFFFB, 0x10000)

Frame = Callable[[Uplink], Iterator[Reading]]
"""Reads one kind of frame."""


class Register(NamedTuple):
    """What an index counts: its quantity is raw / `divisor`; the power of energy stands on the same channel."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL

    def series(self, uplink: Uplink, minutes: int, index: int | None, steps: Sequence[int | None]) -> Iterator[Reading]:
        """The index now and before each step that is known, going back in time, and the power of each."""
        if not minutes:
            raise DecodeError("the frame says that its values have no time between them")
        period = timedelta(minutes=minutes)
        if index is not None:
            yield Reading(self.quantity, index / self.divisor, self.channel)
        for age, step in enumerate(reversed(steps), 1):
            time = uplink.time - age * period
            if step is None:
                index = None  # What the meter counted here is not known, so neither is the index before.
                continue
            if index is not None:
                index -= step
                yield Reading(self.quantity, index / self.divisor, self.channel, time)
            if self.quantity in _POWER_CHANNELS:
                channel = _POWER_CHANNELS[self.quantity] or self.channel
                yield Reading(ACTIVE_POWER, step * _MINUTES_PER_HOUR / minutes / self.divisor, channel, time)


_POWER_CHANNELS: Mapping[Quantity, str | None] = {ACTIVE_ENERGY: None, ACTIVE_ENERGY_EXPORTED: "exported"}


def data(register: Register) -> Frame:
    """The data frame of one 32-bit index."""

    def read(uplink: Uplink) -> Iterator[Reading]:
        payload = uplink.payload
        if len(payload) < _SHORTEST or len(payload) % 2:
            raise DecodeError(f"{len(payload)} bytes hold no whole number of periods")
        (index,) = _INDEX.unpack_from(payload, 2)
        steps = Struct(f">{len(payload) // 2 - 3}H").unpack_from(payload, 6)
        return register.series(uplink, payload[1], index, steps)

    return read


def infrared(*registers: Register) -> Frame:
    """The data frame of one or two 64-bit indexes, each signed if its bit says so."""

    def read(uplink: Uplink) -> Iterator[Reading]:
        payload = uplink.payload
        size, rest = divmod(len(payload) - 3, len(registers))
        if rest or size < 10 or size % 2:
            raise DecodeError(f"{len(payload)} bytes hold no whole number of periods")
        for n, register in enumerate(registers):
            signed = bool(payload[2] if len(registers) == 1 else payload[2] >> n & 1)
            index, *steps = Struct(f">Q{size // 2 - 4}H").unpack_from(payload, 3 + n * size)
            yield from register.series(
                uplink,
                payload[1],
                None if index == _NO_INDEX else _number(index, 64, signed),
                [None if step in _NO_STEP else _number(step, 16, signed) for step in steps],
            )

    return read


def _number(raw: int, bits: int, signed: bool) -> int:
    return raw - (1 << bits) if signed and raw >> bits - 1 else raw


def technical(size: int, index_at: int, register: Register, battery_at: int | None = None) -> Frame:
    """The technical frame: settings, the index, and for some products whether the battery is low."""

    def read(uplink: Uplink) -> Iterator[Reading]:
        if len(uplink.payload) != size:
            raise DecodeError(f"a technical frame has {size} bytes, not {len(uplink.payload)}")
        if battery_at is not None:
            yield Reading(LOW_BATTERY, float(uplink.payload[battery_at] & 1))
        (index,) = _INDEX.unpack_from(uplink.payload, index_at)
        yield Reading(register.quantity, index / register.divisor, register.channel)

    return read


def nothing(_uplink: Uplink) -> Iterator[Reading]:
    """A greeting, or a frame about the optics."""
    return iter(())


_GREETING = b"\x01"


def decoder(frames: Mapping[bytes, Frame]) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a product with these frames, by the bytes that begin them."""
    readers = {_GREETING: nothing, **frames}

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        read = readers.get(payload[:1]) or readers.get(payload[:2])
        if read is None:
            raise DecodeError(f"unknown frame {payload[:2].hex()}")
        return list(read(uplink))

    return decode
