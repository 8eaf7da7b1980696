"""Adeunis' frames: a code, a status byte, a body, and the device's time if the status says so.

A periodic frame holds several samples, the newest first, at the sampling period of the device's settings,
which no frame of data repeats. **The rule for past samples:** they are given, dated back from the newest, only
when the period is known, from the tag `sampling_period` (seconds) of the device at the network server;
otherwise only the newest sample is given, because a guessed time would be a lie.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import DIGITAL_INPUT, LOW_BATTERY, PULSE_COUNT, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_EPOCH = datetime(2013, 1, 1, tzinfo=UTC)
"""Adeunis' clocks count seconds from here."""

_LOW_BATTERY, _HAS_TIME = 0x02, 0x04
_TIME_SIZE = 4

PERIOD_TAG = "sampling_period"
_LONGEST_PERIOD = timedelta(days=7)

Row = Iterable[Reading]
"""The readings of one moment."""

Frame = Callable[[bytes, int], Iterable[Row]]
"""Reads a body, given the status byte, into rows, the newest first."""


class Value(NamedTuple):
    """One big-endian number: its quantity is raw / `divisor`; a raw number in `missing` means no value."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL
    missing: tuple[int, ...] = ()

    def readings(self, raw: int) -> Iterator[Reading]:
        """The reading of a raw number, if it states one."""
        if raw not in self.missing:
            yield Reading(self.quantity, raw / self.divisor, self.channel)


def row(values: tuple[Value, ...], raws: Iterable[int]) -> Row:
    """The readings that raw numbers state, one for each of `values` unless it is missing."""
    return [reading for value, raw in zip(values, raws, strict=True) for reading in value.readings(raw)]


def samples(layout: str, *values: Value) -> Frame:
    """A body of equal samples, the newest first."""
    fields = Struct(">" + layout)

    def rows(body: bytes, _status: int) -> Iterator[Row]:
        if not body or len(body) % fields.size:
            raise DecodeError(f"a body of {len(body)} bytes is no row of samples of {fields.size}")
        for raws in fields.iter_unpack(body):
            yield row(values, raws)

    return rows


def record(layout: str, *values: Value) -> Frame:
    """A body of one moment; `layout` has a code for each value."""
    fields = Struct(">" + layout)

    def rows(body: bytes, _status: int) -> Iterator[Row]:
        yield row(values, fields.unpack(body))

    return rows


def nothing(_body: bytes, _status: int) -> Iterable[Row]:
    """A frame of settings, of versions, or that answers a command: only its status byte counts."""
    return ()


SETTINGS: Mapping[int, Frame] = dict.fromkeys((0x10, 0x11, 0x12, 0x1F, 0x20, 0x2F, 0x33, 0x36, 0x37), nothing)


def contact(channel: str) -> Frame:
    """The alarm of a digital input: its state, how often it changed in all, and since the last frame."""
    fields = Struct(">BIH")

    def rows(body: bytes, _status: int) -> Iterator[Row]:
        state, count, _ = fields.unpack(body)
        yield [Reading(DIGITAL_INPUT, float(state & 1), channel), Reading(PULSE_COUNT, float(count), channel)]

    return rows


def decoder(frames: Mapping[int, Frame]) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a device with these frames, by code, beside those of `SETTINGS`."""
    readers = {**SETTINGS, **frames}

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload
        code, status, body = payload[0], payload[1], payload[2:]
        if code not in readers:
            raise DecodeError(f"unknown frame code {code:#04x}")
        time = None
        if status & _HAS_TIME and readers[code] is not nothing:
            body, time = _split_time(body)
        rows = iter(readers[code](body, status))
        readings = [Reading(LOW_BATTERY, float(status & _LOW_BATTERY != 0)), *next(rows, ())]
        if time is not None:
            readings = [reading._replace(time=time) for reading in readings]
        if period := _period(uplink.network.tags):
            for age, past in enumerate(rows, 1):
                moment = (time or uplink.time) - age * period
                readings += [reading._replace(time=moment) for reading in past]
        return readings

    return decode


def _split_time(body: bytes) -> tuple[bytes, datetime]:
    (seconds,) = Struct(">I").unpack(body[-_TIME_SIZE:])
    return body[:-_TIME_SIZE], _EPOCH + timedelta(seconds=seconds)


def _period(tags: Mapping[str, str]) -> timedelta | None:
    """The sampling period that the network server's tag states."""
    text = tags.get(PERIOD_TAG)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _LONGEST_PERIOD.total_seconds()):
        raise DecodeError(f"tag {PERIOD_TAG} is {text!r:.40}; write seconds, from 1 to 604800")
    return timedelta(seconds=int(text))
