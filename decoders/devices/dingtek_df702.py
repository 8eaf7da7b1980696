"""Dingtek DF702 and DF703, waste bin sensors: distance to the waste, fire, fall."""

from decoders.contract import Decoder
from decoders.formats.dingtek import (
    BATTERY,
    HIGH,
    LOW,
    PORT,
    POSITION,
    TEMPERATURE,
    alarm,
    decoder,
    emits,
    number,
    tilt,
)
from telemetry.quantity import DISTANCE, FALL, FIRE_ALARM, THRESHOLD_ALARM

_FIELDS = (
    number(5, "H", DISTANCE, 1000),
    TEMPERATURE,
    tilt(9),
    alarm(11, HIGH, THRESHOLD_ALARM, "full"),
    alarm(11, LOW, FIRE_ALARM),
    alarm(12, HIGH, FALL),
    BATTERY,
)

DECODER = Decoder(
    vendor="Dingtek",
    models=("DF702", "DF703"),
    spec="DF702 Waste Bin Detector, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_FIELDS) | POSITION,
    decode=decoder((17, _FIELDS), gps=True),
    aliases=("dingtek/df702", "dingtek/df703"),
)
