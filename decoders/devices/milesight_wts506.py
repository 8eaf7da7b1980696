"""Milesight WTS305, WTS505 and WTS506, weather stations."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Value, decoder, emits, number, numbers
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    RAIN_TOTAL,
    RELATIVE_HUMIDITY,
    WIND_DIRECTION,
    WIND_SPEED,
)

_RAIN = Value(RAIN_TOTAL, 100)

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", Value(AIR_TEMPERATURE, 10)),
    0x0468: number("B", Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))),
    0x0584: number("H", Value(WIND_DIRECTION, 10)),
    0x0673: number("H", Value(ATMOSPHERIC_PRESSURE, 10)),
    0x0792: number("H", Value(WIND_SPEED, 10)),
    # A count of the frames since the station last cleared its rain gauge follows.
    0x0877: numbers("Hx", _RAIN),
    0x08EC: numbers("Ix", _RAIN),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("WTS506", "WTS505", "WTS305"),
    spec="WTS Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/wts506", "milesight-iot/wts505", "milesight-iot/wts305"),
)
