"""Sensing Labs SenlabM, a pulse counter."""

from decoders.contract import Decoder
from decoders.formats.senlab import F_PORTS, Value, decoder
from telemetry.quantity import BATTERY_LEVEL, PULSE_COUNT

DECODER = Decoder(
    vendor="Sensing Labs",
    models=("SenlabM", "PUL-LAB"),
    spec="SenlabM PUL-LAB user guide, standard mode",
    f_ports=F_PORTS,
    emits=frozenset({BATTERY_LEVEL, PULSE_COUNT}),
    decode=decoder(2, "I", Value(PULSE_COUNT)),
    aliases=("sensing-labs/senlab-m",),
)
