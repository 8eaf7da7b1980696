"""Dragino LDDS04, four ultrasonic distances."""

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, Value, decoder
from telemetry.quantity import BATTERY_VOLTAGE, DISTANCE

# Millimetres; 0 stands for no sensor, 20 for nearer than the shortest distance.
_DISTANCES = tuple(Value(DISTANCE, 1000, str(n), missing=(0, 20)) for n in (1, 2, 3, 4))


DECODER = Decoder(
    vendor="Dragino",
    models=("LDDS04",),
    spec="LDDS04 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, DISTANCE}),
    decode=decoder("HHHHx", *_DISTANCES),
    aliases=("dragino/ldds04", "dragino/dds04-lb"),
)
