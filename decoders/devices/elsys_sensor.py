"""Every ELSYS sensor: one grammar of entries, each a type byte and a big-endian value of known length."""

from collections.abc import Callable, Iterator
from struct import Struct
from typing import NamedTuple

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    ACCELERATION,
    ACTIVITY_LEVEL,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    CO2,
    DEVICE_TEMPERATURE,
    DIGITAL_INPUT,
    DISTANCE,
    ILLUMINANCE,
    LATITUDE,
    LONGITUDE,
    MOTION,
    OCCUPANCY,
    PULSE_COUNT,
    PULSES,
    RELATIVE_HUMIDITY,
    SOUND_LEVEL,
    SOUND_LEVEL_MAX,
    SURFACE_TEMPERATURE,
    TVOC,
    VOLTAGE,
    WATER_LEAK,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_G = 9.80665
"""Standard acceleration of free fall, m/s² (ISO 80000-3); the sensor counts 63 to one g."""


class Value(NamedTuple):
    """One number of an entry: its quantity is raw × `factor` / `divisor`, or whether raw is at least `true_from`."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL
    factor: float = 1
    true_from: int | None = None

    def reading(self, raw: int) -> Reading:
        """The reading of a raw number."""
        if self.true_from is not None:
            return Reading(self.quantity, float(raw >= self.true_from), self.channel)
        return Reading(self.quantity, raw * self.factor / self.divisor, self.channel)


class Entry(NamedTuple):
    """One kind of entry: its layout, and a value for each number of it."""

    layout: Struct
    values: tuple[Value, ...]


def _entry(layout: str, *values: Value) -> Entry:
    return Entry(Struct(">" + layout), values)


_ENTRIES = {
    0x01: _entry("h", Value(AIR_TEMPERATURE, 10)),
    0x02: _entry("B", Value(RELATIVE_HUMIDITY)),
    0x03: _entry("bbb", *(Value(ACCELERATION, 63, axis, _G) for axis in "xyz")),
    0x04: _entry("H", Value(ILLUMINANCE)),
    0x06: _entry("H", Value(CO2)),
    0x07: _entry("H", Value(BATTERY_VOLTAGE, 1000)),
    0x08: _entry("H", Value(VOLTAGE, 1000, "1")),
    0x0A: _entry("H", Value(PULSES, channel="1")),
    0x0B: _entry("I", Value(PULSE_COUNT, channel="1")),
    0x0C: _entry("h", Value(AIR_TEMPERATURE, 10, "probe")),
    0x0D: _entry("B", Value(DIGITAL_INPUT, channel="1", true_from=1)),
    0x0E: _entry("H", Value(DISTANCE, 1000)),
    0x0F: _entry("B", Value(ACTIVITY_LEVEL, channel="acceleration")),
    0x10: _entry("hh", Value(DEVICE_TEMPERATURE, 10), Value(SURFACE_TEMPERATURE, 10)),
    # 0 is free, 1 pending, 2 occupied.
    0x11: _entry("B", Value(OCCUPANCY, true_from=2)),
    0x12: _entry("B", Value(WATER_LEAK, true_from=1)),
    # A thermal image of 8 × 8 pixels has no quantity.
    0x13: _entry("65x"),
    0x14: _entry("I", Value(ATMOSPHERIC_PRESSURE, 1000)),
    0x15: _entry("BB", Value(SOUND_LEVEL_MAX), Value(SOUND_LEVEL)),
    0x16: _entry("H", Value(PULSES, channel="2")),
    0x17: _entry("I", Value(PULSE_COUNT, channel="2")),
    0x18: _entry("H", Value(VOLTAGE, 1000, "2")),
    0x1A: _entry("B", Value(DIGITAL_INPUT, channel="2", true_from=1)),
    0x1B: _entry("i", Value(VOLTAGE, 1_000_000, "load_cell")),
    0x1C: _entry("H", Value(TVOC)),
    # For the maker's own use.
    0x3D: _entry("4x"),
}


def _motion(payload: bytes, offset: int, _seen: int) -> Iterator[Reading]:
    """Movements since the last report, and so whether there was one."""
    yield Reading(ACTIVITY_LEVEL, float(payload[offset]))
    yield Reading(MOTION, float(payload[offset] > 0))


def _position(payload: bytes, offset: int, _seen: int) -> Iterator[Reading]:
    """Ten-thousandths of a degree; the only little-endian numbers of the grammar."""
    for quantity, start in ((LATITUDE, offset), (LONGITUDE, offset + 3)):
        yield Reading(quantity, int.from_bytes(payload[start : start + 3], "little", signed=True) / 10000)


def _more_probes(payload: bytes, offset: int, seen: int) -> Iterator[Reading]:
    """One of up to eight further probes, numbered as they come."""
    raw = int.from_bytes(payload[offset : offset + 2], "big", signed=True)
    yield Reading(AIR_TEMPERATURE, raw / 10, f"probe_{seen + 2}")


_SPECIAL: dict[int, tuple[int, Callable[[bytes, int, int], Iterator[Reading]]]] = {
    0x05: (1, _motion),
    0x09: (6, _position),
    0x19: (2, _more_probes),
}


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; an unknown type has an unknown length, so it makes the frame unreadable."""
    payload = uplink.payload
    readings: list[Reading] = []
    offset = probes = 0
    while offset < len(payload):
        kind = payload[offset]
        offset += 1
        if entry := _ENTRIES.get(kind):
            raws = entry.layout.unpack_from(payload, offset)
            readings += [value.reading(raw) for value, raw in zip(entry.values, raws, strict=True)]
            offset += entry.layout.size
        elif kind in _SPECIAL:
            size, read = _SPECIAL[kind]
            if offset + size > len(payload):
                raise DecodeError(f"the last entry lacks {offset + size - len(payload)} bytes")
            readings += read(payload, offset, probes)
            probes += kind == 0x19
            offset += size
        else:
            raise DecodeError(f"unknown type {kind:#04x} at byte {offset - 1}")
    return readings


DECODER = Decoder(
    vendor="ELSYS",
    models=(
        "ELT-2",
        "ELT Lite",
        "ELT Ultrasonic",
        "EMS",
        "EMS Desk",
        "EMS Door",
        "EMS Lite",
        "ERS",
        "ERS CO2",
        "ERS CO2 Lite",
        "ERS Desk",
        "ERS Eye",
        "ERS Lite",
        "ERS Sound",
        "ERS VOC",
    ),
    spec="ELSYS Sensor payload, Data types",
    emits=frozenset(
        {
            *(value.quantity for entry in _ENTRIES.values() for value in entry.values),
            ACTIVITY_LEVEL,
            LATITUDE,
            LONGITUDE,
            MOTION,
        }
    ),
    decode=decode,
    aliases=(
        "elsys/elt-2",
        "elsys/elt-lite",
        "elsys/elt-ultrasonic",
        "elsys/ems",
        "elsys/ems-desk",
        "elsys/ems-door",
        "elsys/ems-lite",
        "elsys/ers",
        "elsys/ers-co2",
        "elsys/ers-co2-lite",
        "elsys/ers-eye",
        "elsys/ers-lite",
        "elsys/ers-sound",
        "elsys/ers-voc",
    ),
)
