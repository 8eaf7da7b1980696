"""Dingtek DF556, a hydrostatic level sensor: the height of the liquid above it."""

from decoders.contract import Decoder
from decoders.formats.dingtek import BATTERY, HIGH, PORT, POSITION, alarm, decoder, emits, number, volts
from telemetry.quantity import THRESHOLD_ALARM, WATER_LEVEL

_FIELDS = (number(5, "H", WATER_LEVEL, 1000), alarm(11, HIGH, THRESHOLD_ALARM), BATTERY, volts(13))

DECODER = Decoder(
    vendor="Dingtek",
    models=("DF556",),
    spec="DF556 tank level sensor, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS) | POSITION,
    decode=decoder((18, _FIELDS), gps=True),
    aliases=("dingtek/df556",),
)
