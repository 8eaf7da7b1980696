"""Dragino LLDS12, distance by lidar."""

from decoders.contract import Decoder
from decoders.formats.dragino import DS18B20, STATUS_PORT, Value, decoder
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, DEVICE_TEMPERATURE, DISTANCE

# Millimetres; 0 and 0xFFFF are no echo. The strength of the echo has no unit and is not kept.
_DISTANCE = Value(DISTANCE, 1000, missing=(0, 0xFFFF))


DECODER = Decoder(
    vendor="Dragino",
    models=("LLDS12",),
    spec="LLDS12 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, DEVICE_TEMPERATURE, DISTANCE}),
    decode=decoder("hHxxxbx", DS18B20, _DISTANCE, Value(DEVICE_TEMPERATURE)),
    aliases=("dragino/llds12",),
)
