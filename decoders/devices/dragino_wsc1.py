"""Dragino WSC1-L, a weather station."""

from collections.abc import Iterator
from struct import Struct

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
    WIND_GUST,
    WIND_SPEED,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# By the sensor's type: the quantity, what its big-endian number is multiplied with and divided by, and the least of
# the two numbers that say that the sensor is missing or broken.
_SENSORS = {
    0x00: (BATTERY_VOLTAGE, 1, 30, None),
    0x01: (WIND_SPEED, 1, 10, 0x02FE),
    0x02: (WIND_DIRECTION, 1, 10, 0x0EFE),
    0x03: (ILLUMINANCE, 10, 1, 0x4EFE),
    0x05: (CO2, 1, 1, 0x14FE),
    0x06: (AIR_TEMPERATURE, 1, 10, 0x02FE),
    0x07: (RELATIVE_HUMIDITY, 1, 10, 0x03FE),
    0x08: (ATMOSPHERIC_PRESSURE, 1, 10, 0),
    0x09: (RAIN, 1, 10, 0x03FE),
    0x0A: (PM2_5, 1, 1, 0x03FE),
    0x0B: (PM10, 1, 1, 0x03FE),
    0x0C: (PAR, 1, 1, 0x09FE),
    0x0D: (SOLAR_IRRADIANCE, 1, 10, 0x4EFE),
}
_WIND = 0x01
_GUSTS = Struct(">HHHx")
"""What newer stations say of the wind, in hundredths: now, at most and on average, then its force."""

_FASTEST = 6000
_RAIN_OR_SNOW = 0x04
_FIRST_OWN, _LAST_OWN = 0xA1, 0xA4
_ANSWER = 0xE0
_STATUS_SIZE = 10


def _wind(value: bytes) -> Iterator[Reading]:
    """The wind of a newer station; a speed beyond its range says that there is no sensor."""
    speed, gust, _ = _GUSTS.unpack(value)
    for quantity, hundredths in ((WIND_SPEED, speed), (WIND_GUST, gust)):
        if hundredths <= _FASTEST:
            yield Reading(quantity, hundredths / 100)


def _sensor(kind: int, value: bytes) -> Iterator[Reading]:
    """The reading of one sensor, if it is there."""
    if kind == _RAIN_OR_SNOW:
        if value[0] <= 1:
            yield Reading(PRECIPITATION, float(value[0]))
        return
    if kind == _WIND and len(value) == _GUSTS.size:
        yield from _wind(value)
        return
    if len(value) < 2:
        raise DecodeError(f"sensor {kind:#04x} has {len(value)} bytes; expected 2")
    number = int.from_bytes(value[:2], "big", signed=kind == 0x06)
    if _FIRST_OWN <= kind <= _LAST_OWN:
        yield Reading(ANALOG_INPUT, float(number), f"a{kind - _FIRST_OWN + 1}")
        return
    if kind not in _SENSORS:
        raise DecodeError(f"unknown sensor {kind:#04x}")
    quantity, factor, divisor, absent = _SENSORS[kind]
    if absent is None or number not in {absent, absent + 1}:
        yield Reading(quantity, number * factor / divisor)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data frame, a row of sensors with type, length and value, or a status frame."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        if len(payload) != _STATUS_SIZE:
            raise DecodeError(f"a status frame has {_STATUS_SIZE} bytes, not {len(payload)}")
        return [Reading(BATTERY_VOLTAGE, (payload[5] << 8 | payload[6]) / 1000)]
    if payload[0] >= _ANSWER:
        return []
    readings: list[Reading] = []
    offset = 0
    while offset < len(payload):
        kind, size = payload[offset], payload[offset + 1]
        value = payload[offset + 2 : offset + 2 + size]
        if len(value) != size or not size:
            raise DecodeError(f"sensor {kind:#04x} at byte {offset} has {len(value)} of {size} bytes")
        readings.extend(_sensor(kind, value))
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
            WIND_GUST,
            WIND_SPEED,
        }
    ),
    decode=decode,
    aliases=("dragino/wsc1-l",),
)
