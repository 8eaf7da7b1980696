"""The readings of a range as JSON and as CSV (RFC 4180), in pieces: memory does not grow with the range."""

import csv
import io
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import islice

from api.answers import encode
from api.schemas import Reading, ReadingsHead
from telemetry.series import Sample
from telemetry.times import from_ms

_ROWS = 1000
"""Rows in a piece: enough that handing it over costs nothing beside making it."""

CSV_HEADER = "time,value,suspect,series,dev_eui,quantity,channel,unit\r\n"


@dataclass(frozen=True, slots=True)
class Range:
    """What was asked, the samples that answer it, and which values are to be trusted."""

    head: ReadingsHead
    samples: Iterator[Sample]
    is_plausible: Callable[[float], bool]


def as_json(answer: Range, limit: int, rest: Callable[[int], str]) -> Generator[bytes]:
    """A `Readings` document of at most `limit` readings; `rest` gives the path of what begins at a time (ms)."""
    # The head is a JSON object whose closing brace gives way to the readings.
    yield encode(answer.head)[:-1] + b',"readings":['
    separator = b""
    page = islice(answer.samples, limit)
    while rows := list(islice(page, _ROWS)):
        readings = [Reading(from_ms(time), value, not answer.is_plausible(value)) for time, value in rows]
        yield separator + encode(readings)[1:-1]
        separator = b","
    following = next(answer.samples, None)
    yield b'],"next":%b}' % encode(following and rest(following.time_ms))


def as_csv(answer: Range, limit: int | None) -> Generator[bytes]:
    """A header and one line per reading, each with what is needed to understand it in a larger file."""
    yield CSV_HEADER.encode()
    series = answer.head.series
    line = io.StringIO()
    csv.writer(line).writerow((series.id, series.dev_eui, series.quantity, series.channel, series.unit))
    tail = line.getvalue()
    flags = {True: "false", False: "true"}
    page = islice(answer.samples, limit)
    while rows := list(islice(page, _ROWS)):
        lines = [f"{rfc3339(time)},{value},{flags[answer.is_plausible(value)]},{tail}" for time, value in rows]
        yield "".join(lines).encode()


def rfc3339(time_ms: int) -> str:
    """A stored time as text, to the millisecond."""
    return from_ms(time_ms).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
