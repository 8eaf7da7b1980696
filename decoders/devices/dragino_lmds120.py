"""Dragino LMDS120, distance by radar."""

from decoders.contract import Decoder
from decoders.formats.dragino import DS18B20, Value, decoder
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, DISTANCE

# Millimetres; 0x3FFF is an invalid reading. The frames of port 5 have no battery.
_DISTANCE = Value(DISTANCE, 1000, missing=(0x3FFF,))


DECODER = Decoder(
    vendor="Dragino",
    models=("LMDS120",),
    spec="LMDS120 user manual, Uplink payload",
    f_ports=frozenset({2}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, DISTANCE}),
    decode=decoder("Hxhx", _DISTANCE, DS18B20),
    aliases=("dragino/lmds120", "dragino/mds120-lb"),
)
