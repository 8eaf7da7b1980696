"""Sensing Labs SenlabA, a 4-20 mA loop."""

from decoders.contract import Decoder
from decoders.formats.senlab import F_PORTS, Value, decoder
from telemetry.quantity import BATTERY_LEVEL, CURRENT_LOOP

DECODER = Decoder(
    vendor="Sensing Labs",
    models=("SenlabA", "4MA-LAB"),
    spec="SenlabA 4MA-LAB user guide version 2, standard mode",
    f_ports=F_PORTS,
    emits=frozenset({BATTERY_LEVEL, CURRENT_LOOP}),
    decode=decoder(0, "H", Value(CURRENT_LOOP, 200)),
    aliases=("sensing-labs/senlab-a",),
)
