"""Dingtek DC410 and DC413, manhole level sensors: the distance to the water, and whether the cover moved."""

from decoders.contract import Decoder
from decoders.formats.dingtek import BATTERY, HIGH, PORT, TEMPERATURE, alarm, decoder, emits, number, tilt
from telemetry.quantity import DISTANCE, MOTION, THRESHOLD_ALARM

_FIELDS = (
    number(5, "H", DISTANCE, 1000),
    TEMPERATURE,
    tilt(9),
    alarm(11, HIGH, THRESHOLD_ALARM, "full"),
    alarm(12, HIGH, MOTION),
    BATTERY,
)

DECODER = Decoder(
    vendor="Dingtek",
    models=("DC410", "DC413"),
    spec="DC410 manhole level sensor, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS),
    decode=decoder((17, _FIELDS)),
    aliases=("dingtek/dc410", "dingtek/dc413"),
)
