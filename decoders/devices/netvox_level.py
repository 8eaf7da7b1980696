"""Netvox sensors of levels and distances."""

from decoders.formats.netvox import Family, Value, decoder, only, sensor
from telemetry.quantity import (
    AIR_TEMPERATURE,
    DEVICE_FAULT,
    DISTANCE,
    FILL_LEVEL,
    THRESHOLD_ALARM,
    TILT,
    WATER_LEVEL,
    WATER_TEMPERATURE,
)

_NEAR, _DISTANCE = Value(THRESHOLD_ALARM), Value(DISTANCE, 1000)

DECODER = decoder(
    "the level sensors",
    (
        Family(
            only(sensor("BHhBB", _NEAR, _DISTANCE, Value(AIR_TEMPERATURE, 10), Value(FILL_LEVEL), Value(TILT))),
            {0x34: "R718X"},
        ),
        Family(only(sensor("BHB", _NEAR, _DISTANCE, Value(FILL_LEVEL))), {0xB1: "R718PE"}),
        Family(only(sensor("BH", _NEAR, _DISTANCE)), {0xAA: "R311LA R313LA"}),
        Family(only(sensor("HB", Value(WATER_LEVEL, 1000), Value(FILL_LEVEL))), {0x33: "R718WD"}),
        Family(
            only(sensor("HhB", Value(WATER_LEVEL, 1000), Value(WATER_TEMPERATURE), Value(DEVICE_FAULT))),
            {0x9B: "R718PA22", 0xAE: "R726A22"},
        ),
    ),
)
