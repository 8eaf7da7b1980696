"""The frames of Adeunis' Pulse 4, two pulse inputs for water, gas or heat meters, over LoRaWAN and NB-IoT."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from operator import sub
from struct import Struct

from decoders.formats.adeunis import Frame, Row, Value, nothing, record
from telemetry.errors import DecodeError
from telemetry.quantity import LOW_BATTERY, PULSE_COUNT, TAMPER, THRESHOLD_ALARM, WATER_LEAK
from telemetry.reading import Reading

_COUNT = Struct(">I")
_STEPS = Struct(">H")

_FLAGS = {0x01: THRESHOLD_ALARM, 0x04: TAMPER, 0x10: WATER_LEAK}
"""Alarms of input a; those of input b stand one bit higher."""


def _counts(channel: str) -> Frame:
    """The count now, then how much it grew in each period before, so the counts go back in time."""

    def rows(body: bytes, _status: int) -> Iterator[Row]:
        (count,) = _COUNT.unpack_from(body)
        steps = (step for (step,) in _STEPS.iter_unpack(body[_COUNT.size :]))
        for past in accumulate(steps, sub, initial=count):
            if past < 0:
                raise DecodeError("the steps add up to more than the count")
            yield [Reading(PULSE_COUNT, float(past), channel)]

    return rows


def _alarms(body: bytes, _status: int) -> Iterator[Row]:
    """The daily frame: alarms of both inputs; the extremes of the flow that follow have no known unit."""
    flags, *_ = Struct(">B8x").unpack(body)
    yield [
        Reading(quantity, float(flags & bit << shift != 0), channel)
        for bit, quantity in _FLAGS.items()
        for shift, channel in enumerate("ab")
    ]


FRAMES: dict[int, Frame] = {
    0x30: _alarms,
    0x46: record("II", Value(PULSE_COUNT, channel="a"), Value(PULSE_COUNT, channel="b")),
    0x47: nothing,  # flows that set an alarm off, in no known unit
    0x5A: _counts("a"),
    0x5B: _counts("b"),
}

EMITS = frozenset({LOW_BATTERY, PULSE_COUNT, *_FLAGS.values()})

PERIOD = timedelta(days=1)
"""PULSE V3 technical reference manual, register 321: 43200, in units of two seconds."""
