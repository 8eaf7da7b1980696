"""Dingtek DF200, a soap dispenser level sensor."""

from decoders.contract import Decoder
from decoders.formats.dingtek import LOW, PORT, TEMPERATURE, alarm, decoder, emits, number, volts
from telemetry.quantity import FILL_LEVEL, LOW_BATTERY, THRESHOLD_ALARM

_FIELDS = (
    volts(5),
    alarm(7, LOW, LOW_BATTERY),
    TEMPERATURE,
    number(9, "B", FILL_LEVEL),
    alarm(10, LOW, THRESHOLD_ALARM),
)

DECODER = Decoder(
    vendor="Dingtek",
    models=("DF200",),
    spec="DF200 level sensor, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS),
    decode=decoder((15, _FIELDS)),
    aliases=("dingtek/df200",),
)
