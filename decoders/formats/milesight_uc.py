"""What Milesight's UC controllers share: analogue inputs and the registers of modbus sensors."""

import math
from datetime import UTC, datetime
from struct import Struct

from decoders.formats.milesight_tlv import Entry, Value, numbers
from telemetry.errors import DecodeError
from telemetry.quantity import ANALOG_INPUT, DEVICE_FAULT, DIGITAL_INPUT, THRESHOLD_ALARM, Quantity
from telemetry.reading import Reading

STATED: frozenset[Quantity] = frozenset({ANALOG_INPUT, DIGITAL_INPUT})


def analog(name: str) -> Entry:
    """The input now, its least, its most and its mean, in milliamperes or volts as the owner wired it."""
    channels = (name, f"{name}_min", f"{name}_max", f"{name}_mean")
    return numbers("hhhh", *(Value(ANALOG_INPUT, 100, channel) for channel in channels))


_SIGNED = 0x80
_LAYOUTS = {
    0: ("B", "B"),  # coil
    1: ("B", "B"),  # discrete input
    2: ("H", "h"),  # input register
    3: ("H", "h"),  # holding register
    4: ("I", "i"),
    5: ("f", "f"),
    6: ("I", "i"),
    7: ("f", "f"),
    8: ("Hxx", "hxx"),  # the first half of 32 bits
    9: ("xxH", "xxh"),  # the second half
    10: ("Hxx", "hxx"),
    11: ("xxH", "xxh"),
}
"""The layouts of a register's kinds, without and with a sign."""


def channel(number: int) -> str:
    """The channel of a register, by the number that the controller's owner gave it."""
    return f"modbus_{number}"


def register(payload: bytes, offset: int, kind: int, number: int) -> tuple[Reading, int]:
    """The reading of the register at an offset, and the offset behind it.

    What a register measures, and in which unit, only its owner knows; a coil or discrete input is a state.
    """
    kind, signed = kind & ~_SIGNED, kind & _SIGNED != 0
    if kind not in _LAYOUTS:
        raise DecodeError(f"unknown kind {kind} of modbus register")
    layout = Struct("<" + _LAYOUTS[kind][signed])
    (value,) = layout.unpack_from(payload, offset)
    if not math.isfinite(value):
        raise DecodeError(f"modbus register {number} holds no number")
    if kind <= 1:
        return Reading(DIGITAL_INPUT, float(value != 0), channel(number)), offset + layout.size
    return Reading(ANALOG_INPUT, float(value), channel(number)), offset + layout.size


def packed(base: int) -> Entry:
    """Entry 0xFF0E of the older controllers: number above `base`, length and kind in one byte, value."""

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        number, kind = payload[offset] - base, payload[offset + 1] & 7
        reading, offset = register(payload, offset + 2, kind, number)
        readings.append(reading)
        return offset

    return Entry(add, STATED)


def _add_register(readings: list[Reading], payload: bytes, offset: int) -> int:
    reading, end = register(payload, offset + 3, payload[offset + 2], payload[offset] + 1)
    readings.append(reading)
    return end


def _add_fault(readings: list[Reading], payload: bytes, offset: int) -> int:
    readings.append(Reading(DEVICE_FAULT, 1.0, channel(payload[offset] + 1)))
    return offset + 1


def _add_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
    """The upper two bits of the number are the alarm: none, threshold crossed, left again, sudden change."""
    number, alarm = (payload[offset] & 0x3F) + 1, payload[offset] >> 6
    reading, end = register(payload, offset + 3, payload[offset + 2], number)
    readings += [reading, Reading(THRESHOLD_ALARM, float(alarm in {1, 3}), channel(number))]
    return end


def _add_records(readings: list[Reading], payload: bytes, offset: int) -> int:
    """The registers that a mask names, each a kind and four bytes, at the device's own time."""
    seconds, mask = _RECORD.unpack_from(payload, offset)
    time = datetime.fromtimestamp(seconds, UTC)
    offset += _RECORD.size
    for number in range(1, 33):
        if mask >> number - 1 & 1:
            reading, _ = register(payload, offset + 1, payload[offset], number)
            readings.append(reading._replace(time=time))
            offset += 5
    return offset


_RECORD = Struct("<II")

REGISTER = Entry(_add_register, STATED)
"""Entry 0xFF19 of the newer controllers: number from 0, length, kind and sign, value."""

FAULT = Entry(_add_fault, frozenset({DEVICE_FAULT}))
"""Entry 0xFF15: the number of a register that did not answer."""

ALARM = Entry(_add_alarm, STATED | {THRESHOLD_ALARM})
"""Entry 0xFFEE: a register that crossed a threshold or left it again."""

RECORDS = Entry(_add_records, STATED)
"""Entry 0x20DD: stored registers."""
