"""Milesight EM300-DI, a pulse or contact input with temperature and humidity."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, Value, decoder, emits, number, readings_of, state
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, DIGITAL_INPUT, PULSE_COUNT, RELATIVE_HUMIDITY, THRESHOLD_ALARM
from telemetry.reading import Reading

_TEMPERATURE = Value(AIR_TEMPERATURE, 10)
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))

_WATER = Struct("<HHf")
_RECORD = Struct("<IhBBBI")
_RECORD_V2 = Struct("<IhBxBB")

_ALARMS = {1: ("outage", 1.0), 2: ("outage", 0.0), 3: ("flow", 1.0), 4: ("flow", 0.0)}


def _pulses(payload: bytes, offset: int, time: datetime | None = None) -> Iterator[Reading]:
    """The pulse count behind a converted volume.

    The device multiplies its count by `water / pulses` and sends the product in a unit that only its owner
    knows, so the count is what can be kept.
    """
    water, pulses, product = _WATER.unpack_from(payload, offset)
    if not math.isfinite(product):
        raise DecodeError("the converted volume is no number")
    if water:
        yield Reading(PULSE_COUNT, float(round(product * pulses / water)), time=time)


def _add_water(readings: list[Reading], payload: bytes, offset: int) -> int:
    readings.extend(_pulses(payload, offset))
    return offset + _WATER.size


def _add_water_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
    offset = _add_water(readings, payload, offset)
    if payload[offset] not in _ALARMS:
        raise DecodeError(f"water alarm {payload[offset]} is unknown")
    channel, value = _ALARMS[payload[offset]]
    readings.append(Reading(THRESHOLD_ALARM, value, channel))
    return offset + 1


def _add_contact_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
    contact, alarm = payload[offset], payload[offset + 1]
    readings.append(Reading(DIGITAL_INPUT, float(contact != 0)))
    readings.append(Reading(THRESHOLD_ALARM, float(alarm != 0), "input"))
    return offset + 2


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    seconds, temperature, humidity, mode, contact, count = _RECORD.unpack_from(payload, offset)
    time = datetime.fromtimestamp(seconds, UTC)
    readings.extend(readings_of((_TEMPERATURE, _HUMIDITY), (temperature, humidity), time))
    if mode == 1:
        readings.append(Reading(DIGITAL_INPUT, float(contact != 0), time=time))
    elif mode == 2:
        readings.append(Reading(PULSE_COUNT, float(count), time=time))
    return offset + _RECORD.size


def _add_record_v2(readings: list[Reading], payload: bytes, offset: int) -> int:
    seconds, temperature, humidity, mode, contact = _RECORD_V2.unpack_from(payload, offset)
    time = datetime.fromtimestamp(seconds, UTC)
    readings.extend(readings_of((_TEMPERATURE, _HUMIDITY), (temperature, humidity), time))
    if mode == 1:
        readings.append(Reading(DIGITAL_INPUT, float(contact != 0), time=time))
    elif mode == 2:
        readings.extend(_pulses(payload, offset + _RECORD_V2.size, time))
    return offset + _RECORD_V2.size + _WATER.size


_COUNTED = frozenset({PULSE_COUNT})
_RECORDED = frozenset({AIR_TEMPERATURE, RELATIVE_HUMIDITY, DIGITAL_INPUT, PULSE_COUNT})

_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x0500: state(DIGITAL_INPUT),
    0x05C8: number("I", Value(PULSE_COUNT)),
    # The published documents disagree whether the converted volume is on channel 5 or 6.
    0x05E1: Entry(_add_water, _COUNTED),
    0x06E1: Entry(_add_water, _COUNTED),
    0x8500: Entry(_add_contact_alarm, frozenset({DIGITAL_INPUT, THRESHOLD_ALARM})),
    0x85E1: Entry(_add_water_alarm, frozenset({PULSE_COUNT, THRESHOLD_ALARM})),
    0x86E1: Entry(_add_water_alarm, frozenset({PULSE_COUNT, THRESHOLD_ALARM})),
    0x20CE: Entry(_add_record, _RECORDED),
    0x21CE: Entry(_add_record_v2, _RECORDED),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("EM300-DI",),
    spec="EM300-DI User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/em300-di",),
)
