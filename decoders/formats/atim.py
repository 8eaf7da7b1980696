"""ATIM Cloud Wireless (ACW), new generation: measures with their history, alerts, errors and life of the device.

The first byte has a bit for the generation, one for a time (four bytes that follow it), one for a frame of measures.
A frame of measures tells how many samples it has of each channel and, if more than one, in which period (minutes,
little-endian); the samples of a channel follow its number and type, in the order in which they were measured, evenly
over the period. Source: the user guides of ACW-THAQ (V1.7), ACW-TMxP (V1.0) and ACW-MR4 (V1.5).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    CO2,
    DEVICE_FAULT,
    LOW_BATTERY,
    RELATIVE_HUMIDITY,
    TAMPER,
    THRESHOLD_ALARM,
    TVOC_INDEX,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_NEW, _HAS_TIME, _MEASURES = 0x80, 0x40, 0x20
_TIME = Struct(">I")
_PERIOD = Struct("<H")
_VOLTAGES = Struct(">HH")

_KEEP_ALIVE, _ALERT, _ERROR = 0x01, 0x0D, 0x0E
_SILENT = {0x02, 0x05, 0x06, 0x07, 0x08, 0x0F}


class Measure(NamedTuple):
    """A type of measure: its quantity is raw / `divisor`."""

    quantity: Quantity
    layout: Struct
    divisor: int = 1


_TYPES = {
    0x08: Measure(AIR_TEMPERATURE, Struct(">h"), 100),
    0x09: Measure(RELATIVE_HUMIDITY, Struct(">H"), 100),
    0x0C: Measure(TVOC_INDEX, Struct(">H")),
    0x0D: Measure(CO2, Struct(">H")),
}

_LOW_BATTERY_ERRORS = {0x8A, 0x95}
_OPENED, _CLOSED, _MOVED = 0x9C, 0x9D, 0x9E

EMITS = frozenset(
    {BATTERY_VOLTAGE, DEVICE_FAULT, LOW_BATTERY, TAMPER, THRESHOLD_ALARM}
    | {measure.quantity for measure in _TYPES.values()}
)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame of the new generation."""
    head, body = uplink.payload[0], uplink.payload[1:]
    if not head & _NEW:
        raise DecodeError(f"{head:#04x} begins no frame of the new generation")
    now = None
    if head & _HAS_TIME:
        (seconds,) = _TIME.unpack_from(body)
        now, body = datetime.fromtimestamp(seconds, UTC), body[_TIME.size :]
    if head & _MEASURES:
        depth, per_period = (head >> 3 & 0x03) + 1, (head & 0x07) + 1
        step, body = _step(body, per_period) if depth * per_period > 1 else (timedelta(), body)
        return list(_samples(body, depth * per_period, step, now, uplink.time))
    return [reading._replace(time=now) for reading in _classic(head & 0x1F, body)]


def _step(body: bytes, per_period: int) -> tuple[timedelta, bytes]:
    """The time between two samples, and the body behind the period."""
    (minutes,) = _PERIOD.unpack_from(body)
    if not minutes:
        raise DecodeError("the frame says that its samples have no time between them")
    return timedelta(minutes=minutes) / per_period, body[_PERIOD.size :]


def _samples(body: bytes, count: int, step: timedelta, now: datetime | None, received: datetime) -> Iterator[Reading]:
    """The samples of each channel, the oldest first."""
    if not body:
        raise DecodeError("the frame has no measures")
    while body:
        measure, channel = _measure(body[0])
        size = measure.layout.size
        for n in range(count):
            (raw,) = measure.layout.unpack_from(body, 1 + n * size)
            age = count - 1 - n
            time = (now or received) - age * step if age else now
            yield Reading(measure.quantity, raw / measure.divisor, channel, time)
        body = body[1 + count * size :]


def _measure(byte: int) -> tuple[Measure, str]:
    """The measure that the low half of a byte names, and the channel in the high half."""
    measure = _TYPES.get(byte & 0x0F)
    if measure is None:
        raise DecodeError(f"unknown type of measure {byte & 0x0F:#x}")
    return measure, str(byte >> 4) if byte >> 4 else MAIN_CHANNEL


def _classic(kind: int, body: bytes) -> Iterator[Reading]:
    if kind == _KEEP_ALIVE:
        resting, sending = _VOLTAGES.unpack_from(body)
        yield Reading(BATTERY_VOLTAGE, resting / 1000)
        yield Reading(BATTERY_VOLTAGE, sending / 1000, "sending")
    elif kind == _ALERT:
        yield from _alerts(body)
    elif kind == _ERROR:
        yield _error(body[-1])
    elif kind not in _SILENT:
        raise DecodeError(f"unknown frame type {kind:#04x}")


def _alerts(body: bytes) -> Iterator[Reading]:
    """For each channel whose threshold was passed: which way (0 is back to normal), and the sample that did it."""
    while body:
        measure, channel = _measure(body[0] & 0x3F)
        (raw,) = measure.layout.unpack_from(body, 1)
        name = measure.quantity.key if channel == MAIN_CHANNEL else f"{measure.quantity.key}_{channel}"
        yield Reading(THRESHOLD_ALARM, float(body[0] >> 6 != 0), name)
        yield Reading(measure.quantity, raw / measure.divisor, channel)
        body = body[1 + measure.layout.size :]


def _error(code: int) -> Reading:
    if code in _LOW_BATTERY_ERRORS:
        return Reading(LOW_BATTERY, 1.0)
    if code in {_OPENED, _CLOSED, _MOVED}:
        return Reading(TAMPER, float(code != _CLOSED))
    return Reading(DEVICE_FAULT, 1.0)
