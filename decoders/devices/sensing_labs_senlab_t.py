"""Sensing Labs SenlabT, a thermometer of one probe; the frames of the one with two are refused, as undocumented."""

from decoders.contract import Decoder
from decoders.formats.senlab import F_PORTS, Value, decoder
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_LEVEL

# -46.75 °C and 85 °C, which the probe gives when it could not be read.
_NO_PROBE = (-748, 1360)

DECODER = Decoder(
    vendor="Sensing Labs",
    models=("SenlabT", "TEM-LAB"),
    spec="as the SenlabA and SenlabM user guides, standard mode; frames of the field from diwise/iot-agent",
    f_ports=F_PORTS,
    emits=frozenset({AIR_TEMPERATURE, BATTERY_LEVEL}),
    decode=decoder(1, "h", Value(AIR_TEMPERATURE, 16, _NO_PROBE)),
    aliases=("sensing-labs/senlab-t",),
)
