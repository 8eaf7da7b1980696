"""Adeunis Motion, presence and light in a room.

The light is a percentage of the sensor's range, not lux.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.adeunis import HOUR, Frame, Row, Value, alarm, contact, decoder, nothing, record, samples
from telemetry.quantity import (
    ACTIVITY_LEVEL,
    DEVICE_FAULT,
    DIGITAL_INPUT,
    LOW_BATTERY,
    MOTION,
    MOTION_COUNT,
    OCCUPANCY_RATE,
    PULSE_COUNT,
    RELATIVE_LIGHT,
    THRESHOLD_ALARM,
)
from telemetry.reading import Reading

_LIGHT = Value(RELATIVE_LIGHT)


def _after(head: Value, layout: str, rest: Frame) -> Frame:
    """A number of now, and then samples."""
    field = Struct(">" + layout)

    def rows(body: bytes, status: int) -> Iterator[Row]:
        (raw,) = field.unpack_from(body)
        past = iter(rest(body[field.size :], status))
        newest = next(past, ())
        yield chain(head.readings(raw), newest)
        yield from past

    return rows


def _presence(body: bytes, status: int) -> Iterable[Row]:
    """Whether somebody is present now, then how much of each period, in percent, and the light."""
    return _SHARES(bytes((body[0] != 0,)) + body[1:], status)


_SHARES = _after(Value(MOTION), "B", samples("BB", Value(OCCUPANCY_RATE), _LIGHT))


def _presence_alarm(body: bytes, _status: int) -> Iterator[Row]:
    present, light = Struct(">BB").unpack(body)
    yield [Reading(MOTION, float(present != 0)), *_LIGHT.readings(light)]


_FRAMES: dict[int, Frame] = {
    0x30: nothing,
    0x4E: _after(Value(MOTION_COUNT), "H", samples("hB", Value(ACTIVITY_LEVEL), _LIGHT)),
    0x4F: record("HH", Value(MOTION_COUNT), Value(ACTIVITY_LEVEL)),
    0x50: alarm("B", _LIGHT, bits={0xFF: "light"}),
    0x51: contact("1"),
    0x52: contact("2"),
    0x5C: _presence,
    0x5D: _presence_alarm,
}

DECODER = Decoder(
    vendor="Adeunis",
    models=("Motion",),
    spec="MOTION user guide V1.0.0, description of frames; sampling period: section 2.1.5",
    emits=frozenset(
        {
            ACTIVITY_LEVEL,
            DEVICE_FAULT,
            DIGITAL_INPUT,
            LOW_BATTERY,
            MOTION,
            MOTION_COUNT,
            OCCUPANCY_RATE,
            PULSE_COUNT,
            RELATIVE_LIGHT,
            THRESHOLD_ALARM,
        }
    ),
    decode=decoder(_FRAMES, period=HOUR, timed=()),
    aliases=("adeunis/motion",),
)
