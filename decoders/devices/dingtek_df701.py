"""Dingtek DF701, an ultrasonic level sensor: the distance to the surface."""

from decoders.contract import Decoder
from decoders.formats.dingtek import BATTERY, HIGH, PORT, alarm, decoder, emits, number, volts
from telemetry.quantity import DISTANCE, THRESHOLD_ALARM

_FIELDS = (number(5, "H", DISTANCE, 1000), alarm(11, HIGH, THRESHOLD_ALARM), BATTERY, volts(13))

DECODER = Decoder(
    vendor="Dingtek",
    models=("DF701",),
    spec="DF701 level sensor, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS),
    decode=decoder((18, _FIELDS)),
    aliases=("dingtek/df701",),
)
