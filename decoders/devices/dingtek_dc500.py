"""Dingtek DC500 and DC510, people counters: those who passed since the counter was set to zero."""

from decoders.contract import Decoder
from decoders.formats.dingtek import BATTERY, HIGH, LOW, PORT, TEMPERATURE, alarm, decoder, emits, number, volts
from telemetry.quantity import LOW_BATTERY, PEOPLE_IN, THRESHOLD_ALARM

_DC500 = (number(5, "H", PEOPLE_IN), alarm(7, HIGH, THRESHOLD_ALARM), alarm(7, LOW, LOW_BATTERY), volts(9))
_DC510 = (number(5, "H", PEOPLE_IN), alarm(11, HIGH, THRESHOLD_ALARM), BATTERY, TEMPERATURE, volts(13))

DECODER = Decoder(
    vendor="Dingtek",
    models=("DC500", "DC510"),
    spec="DC500 and DC510 people counters, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_DC500, *_DC510),
    decode=decoder((21, _DC500), (18, _DC510)),
    aliases=("dingtek/dc500", "dingtek/dc510"),
)
