"""MClimate's frames: answers to commands, if any, then a keep-alive whose first byte tells its layout.

Big-endian, on port 2. Values come in the steps that MClimate publishes. Source: docs.mclimate.eu, uplink decoders.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from struct import Struct
from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    CO2,
    ILLUMINANCE,
    MOTION,
    RELATIVE_HUMIDITY,
    Kind,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

PERIODIC, PERIODIC_81 = 0x01, 0x81


class Value(NamedTuple):
    """One number of a keep-alive, and how it becomes its quantity; a raw number in `missing` means no value."""

    quantity: Quantity
    convert: Callable[[int], float] = float
    channel: str = MAIN_CHANNEL
    missing: tuple[int, ...] = ()

    def readings(self, raw: int) -> Iterator[Reading]:
        """The reading of a raw number, if it states one; a state is true for every number but 0."""
        if raw not in self.missing:
            value = float(raw != 0) if self.quantity.kind is Kind.STATE else self.convert(raw)
            yield Reading(self.quantity, value, self.channel)


TEMPERATURE = Value(AIR_TEMPERATURE, lambda raw: (raw - 400) / 10)
HUMIDITY = Value(RELATIVE_HUMIDITY, lambda raw: round(raw * 100 / 256, 2))
BATTERY_MV = Value(BATTERY_VOLTAGE, lambda raw: raw / 1000)
BATTERY_8_MV = Value(BATTERY_VOLTAGE, lambda raw: (1600 + 8 * raw) / 1000)
BATTERY_TENTHS = Value(BATTERY_VOLTAGE, lambda raw: (20 + (raw >> 4)) / 10)
LIGHT = Value(ILLUMINANCE, missing=(0xFFFF, 0xFFFB))
"""All ones stand for a sensor that is switched off, FFFB for one that is broken."""
PRESENCE = Value(MOTION)
SPLIT_CO2 = Value(CO2, lambda raw: float((raw & 0xF8) << 5 | raw >> 8))
"""Its lower byte comes first; the lowest three bits of the second byte say what powers the device."""


class Frame(NamedTuple):
    """A keep-alive, without its first byte: its numbers, the readings that they state, and their quantities."""

    fields: Struct
    read: Callable[..., Iterable[Reading]]
    emits: frozenset[Quantity]


def values(layout: str, *values: Value) -> Frame:
    """A keep-alive of numbers: `layout` has a struct code for each, and `x` for bytes that state no quantity."""

    def read(*raws: int) -> Iterator[Reading]:
        for value, raw in zip(values, raws, strict=True):
            yield from value.readings(raw)

    return Frame(Struct(">" + layout), read, frozenset(value.quantity for value in values))


def decoder(model: str, codec: str, frames: Mapping[int, Frame]) -> Decoder:
    """The decoder of a device with these keep-alives, by first byte; answers alone carry no value."""

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        if frame := frames.get(payload[0]):
            if len(payload) != frame.fields.size + 1:
                raise DecodeError(f"a keep-alive of {len(payload)} bytes; expected {frame.fields.size + 1}")
            return list(frame.read(*frame.fields.unpack(payload[1:])))
        for code, frame in frames.items():
            answers, body = payload[: -frame.fields.size], payload[-frame.fields.size :]
            if answers and answers[-1] == code:
                return list(frame.read(*frame.fields.unpack(body)))
        return []

    return Decoder(
        vendor="MClimate",
        models=(model,),
        spec=f"docs.mclimate.eu, {model}, uplink decoder",
        f_ports=frozenset({2}),
        emits=frozenset().union(*(frame.emits for frame in frames.values())),
        decode=decode,
        aliases=(f"mclimate/{codec}",),
    )
