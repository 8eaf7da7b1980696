"""Netvox sensors of vibration, inclination and place."""

from collections.abc import Callable, Iterator, Mapping
from math import copysign, floor, isfinite
from struct import Struct

from decoders.formats.netvox import Family, Report, Value, battery, decoder, only, sensor
from telemetry.quantity import (
    ACCELERATION,
    AIR_TEMPERATURE,
    ALTITUDE,
    LATITUDE,
    LONGITUDE,
    MOTION_COUNT,
    MOTION_DURATION,
    TILT,
    VIBRATION,
    VIBRATION_VELOCITY,
    Quantity,
)
from telemetry.reading import Reading

_AXES = ("x", "y", "z")
_FLOAT = Struct("<f")
_STEPS = 1_000_000
_NO_FIX = -1


def _rounded(number: float) -> float:
    """Six decimals, halves away from zero, as Netvox publishes its floats."""
    return copysign(floor(abs(number) * _STEPS + 0.5) / _STEPS, number)


def _axes(quantity: Quantity) -> Callable[[bytes], Iterator[Reading]]:
    """Three numbers, each the upper two bytes of a little-endian float."""

    def read(body: bytes) -> Iterator[Reading]:
        for n, axis in enumerate(_AXES):
            (number,) = _FLOAT.unpack(b"\0\0" + body[2 * n : 2 * n + 2])
            if isfinite(number):
                yield Reading(quantity, _rounded(number), axis)

    return read


_accelerations, _velocities = _axes(ACCELERATION), _axes(VIBRATION_VELOCITY)


def _velocities_and_temperature(body: bytes) -> Iterator[Reading]:
    yield from _velocities(body)
    yield Reading(AIR_TEMPERATURE, int.from_bytes(body[6:8], "big", signed=True) / 10)


_ACCELERATIONS = battery(Report(_accelerations, frozenset({ACCELERATION})))
_ACCELEROMETER: Mapping[int, Report] = {
    1: _ACCELERATIONS,
    2: Report(_velocities_and_temperature, frozenset({VIBRATION_VELOCITY, AIR_TEMPERATURE})),
}


def _tilts(divisor: int = 1) -> tuple[Value, ...]:
    return tuple(Value(TILT, divisor, axis) for axis in _AXES)


_TRACKER = {
    1: sensor("ibbb", Value(LATITUDE, 1_000_000, missing=(_NO_FIX,)), *_tilts()),
    2: sensor("ixh", Value(LONGITUDE, 1_000_000, missing=(_NO_FIX,)), Value(ALTITUDE, missing=(_NO_FIX,))),
}

DECODER = decoder(
    "the motion sensors",
    (
        Family(
            only(sensor("B", Value(VIBRATION))),
            {
                0x1A: "R718DA",
                0x1B: "R718DB",
                0x27: "R718MBA",
                0x4F: "R311FA R313FA",
                0x82: "R730MBA",
                0x89: "R730DA",
                0x8B: "R730DB",
                0xA8: "R311DA R313DA",
                0xA9: "R311DB R313DB",
            },
        ),
        Family(
            only(sensor("BB", Value(VIBRATION, channel="1"), Value(VIBRATION, channel="2"))),
            {0x2F: "R718DA2", 0x3D: "R718DB2", 0x8A: "R730DA2", 0x8C: "R730DB2"},
        ),
        Family(
            only(sensor("I", Value(MOTION_COUNT))),
            {0x2B: "R718MBB", 0x50: "R311FB R313FB", 0x83: "R730MBB"},
        ),
        Family(
            only(sensor("I", Value(MOTION_DURATION))),
            {0x2C: "R718MBC", 0x51: "R311FC R313FC", 0x84: "R730MBC"},
        ),
        Family(only(sensor("")), {0x26: "R718MA", 0x4E: "R311D R313D", 0x81: "R730MA"}),
        Family(_ACCELEROMETER, {0x1C: "R718E"}),
        Family({1: _ACCELERATIONS, 2: Report(_velocities, frozenset({VIBRATION_VELOCITY}))}, {0xC7: "R311FA1 R313FA1"}),
        Family(only(sensor("bbbh", *_tilts(), Value(AIR_TEMPERATURE, 10))), {0x9A: "R718EA"}),
        Family(only(sensor("hhh", *_tilts(10))), {0xC8: "R718EB"}),
        Family(_TRACKER, {0xB5: "R720G"}),
    ),
)
