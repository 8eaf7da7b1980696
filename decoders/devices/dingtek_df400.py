"""Dingtek DF400, a tissue dispenser level sensor."""

from decoders.contract import Decoder
from decoders.formats.dingtek import LOW, PORT, TEMPERATURE, alarm, decoder, emits, number, volts
from telemetry.quantity import DISTANCE, FILL_LEVEL, LOW_BATTERY, THRESHOLD_ALARM

_FIELDS = (
    volts(5),
    alarm(7, LOW, LOW_BATTERY),
    TEMPERATURE,
    number(9, "H", DISTANCE, 1000),
    number(11, "B", FILL_LEVEL),
    alarm(12, LOW, THRESHOLD_ALARM),
)

DECODER = Decoder(
    vendor="Dingtek",
    models=("DF400",),
    spec="DF400 tissue dispenser level sensor, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS),
    decode=decoder((17, _FIELDS)),
    aliases=("dingtek/df400",),
)
