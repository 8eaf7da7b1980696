"""Adeunis' frames: a code, a status byte, a body, and the device's time if the status says so.

A periodic frame holds several samples, the newest first, at the sampling period of the device's settings,
which no frame of data repeats. **The rule for past samples:** their times are counted back from the newest by the
tag `sampling_period` (seconds) of the device at the network server, else by the period that the product has when
it leaves the factory. Whoever changes that setting of a device must set its tag.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from struct import Struct, error
from typing import NamedTuple

from telemetry.errors import DecodeError
from telemetry.quantity import DEVICE_FAULT, DIGITAL_INPUT, LOW_BATTERY, PULSE_COUNT, THRESHOLD_ALARM, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_EPOCH = datetime(2013, 1, 1, tzinfo=UTC)
"""Adeunis' clocks count seconds from here."""

_LOW_BATTERY = 0x02
_TIME_OR_FAULT = 0x04
"""In frames that can carry the device's time: whether they do; in the others: a fault of the hardware."""
_TIME_SIZE = 4

PERIOD_TAG = "sampling_period"
_LONGEST_PERIOD = timedelta(days=7)
HOUR = timedelta(hours=1)
"""The sampling period of most products ex works: register 321 is 1800, in units of two seconds."""

Row = Iterable[Reading]
"""The readings of one moment."""

Frame = Callable[[bytes, int], Iterable[Row]]
"""Reads a body, given the status byte, into rows, the newest first."""


class Value(NamedTuple):
    """One big-endian number: its quantity is raw × `factor` / `divisor`; one in `missing` means no value."""

    quantity: Quantity
    divisor: int = 1
    channel: str = MAIN_CHANNEL
    missing: tuple[int, ...] = ()
    factor: int = 1

    def readings(self, raw: int) -> Iterator[Reading]:
        """The reading of a raw number, if it states one."""
        if raw not in self.missing:
            yield Reading(self.quantity, raw * self.factor / self.divisor, self.channel)


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


def alarm(layout: str, *values: Value, bits: Mapping[int, str]) -> Frame:
    """Which limits are crossed, then the values; each mask of the first byte names an alarm's channel."""
    fields = Struct(">B" + layout)

    def rows(body: bytes, _status: int) -> Iterator[Row]:
        flags, *raws = fields.unpack(body)
        alarms = [Reading(THRESHOLD_ALARM, float(flags & mask != 0), channel) for mask, channel in bits.items()]
        yield [*alarms, *row(values, raws)]

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


def by_length(*frames: Frame) -> Frame:
    """A frame of several lengths: the first of `frames` whose length it is; of no length it knows, it is refused."""

    def rows(body: bytes, status: int) -> Iterable[Row]:
        for frame in frames:
            with suppress(error):
                return list(frame(body, status))
        raise DecodeError(f"a body of {len(body)} bytes has no known layout")

    return rows


def decoder(
    frames: Mapping[int, Frame], period: timedelta = HOUR, timed: Collection[int] | None = None, skip: int = 0
) -> Callable[[Uplink], list[Reading]]:
    """The decode function of a device with these frames, by code, beside those of `SETTINGS`.

    `period` is the product's sampling period ex works; `timed` are the codes of the frames that can carry the
    device's time (None: all that have data, and the status states no fault); `skip` is the size of what precedes
    the code.
    """
    readers = {**SETTINGS, **frames}
    says_fault = timed is not None
    timed = {code for code, reader in frames.items() if reader is not nothing} if timed is None else timed

    def decode(uplink: Uplink) -> list[Reading]:
        payload = uplink.payload[skip:]
        code, status, body = payload[0], payload[1], payload[2:]
        if code not in readers:
            raise DecodeError(f"unknown frame code {code:#04x}")
        newest = [Reading(LOW_BATTERY, float(status & _LOW_BATTERY != 0))]
        time = None
        if code not in timed and says_fault:
            newest.append(Reading(DEVICE_FAULT, float(status & _TIME_OR_FAULT != 0)))
        elif code in timed and status & _TIME_OR_FAULT:
            body, time = _split_time(body)
        rows = iter(readers[code](body, status))
        newest += next(rows, ())
        readings = [reading._replace(time=time) for reading in newest]
        step = _period(uplink.network.tags) or period
        for age, past in enumerate(rows, 1):
            moment = (time or uplink.time) - age * step
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
