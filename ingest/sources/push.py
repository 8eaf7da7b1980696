"""Readings that integrators push to `/v1/ingest`: JSON, or InfluxDB line protocol in the shape of `readings`.

    {"readings": [{"dev_eui": "24e124136b502217", "quantity": "co2", "value": 612, "time": "2026-11-21T08:00:00Z"}]}
    readings,device=24e124136b502217,channel=main co2=612,air_temperature=21.5 1795248000000000000

`channel` and `time` may be left out. Nobody publishes this over MQTT: `ingest.push` checks a body with `read`
before it goes into the journal, and `parse` reads it again, by the same rules, when it comes out.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from difflib import get_close_matches
from math import isfinite
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct

from ingest.sources.body import decode, from_epoch, text
from ingest.sources.contract import Source
from ingest.sources.line_protocol import read_line
from ingest.timing import FUTURE_MS
from telemetry.errors import Mistake, ParseError
from telemetry.eui import parse_eui
from telemetry.quantity import CATALOGUE
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.record import JournalEntry
from telemetry.times import LORAWAN_EPOCH, from_ms, parse_instant, to_ms
from telemetry.uplink import Event, Report

NAME = "push"
_MEASUREMENT = "readings"
_TAGS = frozenset({"device", "channel"})
_CHANNEL = re.compile(r"[^\x00-\x1f\x7f]{1,100}")


class Pushed(NamedTuple):
    """One value of a device; `time` is that of the reception where nothing else is said."""

    dev_eui: str
    time: datetime
    reading: Reading


class Body(NamedTuple):
    """What a body holds, and each mistake in it."""

    pushed: list[Pushed]
    mistakes: list[Mistake]


class _Json(Struct, forbid_unknown_fields=True):
    readings: list[Raw]


class _Row(Struct, forbid_unknown_fields=True):
    dev_eui: str
    quantity: str
    value: float
    channel: str = MAIN_CHANNEL
    time: str | None = None


_JSON = msgspec.json.Decoder(_Json)
_ROW = msgspec.json.Decoder(_Row)


def read(payload: bytes, received_ms: int) -> Body:
    """What is right in a body, and what is wrong; raises `ParseError` where nothing of it can be read."""
    body = Body([], [])
    for name, reader, written in _parts(payload):
        try:
            body.pushed.extend(reader(written, received_ms))
        except ParseError as error:
            body.mistakes.append(Mistake("body", name, str(error)))
    if not body.pushed and not body.mistakes:
        raise ParseError("no reading in it")
    return body


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn a body into a `Report` for each device and instant."""
    body = read(entry.payload, entry.received_ms)
    if body.mistakes:
        _, name, reason = body.mistakes[0]
        raise ParseError(f"{name}: {reason}")
    reports: dict[tuple[str, datetime], list[Reading]] = {}
    for dev_eui, time, reading in body.pushed:
        reports.setdefault((dev_eui, time), []).append(reading)
    return tuple(Report(*place, tuple(readings), NAME) for place, readings in reports.items())


def _parts(payload: bytes) -> Iterator[tuple[str, Callable[[Any, int], Iterator[Pushed]], Any]]:
    """The rows of JSON or the lines of line protocol: name, reader, and what it is to read."""
    if payload.lstrip()[:1] in (b"{", b"["):
        for number, row in enumerate(decode(_JSON, payload).readings):
            yield f"readings[{number}]", _row, bytes(row)
        return
    for number, line in enumerate(text(payload).split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            yield f"line {number}", _line, line


def _row(written: bytes, received_ms: int) -> Iterator[Pushed]:
    row = decode(_ROW, written)
    time = from_ms(received_ms) if row.time is None else parse_instant(row.time)
    yield _pushed(row.dev_eui, row.quantity, row.value, row.channel, _believed(time, received_ms))


def _line(written: str, received_ms: int) -> Iterator[Pushed]:
    metric = read_line(written)
    if metric.name != _MEASUREMENT:
        raise ParseError(f"the measurement is {_MEASUREMENT}, not {metric.name!r:.60}")
    if unknown := sorted(metric.tags.keys() - _TAGS):
        raise ParseError(f"no tag {unknown[0]!r:.60}; give device (the dev_eui) and, if it has several, channel")
    time = from_ms(received_ms) if metric.time_ns is None else from_epoch(metric.time_ns / 1e9)
    time = _believed(time, received_ms)
    for key, value in metric.fields.items():
        if isinstance(value, str):
            raise ParseError(f"{key[:60]} is a text; give a number")
        yield _pushed(metric.tags.get("device", ""), key, value, metric.tags.get("channel", MAIN_CHANNEL), time)


def _pushed(dev_eui: str, key: str, value: Any, channel: str, time: datetime) -> Pushed:
    if key not in CATALOGUE:
        close = get_close_matches(key[:60], CATALOGUE, 1)
        raise ParseError(f"no quantity {key!r:.60}{f', did you mean {close[0]}?' if close else '; see /v1/quantities'}")
    if not _CHANNEL.fullmatch(channel):
        raise ParseError(f"not a channel: {channel!r:.60}; give 1 to 100 characters, none of them a control character")
    try:
        number = float(value)
    except OverflowError as error:
        raise ParseError(f"{key} is too large a number") from error
    if not isfinite(number):
        raise ParseError(f"{key} is {number}; give a finite number")
    return Pushed(parse_eui(dev_eui), time, Reading(CATALOGUE[key], number, channel))


def _believed(time: datetime, received_ms: int) -> datetime:
    """The instant, to the millisecond that is stored; one that nobody would believe is refused, not shifted."""
    time_ms = to_ms(time)
    if not to_ms(LORAWAN_EPOCH) <= time_ms <= received_ms + FUTURE_MS:
        raise ParseError(f"{time.isoformat()} is before 2015 or more than five minutes ahead")
    return from_ms(time_ms)


SOURCE = Source(topics=(), parse=parse)
