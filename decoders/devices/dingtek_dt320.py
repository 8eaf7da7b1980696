"""Dingtek DT320, an odour sensor: a level of air quality from 0 to 3."""

from decoders.contract import Decoder
from decoders.formats.dingtek import BATTERY, HIGH, PORT, TEMPERATURE, alarm, decoder, emits, number, volts
from telemetry.quantity import AIR_QUALITY_INDEX, THRESHOLD_ALARM

_FIELDS = (number(5, "H", AIR_QUALITY_INDEX), alarm(11, HIGH, THRESHOLD_ALARM), BATTERY, TEMPERATURE, volts(13))

DECODER = Decoder(
    vendor="Dingtek",
    models=("DT320",),
    spec="DT320 odour sensor, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS),
    decode=decoder((18, _FIELDS)),
    aliases=("dingtek/dt320",),
)
