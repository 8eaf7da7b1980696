"""Tektelic Smart Room sensors and their descendants (Comfort, Vivid, Breeze …)."""

from decoders.contract import Decoder
from decoders.formats.tektelic import ACCELERATIONS, BATTERY, PER_G, PORTS, decoder, emits, number, state
from telemetry.quantity import (
    ACCELERATION,
    AIR_TEMPERATURE,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    CO2,
    DEVICE_TEMPERATURE,
    DIGITAL_INPUT,
    DOOR_OPEN,
    DOOR_OPEN_COUNT,
    LIGHT_LEVEL,
    MOTION,
    MOTION_COUNT,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    THRESHOLD_ALARM,
    VIBRATION,
    VOLTAGE,
    WATER_LEAK,
)

_TABLE = {
    **BATTERY,
    0x00BA: number("H", BATTERY_VOLTAGE, 1000),
    0x0100: state(DOOR_OPEN),
    0x0200: state(THRESHOLD_ALARM, "light"),
    0x0367: number("h", AIR_TEMPERATURE, 10),
    0x0468: number("B", RELATIVE_HUMIDITY, 2),
    0x0502: number("H", ACCELERATION, PER_G, "impact"),
    0x0771: ACCELERATIONS,
    0x0804: number("H", DOOR_OPEN_COUNT),
    0x0900: state(WATER_LEAK),
    0x0A00: state(MOTION),
    0x0B67: number("h", DEVICE_TEMPERATURE, 10),
    0x0BE4: number("H", CO2),
    0x0C00: state(VIBRATION),
    0x0C73: number("H", ATMOSPHERIC_PRESSURE, 10),
    0x0D04: number("H", MOTION_COUNT),
    0x0E00: state(DIGITAL_INPUT),
    0x0EE4: number("H", CO2, channel="raw"),
    0x0F04: number("H", PULSE_COUNT),
    0x1002: number("B", LIGHT_LEVEL),
    0x1102: number("H", VOLTAGE, 1000),
}

DECODER = Decoder(
    vendor="Tektelic",
    models=("Smart Room Sensor", "Comfort", "Vivid", "Breeze", "Home Sensor"),
    spec="Tektelic Smart Room Sensor technical reference manual, uplink streams",
    f_ports=PORTS,
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=tuple(f"tektelic/{codec}" for codec in ("t00061xx", "t00067xx", "t00073xx", "t0007705", "t00078xx")),
)
