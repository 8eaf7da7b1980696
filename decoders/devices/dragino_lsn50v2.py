"""Dragino LSN50v2 and S31, a board of analogue, digital and I2C inputs whose working mode says what it reads."""

from collections.abc import Callable, Iterator
from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    DIGITAL_INPUT,
    DISTANCE,
    DOOR_OPEN,
    ILLUMINANCE,
    PROBE_TEMPERATURE,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    VOLTAGE,
    WEIGHT,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, first probe, first analogue input, flags; what follows depends on the mode.
_HEAD = Struct(">HhHB")
_TWO = Struct(">HH")
_LEVEL, _CLOSED = 0x02, 0x80
_THREE_INPUTS, _THREE_INTERRUPTS, _COUNTERS, _THRESHOLDS = 2, 6, 8, 31


def _signed(raw: int) -> int:
    return raw - 0x10000 if raw & 0x8000 else raw


def _probe(raw: int, channel: str) -> Iterator[Reading]:
    """A DS18B20 in tenths of a degree; 0x7FFF says that there is none."""
    if raw != 0x7FFF:
        yield Reading(PROBE_TEMPERATURE, _signed(raw) / 10, channel)


def _i2c(payload: bytes) -> Iterator[Reading]:
    """A climate chip, or a light sensor if the second word is zero; all ones say that there is neither."""
    first, second = _TWO.unpack_from(payload, 7)
    if second == 0:
        yield Reading(ILLUMINANCE, float(first))
        return
    if first not in {0x7FFF, 0xFFFF}:
        yield Reading(AIR_TEMPERATURE, _signed(first) / 10)
    if second != 0xFFFF:
        yield Reading(RELATIVE_HUMIDITY, second / 10)


def _distance(payload: bytes) -> Iterator[Reading]:
    """Millimetres, 0 for no echo; the strength of the echo has no unit."""
    (raw, _) = _TWO.unpack_from(payload, 7)
    if raw:
        yield Reading(DISTANCE, raw / 1000)


def _probes(payload: bytes) -> Iterator[Reading]:
    for channel, raw in zip(("2", "3"), _TWO.unpack_from(payload, 7), strict=True):
        yield from _probe(raw, channel)


def _weight(payload: bytes) -> Iterator[Reading]:
    """Grams, the lower word first."""
    low, high = _TWO.unpack_from(payload, 7)
    yield Reading(WEIGHT, (_signed(high) << 16 | low) / 1000)


def _count(payload: bytes) -> Iterator[Reading]:
    yield Reading(PULSE_COUNT, float(int.from_bytes(payload[7:11], "big")))


def _interrupts(payload: bytes) -> Iterator[Reading]:
    closed = (payload[6] & _CLOSED, payload[7] & 1, payload[8] & 1)
    for number, state in enumerate(closed, 1):
        yield Reading(DIGITAL_INPUT, float(state != 0), str(number))


def _inputs(payload: bytes) -> Iterator[Reading]:
    for channel, raw in zip(("2", "3"), _TWO.unpack_from(payload, 7), strict=True):
        yield Reading(VOLTAGE, raw / 1000, channel)


def _counters(payload: bytes) -> Iterator[Reading]:
    second, third, first_count, second_count = Struct(">HxHII").unpack_from(payload, 4)
    yield from _probe(second, "2")
    yield from _probe(third, "3")
    yield Reading(PULSE_COUNT, float(first_count), "1")
    yield Reading(PULSE_COUNT, float(second_count), "2")


_MODES: dict[int, tuple[int, Callable[[bytes], Iterator[Reading]]]] = {
    0: (11, _i2c),
    1: (11, _distance),
    _THREE_INPUTS: (12, _i2c),
    3: (11, _probes),
    4: (11, _weight),
    5: (11, _count),
    _THREE_INTERRUPTS: (11, _interrupts),
    7: (11, _inputs),
    _COUNTERS: (17, _counters),
}
"""The size of a frame of each mode, and how its particular part is read."""


def _head(payload: bytes, mode: int) -> Iterator[Reading]:
    """What precedes the flags: three voltages in mode 2, whose battery is last; else battery, probe and voltage."""
    first, second, third, flags = _HEAD.unpack_from(payload)
    if mode == _THREE_INPUTS:
        yield Reading(BATTERY_VOLTAGE, payload[11] / 10)
        for channel, raw in (("1", first), ("2", second & 0xFFFF), ("3", third)):
            yield Reading(VOLTAGE, raw / 1000, channel)
    else:
        yield Reading(BATTERY_VOLTAGE, first / 1000)
        yield from _probe(second & 0xFFFF, "1")
        if mode != _COUNTERS:
            yield Reading(VOLTAGE, third / 1000, "1")
    if mode != _THREE_INTERRUPTS:
        yield Reading(DIGITAL_INPUT, float(flags & _LEVEL != 0))
        yield Reading(DOOR_OPEN, float(not flags & _CLOSED))


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data frame; a frame of thresholds, or of status, states nothing."""
    payload = uplink.payload
    if uplink.f_port != 2:
        return []
    mode = payload[6] >> 2 & 0x1F
    if mode == _THRESHOLDS:
        return []
    if mode not in _MODES:
        raise DecodeError(f"unknown working mode {mode}")
    size, particular = _MODES[mode]
    # The S31 sends 12 bytes in every mode.
    if len(payload) not in {size, max(size, 12)}:
        raise DecodeError(f"{len(payload)} bytes; mode {mode} has {size}")
    return [*_head(payload, mode), *particular(payload)]


DECODER = Decoder(
    vendor="Dragino",
    models=("LSN50-V2", "LSN50v2-S31", "LSN50"),
    spec="LSN50v2 user manual, Uplink payload",
    f_ports=frozenset({2, 5}),
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            BATTERY_VOLTAGE,
            DIGITAL_INPUT,
            DISTANCE,
            DOOR_OPEN,
            ILLUMINANCE,
            PROBE_TEMPERATURE,
            PULSE_COUNT,
            RELATIVE_HUMIDITY,
            VOLTAGE,
            WEIGHT,
        }
    ),
    decode=decode,
    aliases=("dragino/lsn50-v2", "dragino/lsn50v2", "dragino/lsn50v2-s31"),
)
