"""Tektelic agriculture sensors Kiwi and Clover: probes of soil as frequencies and voltages, light and climate."""

from decoders.contract import Decoder
from decoders.formats.tektelic import ACCELERATIONS, BATTERY, BATTERY_BYTE, PORTS, decoder, emits, number, silent, state
from telemetry.quantity import (
    AIR_TEMPERATURE,
    DEVICE_TEMPERATURE,
    FREQUENCY,
    ILLUMINANCE,
    RELATIVE_HUMIDITY,
    SOIL_TEMPERATURE,
    THRESHOLD_ALARM,
    VOLTAGE,
)

_TABLE = {
    **BATTERY,
    0x00BA: BATTERY_BYTE,
    0x0104: number("H", FREQUENCY, channel="1"),
    0x0202: number("H", VOLTAGE, 1000, "2"),
    0x0302: number("H", VOLTAGE, 1000, "3"),
    0x0367: number("h", SOIL_TEMPERATURE, 10, "3"),
    0x0402: number("H", VOLTAGE, 1000, "4"),
    0x0467: number("h", SOIL_TEMPERATURE, 10, "4"),
    0x0504: number("H", FREQUENCY, channel="5"),
    0x0604: number("H", FREQUENCY, channel="6"),
    0x0900: state(THRESHOLD_ALARM, "light"),
    0x0965: number("H", ILLUMINANCE),
    0x0A00: state(THRESHOLD_ALARM, "orientation"),
    0x0A71: ACCELERATIONS,
    0x0B67: number("h", AIR_TEMPERATURE, 10),
    0x0B68: number("B", RELATIVE_HUMIDITY, 2),
    0x0C67: number("h", DEVICE_TEMPERATURE, 10),
    0x0D73: silent(2),
}

DECODER = Decoder(
    vendor="Tektelic",
    models=("Kiwi", "Clover", "Agriculture Sensor"),
    spec="Tektelic Agriculture Sensor technical reference manual, uplink streams; data-converters, kiwi-clover 2.0",
    f_ports=PORTS,
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("tektelic/t00059xx",),
)
