"""Sensing Labs SenlabH, a thermometer and hygrometer."""

from decoders.contract import Decoder
from decoders.formats.senlab import F_PORTS, Value, decoder
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_LEVEL, RELATIVE_HUMIDITY

DECODER = Decoder(
    vendor="Sensing Labs",
    models=("SenlabH", "THY-LAB"),
    spec="CampusIoT codec for the SenlabH",
    f_ports=F_PORTS,
    emits=frozenset({AIR_TEMPERATURE, BATTERY_LEVEL, RELATIVE_HUMIDITY}),
    decode=decoder(3, "hB", Value(AIR_TEMPERATURE, 16), Value(RELATIVE_HUMIDITY)),
    aliases=("sensing-labs/senlab-h",),
)
