"""What Milesight's controllers add to the row of entries: values read over Modbus, analogue statistics, pulses.

A Modbus value has a type of its own, so its entry has no fixed length.
"""

import struct
from datetime import UTC, datetime
from math import isfinite

from decoders.formats.milesight_tlv import Entry, Value, number, numbers, state
from telemetry.errors import DecodeError
from telemetry.quantity import (
    ANALOG_INPUT,
    DEVICE_FAULT,
    DIGITAL_INPUT,
    DIGITAL_OUTPUT,
    PULSE_COUNT,
    THRESHOLD_ALARM,
    Quantity,
)
from telemetry.reading import Reading

EMITS = frozenset({ANALOG_INPUT, DIGITAL_INPUT})

_STATE, _BYTE, _SHORT, _LONG, _FLOAT, _LOW_HALF, _HIGH_HALF = range(7)
_SIZES = (1, 1, 2, 4, 4, 4, 4)
# By number of the register type, as commands write it; a 32-bit register may be asked for one half only.
_KINDS = (
    *(_STATE, _BYTE, _SHORT, _SHORT, _LONG, _FLOAT, _LONG, _FLOAT),
    *(_LOW_HALF, _HIGH_HALF, _LOW_HALF, _HIGH_HALF),
)
_SIGNED = 0x80
_ALARM, _RELEASED = 1, 2


def modbus_value(data: bytes, definition: int, channel: str, time: datetime | None = None) -> tuple[list[Reading], int]:
    """The reading of a Modbus value at the beginning of `data`, and its length."""
    kind_number = definition & ~_SIGNED
    if kind_number >= len(_KINDS):
        raise DecodeError(f"unknown type of Modbus register {kind_number}")
    kind = _KINDS[kind_number]
    size = _SIZES[kind]
    raw = data[:size]
    if len(raw) < size:
        raise DecodeError(f"a Modbus value lacks {size - len(raw)} bytes")
    if kind == _STATE:
        return [Reading(DIGITAL_INPUT, float(raw[0] != 0), channel, time)], size
    if kind == _FLOAT:
        (value,) = struct.unpack("<f", raw)
        return ([Reading(ANALOG_INPUT, value, channel, time)] if isfinite(value) else []), size
    half = {_LOW_HALF: raw[:2], _HIGH_HALF: raw[2:]}.get(kind, raw)
    value = int.from_bytes(half, "little", signed=bool(definition & _SIGNED))
    return [Reading(ANALOG_INPUT, float(value), channel, time)], size


def _channel(number: int) -> str:
    return f"modbus_{number + 1}"


def _add_value(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Channel, length, type, value."""
    found, size = modbus_value(payload[offset + 3 :], payload[offset + 2], _channel(payload[offset]))
    readings += found
    return offset + 3 + size


def _add_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
    """As a value, with the kind of alarm in the top bits of the channel."""
    channel, alarm = _channel(payload[offset] & 0x3F), payload[offset] >> 6
    if alarm in {_ALARM, _RELEASED}:
        readings.append(Reading(THRESHOLD_ALARM, float(alarm == _ALARM), channel))
    found, size = modbus_value(payload[offset + 3 :], payload[offset + 2], channel)
    readings += found
    return offset + 3 + size


def _add_error(readings: list[Reading], payload: bytes, offset: int) -> int:
    readings.append(Reading(DEVICE_FAULT, 1.0, _channel(payload[offset])))
    return offset + 1


VALUE = Entry(_add_value, EMITS)
ALARM = Entry(_add_alarm, EMITS | {THRESHOLD_ALARM})
READ_ERROR = Entry(_add_error, frozenset({DEVICE_FAULT}))


def short_value(first: int, *, alarm: bool = False) -> Entry:
    """A Modbus value of the older controllers: channel, from `first`, then length and type in one byte, value."""

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        channel = _channel(payload[offset] - first)
        found, size = modbus_value(payload[offset + 2 :], payload[offset + 1] & 7, channel)
        readings += found
        offset += 2 + size
        if alarm:
            readings.append(Reading(THRESHOLD_ALARM, float(payload[offset] == _ALARM), channel))
            offset += 1
        return offset

    return Entry(add, EMITS | ({THRESHOLD_ALARM} if alarm else frozenset()))


def short_error(first: int) -> Entry:
    """A Modbus channel, from `first`, that could not be read."""

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        readings.append(Reading(DEVICE_FAULT, 1.0, _channel(payload[offset] - first)))
        return offset + 1

    return Entry(add, frozenset({DEVICE_FAULT}))


def instant(payload: bytes, offset: int) -> datetime:
    """The time of a record that the device kept: seconds of the Unix epoch."""
    return datetime.fromtimestamp(int.from_bytes(payload[offset : offset + 4], "little"), UTC)


def digital_input(name: str) -> Entry:
    """The state of an input."""
    return state(DIGITAL_INPUT, name)


def digital_output(name: str) -> Entry:
    """The state of an output."""
    return state(DIGITAL_OUTPUT, name)


def counter(name: str) -> Entry:
    """The pulses that an input counted."""
    return number("I", Value(PULSE_COUNT, channel=name))


def statistics(quantity: Quantity, name: str, *others: str, divisor: int = 1000) -> Entry:
    """An analogue value now, then its statistics named by `others`, of signed 16 bits each."""
    values = (Value(quantity, divisor, name), *(Value(quantity, divisor, f"{name}_{other}") for other in others))
    return numbers("h" * len(values), *values)


def float_statistics(quantity: Quantity, name: str, *others: str, alarm: bool = False) -> Entry:
    """As `statistics`, of half-precision floats, which need no divisor; an `alarm` may follow."""
    fields = struct.Struct(f"<{1 + len(others)}e")
    names = (name, *(f"{name}_{other}" for other in others))

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        values = zip(names, fields.unpack_from(payload, offset), strict=True)
        readings.extend(Reading(quantity, value, channel) for channel, value in values if isfinite(value))
        offset += fields.size
        if alarm:
            readings.append(Reading(THRESHOLD_ALARM, float(payload[offset] == _ALARM), name))
            offset += 1
        return offset

    return Entry(add, frozenset({quantity, THRESHOLD_ALARM} if alarm else {quantity}))
