"""Dingtek DO200, DO201 and DO202, parking sensors by ultrasound and magnetometer, whose axes have no unit."""

from decoders.contract import Decoder
from decoders.formats.dingtek import HIGH, LOW, PORT, alarm, decoder, emits, number, volts
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ANALOG_INPUT,
    DISTANCE,
    LOW_BATTERY,
    PARKING_OCCUPIED,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
)

_DO200 = (
    number(5, "H", DISTANCE, 1000),
    alarm(7, HIGH, PARKING_OCCUPIED),
    alarm(7, LOW, THRESHOLD_ALARM, "distance"),
    alarm(8, HIGH, THRESHOLD_ALARM, "magnet"),
    alarm(8, LOW, LOW_BATTERY),
    volts(9),
    number(11, "h", ANALOG_INPUT, channel="magnet_x"),
    number(13, "h", ANALOG_INPUT, channel="magnet_y"),
    number(15, "h", ANALOG_INPUT, channel="magnet_z"),
)
_DO201 = (*_DO200, number(17, "b", AIR_TEMPERATURE), number(18, "B", RELATIVE_HUMIDITY))

DECODER = Decoder(
    vendor="Dingtek",
    models=("DO200", "DO201", "DO202"),
    spec="DO200 and DO201 parking sensors, LoRaWAN protocol",
    f_ports=frozenset({PORT}),
    emits=emits(*_DO201),
    decode=decoder((21, _DO200), (23, _DO201)),
    aliases=("dingtek/do200", "dingtek/do201", "dingtek/do202"),
)
