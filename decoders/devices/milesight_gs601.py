"""Milesight GS601, a detector of vapour from cigarettes, with the quality of the air.

Its grammar is the newer one of the vendor: one byte says what follows, without a channel. Little-endian.
"""

from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ANALOG_INPUT,
    BATTERY_LEVEL,
    HEAT_ALARM,
    OCCUPANCY,
    PM1,
    PM2_5,
    PM10,
    RELATIVE_HUMIDITY,
    SMOKE,
    TAMPER,
    THRESHOLD_ALARM,
    TVOC_MASS,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_BYTE, _WORD, _SIGNED = Struct("<B"), Struct("<H"), Struct("<h")

# What a value is, what it is divided by, and its channel.
_VALUES = {
    0x00: (_BYTE, BATTERY_LEVEL, 1, MAIN_CHANNEL),
    0x01: (_BYTE, ANALOG_INPUT, 1, "vaping_index"),
    0x03: (_WORD, PM1, 1, MAIN_CHANNEL),
    0x05: (_WORD, PM2_5, 1, MAIN_CHANNEL),
    0x07: (_WORD, PM10, 1, MAIN_CHANNEL),
    0x09: (_SIGNED, AIR_TEMPERATURE, 10, MAIN_CHANNEL),
    0x0B: (_WORD, RELATIVE_HUMIDITY, 10, MAIN_CHANNEL),
    0x0D: (_WORD, TVOC_MASS, 1, MAIN_CHANNEL),
}
_STATES = {0x0F: TAMPER, 0x12: OCCUPANCY}

_ALARMS = frozenset({0x02, 0x04, 0x06, 0x08, 0x0A, 0x0C, 0x0E, 0x10})
"""One above its value: a failure of the sensor, a threshold with the value that crossed it, or an event."""

_FAILURES, _CROSSED, _HAPPENED = (0x00, 0x01, 0x02), (0x10, 0x11), (0x20, 0x21)
_THRESHOLDS = {
    0x02: (SMOKE, MAIN_CHANNEL),
    0x04: (THRESHOLD_ALARM, "pm1"),
    0x06: (THRESHOLD_ALARM, "pm2_5"),
    0x08: (THRESHOLD_ALARM, "pm10"),
    0x0A: (THRESHOLD_ALARM, "temperature"),
    0x0E: (THRESHOLD_ALARM, "tvoc"),
}
_EVENTS = {0x0A: HEAT_ALARM, 0x10: TAMPER}
"""What an event is about; that of the vaping index is that something disturbs it."""

_PASSED = {
    0x11: 1,  # buzzer
    **dict.fromkeys(range(0x20, 0x2B), 8),  # raw values of the chip
    0x2B: 4,  # working time of the particle sensor
    0xC8: 1,  # switched on
    0xCF: 2,  # LoRaWAN class
    0xD8: 16,  # frequency band
    0xD9: 2,  # maker
    0xDA: 8,  # versions
    0xDB: 8,  # serial number
    0xDD: 32,  # part number
    0xDE: 32,  # name
    0xDF: 2,  # version of the object model
    0xEE: 0,  # asks for its settings
}
_SETTINGS = 0x60
"""From it on come the replies to commands, which end a frame of values."""


def _value(kind: int, payload: bytes, offset: int) -> tuple[Reading, int]:
    fields, quantity, divisor, channel = _VALUES[kind]
    (raw,) = fields.unpack_from(payload, offset)
    return Reading(quantity, raw / divisor, channel), offset + fields.size


def _state(quantity: Quantity, raw: int) -> Reading:
    if raw > 1:
        raise DecodeError(f"{quantity.key} is {raw}; expected 0 or 1")
    return Reading(quantity, float(raw))


def _alarm(kind: int, payload: bytes, offset: int) -> tuple[list[Reading], int]:
    sort = payload[offset]
    if sort in _FAILURES or (sort in _HAPPENED and kind not in _EVENTS):
        return [], offset + 1
    if sort in _HAPPENED:
        return [Reading(_EVENTS[kind], float(sort & 1))], offset + 1
    if sort not in _CROSSED or kind not in _THRESHOLDS:
        raise DecodeError(f"unknown kind {sort:#04x} of alarm {kind:#04x}")
    value, end = _value(kind - 1, payload, offset + 1)
    quantity, channel = _THRESHOLDS[kind]
    return [value, Reading(quantity, float(sort & 1), channel)], end


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a row of values, states and alarms."""
    payload = uplink.payload
    readings: list[Reading] = []
    offset = 0
    while offset < len(payload):
        kind = payload[offset]
        offset += 1
        if kind in _VALUES:
            reading, offset = _value(kind, payload, offset)
            readings.append(reading)
        elif kind in _STATES:
            readings.append(_state(_STATES[kind], payload[offset]))
            offset += 1
        elif kind in _ALARMS:
            stated, offset = _alarm(kind, payload, offset)
            readings += stated
        elif kind in _PASSED:
            offset += _PASSED[kind]
        elif kind >= _SETTINGS:
            return readings
        else:
            raise DecodeError(f"unknown entry {kind:#04x} at byte {offset - 1}")
    if offset > len(payload):
        raise DecodeError(f"the last entry lacks {offset - len(payload)} bytes")
    return readings


DECODER = Decoder(
    vendor="Milesight",
    models=("GS601",),
    spec="GS601 User Guide, Communication Protocol",
    emits=frozenset(
        {
            AIR_TEMPERATURE,
            ANALOG_INPUT,
            BATTERY_LEVEL,
            HEAT_ALARM,
            OCCUPANCY,
            PM1,
            PM10,
            PM2_5,
            RELATIVE_HUMIDITY,
            SMOKE,
            TAMPER,
            THRESHOLD_ALARM,
            TVOC_MASS,
        }
    ),
    decode=decode,
    aliases=("milesight-iot/gs601",),
)
