"""Dingtek DC520, a people counter of both directions."""

from decoders.contract import Decoder
from decoders.formats.dingtek import BATTERY, HIGH, LOW, PORT, alarm, decoder, emits, number, volts
from telemetry.quantity import DEVICE_FAULT, PEOPLE_COUNT, PEOPLE_IN, PEOPLE_OUT, THRESHOLD_ALARM

_FIELDS = (
    number(5, "h", PEOPLE_COUNT),
    number(7, "H", PEOPLE_IN),
    number(9, "H", PEOPLE_OUT),
    alarm(11, HIGH, THRESHOLD_ALARM, "balance"),
    alarm(11, LOW, THRESHOLD_ALARM, "in"),
    alarm(12, HIGH, THRESHOLD_ALARM, "out"),
    BATTERY,
    volts(13),
    alarm(15, HIGH | LOW, DEVICE_FAULT),
)

DECODER = Decoder(
    vendor="Dingtek",
    models=("DC520",),
    spec="DC520 people counter, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS),
    decode=decoder((19, _FIELDS)),
    aliases=("dingtek/dc520",),
)
