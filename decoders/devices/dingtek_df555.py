"""Dingtek DF530 and DF555, tank level sensors: the distance to the liquid."""

from decoders.contract import Decoder
from decoders.formats.dingtek import BATTERY, HIGH, PORT, POSITION, TEMPERATURE, alarm, decoder, emits, number
from telemetry.quantity import DISTANCE, THRESHOLD_ALARM

_FIELDS = (number(5, "H", DISTANCE, 1000), TEMPERATURE, alarm(11, HIGH, THRESHOLD_ALARM), BATTERY)

DECODER = Decoder(
    vendor="Dingtek",
    models=("DF530", "DF555"),
    spec="DF530 and DF555 tank level sensors, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS) | POSITION,
    decode=decoder((17, _FIELDS), gps=True),
    aliases=("dingtek/df530", "dingtek/df555"),
)
