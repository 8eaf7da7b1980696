"""Dragino WSC1-L, a weather station."""

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ANALOG_INPUT,
    ATMOSPHERIC_PRESSURE,
    BATTERY_VOLTAGE,
    CO2,
    ILLUMINANCE,
    PAR,
    PM2_5,
    PM10,
    PRECIPITATION,
    RAIN,
    RELATIVE_HUMIDITY,
    SOLAR_IRRADIANCE,
    WIND_DIRECTION,
    WIND_SPEED,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

# By the sensor's type: the quantity, and what its big-endian number is multiplied with and divided by.
_SENSORS = {
    0x00: (BATTERY_VOLTAGE, 1, 30),
    0x01: (WIND_SPEED, 1, 10),
    0x02: (WIND_DIRECTION, 1, 10),
    0x03: (ILLUMINANCE, 10, 1),
    0x05: (CO2, 1, 1),
    0x06: (AIR_TEMPERATURE, 1, 10),
    0x07: (RELATIVE_HUMIDITY, 1, 10),
    0x08: (ATMOSPHERIC_PRESSURE, 1, 10),
    0x09: (RAIN, 1, 10),
    0x0A: (PM2_5, 1, 1),
    0x0B: (PM10, 1, 1),
    0x0C: (PAR, 1, 1),
    0x0D: (SOLAR_IRRADIANCE, 1, 10),
}
_RAIN_OR_SNOW = 0x04
_FIRST_OWN, _LAST_OWN = 0xA1, 0xA4
_ANSWER = 0xE0
_STATUS_SIZE = 10


def _reading(kind: int, value: bytes) -> Reading:
    if kind == _RAIN_OR_SNOW:
        return Reading(PRECIPITATION, float(value[0] != 0))
    if len(value) < 2:
        raise DecodeError(f"sensor {kind:#04x} has {len(value)} bytes; expected 2")
    number = int.from_bytes(value[:2], "big", signed=kind == 0x06)
    if _FIRST_OWN <= kind <= _LAST_OWN:
        return Reading(ANALOG_INPUT, float(number), f"a{kind - _FIRST_OWN + 1}")
    if kind not in _SENSORS:
        raise DecodeError(f"unknown sensor {kind:#04x}")
    quantity, factor, divisor = _SENSORS[kind]
    return Reading(quantity, number * factor / divisor, MAIN_CHANNEL)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data frame, a row of sensors with type, length and value, or a status frame."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        if len(payload) != _STATUS_SIZE:
            raise DecodeError(f"a status frame has {_STATUS_SIZE} bytes, not {len(payload)}")
        return [Reading(BATTERY_VOLTAGE, (payload[5] << 8 | payload[6]) / 1000)]
    if payload[0] >= _ANSWER:
        return []
    readings = []
    offset = 0
    while offset < len(payload):
        kind, size = payload[offset], payload[offset + 1]
        value = payload[offset + 2 : offset + 2 + size]
        if len(value) != size or not size:
            raise DecodeError(f"sensor {kind:#04x} at byte {offset} has {len(value)} of {size} bytes")
        readings.append(_reading(kind, value))
        offset += 2 + size
    return readings


DECODER = Decoder(
    vendor="Dragino",
    models=("WSC1-L",),
    spec="WSC1-L user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            ANALOG_INPUT,
            ATMOSPHERIC_PRESSURE,
            BATTERY_VOLTAGE,
            CO2,
            ILLUMINANCE,
            PAR,
            PM10,
            PM2_5,
            PRECIPITATION,
            RAIN,
            RELATIVE_HUMIDITY,
            SOLAR_IRRADIANCE,
            WIND_DIRECTION,
            WIND_SPEED,
        }
    ),
    decode=decode,
    unverified="no frame was published",
    aliases=("dragino/wsc1-l",),
)
