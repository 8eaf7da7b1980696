"""What Milesight's UC controllers share: analogue inputs and the registers of modbus sensors."""

import math
from datetime import UTC, datetime
from struct import Struct

from decoders.formats.milesight_tlv import Entry, Value, numbers, quantities, readings_of
from telemetry.errors import DecodeError
from telemetry.quantity import ANALOG_INPUT, DEVICE_FAULT, DIGITAL_INPUT, THRESHOLD_ALARM, Quantity
from telemetry.reading import Reading

STATED: frozenset[Quantity] = frozenset({ANALOG_INPUT, DIGITAL_INPUT})


def _statistics(name: str) -> tuple[str, ...]:
    return (name, f"{name}_min", f"{name}_max", f"{name}_mean")


def analog(name: str, divisor: int = 100) -> Entry:
    """The input now, its least, its most and its mean, in milliamperes or volts as the owner wired it."""
    return numbers("hhhh", *(Value(ANALOG_INPUT, divisor, channel) for channel in _statistics(name)))


def analog_float(name: str, tail: int = 0) -> Entry:
    """The same in 16-bit floats; `tail` bytes of an alarm may follow."""
    return floats(*(Value(ANALOG_INPUT, channel=channel) for channel in _statistics(name)), tail=tail)


def floats(*values: Value, tail: int = 0) -> Entry:
    """An entry of 16-bit floats, then `tail` bytes that state no quantity."""
    fields = Struct(f"<{len(values)}e{tail}x")

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        raws = fields.unpack_from(payload, offset)
        if not all(map(math.isfinite, raws)):
            raise DecodeError("an analogue input holds no number")
        readings.extend(readings_of(values, raws, None))
        return offset + fields.size

    return Entry(add, quantities(values))


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


def packed(base: int, tail: int = 0) -> Entry:
    """Entry 0xFF0E of the older controllers: number above `base`, length and kind in one byte, value.

    `tail` bytes of an alarm may follow.
    """

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        number, kind = payload[offset] - base, payload[offset + 1] & 7
        reading, end = register(payload, offset + 2, kind, number)
        readings.append(reading)
        return end + tail

    return Entry(add, STATED)


def fault(base: int) -> Entry:
    """Entry 0xFF15: the number, above `base`, of a register that did not answer."""

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        readings.append(Reading(DEVICE_FAULT, 1.0, channel(payload[offset] - base)))
        return offset + 1

    return Entry(add, frozenset({DEVICE_FAULT}))


def _add_register(readings: list[Reading], payload: bytes, offset: int) -> int:
    reading, end = register(payload, offset + 3, payload[offset + 2], payload[offset] + 1)
    readings.append(reading)
    return end


def _add_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
    """The upper two bits of the number are the alarm: none, threshold crossed, left again, sudden change."""
    number, alarm = (payload[offset] & 0x3F) + 1, payload[offset] >> 6
    reading, end = register(payload, offset + 3, payload[offset + 2], number)
    readings += [reading, Reading(THRESHOLD_ALARM, float(alarm in {1, 3}), channel(number))]
    return end


def records(mask_size: int) -> Entry:
    """Entry 0x20DD: the registers that a mask names, each a kind and four bytes, at the device's own time."""

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        (seconds,) = _TIME.unpack_from(payload, offset)
        time = datetime.fromtimestamp(seconds, UTC)
        start = offset + _TIME.size
        offset = start + mask_size
        mask = int.from_bytes(payload[start:offset], "little")
        for number in range(1, 8 * mask_size + 1):
            if mask >> number - 1 & 1:
                reading, _ = register(payload, offset + 1, payload[offset], number)
                readings.append(reading._replace(time=time))
                offset += 5
        return offset

    return Entry(add, STATED)


_TIME = Struct("<I")

REGISTER = Entry(_add_register, STATED)
"""Entry 0xFF19 of the newer controllers: number from 0, length, kind and sign, value."""

FAULT = fault(-1)
"""Entry 0xFF15 of the newer controllers, which number registers from 0."""

ALARM = Entry(_add_alarm, STATED | {THRESHOLD_ALARM})
"""Entry 0xFFEE: a register that crossed a threshold or left it again."""
