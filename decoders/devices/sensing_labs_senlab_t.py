"""Sensing Labs SenlabT, a thermometer."""

from decoders.contract import Decoder
from decoders.formats.senlab import F_PORTS, Value, decoder
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_LEVEL

DECODER = Decoder(
    vendor="Sensing Labs",
    models=("SenlabT", "TEM-LAB"),
    spec="as the SenlabA and SenlabM user guides, standard mode, and the temperature of the SenlabH",
    f_ports=F_PORTS,
    emits=frozenset({AIR_TEMPERATURE, BATTERY_LEVEL}),
    decode=decoder("h", Value(AIR_TEMPERATURE, 16)),
    aliases=("sensing-labs/senlab-t",),
)
