"""Dragino LLMS01, moisture and temperature of leaves."""

from decoders.contract import Decoder
from decoders.formats.dragino import DS18B20, STATUS_PORT, Value, decoder
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, LEAF_WETNESS, SURFACE_TEMPERATURE

DECODER = Decoder(
    vendor="Dragino",
    models=("LLMS01",),
    spec="LLMS01 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, LEAF_WETNESS, SURFACE_TEMPERATURE}),
    decode=decoder("hHhxxx", DS18B20, Value(LEAF_WETNESS, 10), Value(SURFACE_TEMPERATURE, 10, "leaf")),
    aliases=("dragino/llms01", "dragino/lms01-lb"),
)
