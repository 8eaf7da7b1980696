"""Readings as bytes, in pieces: CSV (RFC 4180), NDJSON and Parquet; memory does not grow with their number.

A row says all that is needed to understand it alone. Rows come by series id, then by time: `series` and `time`
of the last one received are the place to go on from.
"""

import csv
import io
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, NamedTuple

import numpy as np

from api.answers import encode
from api.schemas import Series
from telemetry.series import Sample

ROWS = 4000
"""Rows that are held at once: enough that handing them over costs nothing beside making them."""
_PIECE_BYTES = 128 * 1024

CSV_HEADER = "time,value,suspect,series,dev_eui,quantity,channel,unit\r\n"


@dataclass(frozen=True, slots=True)
class Run:
    """The samples of one series, in time order; values from `low` to `high` are to be trusted."""

    series: Series
    samples: Iterator[Sample]
    low: float
    high: float


class Block(NamedTuple):
    """At most `ROWS` rows of one series, in columns."""

    run: Run
    times: tuple[int, ...]
    values: tuple[float, ...]

    def suspects(self) -> list[bool]:
        """Which values are not to be trusted."""
        low, high = self.run.low, self.run.high
        return [not low <= value <= high for value in self.values]


def blocks(runs: Iterable[Run], limit: int | None = None) -> Iterator[Block]:
    """The rows of all runs, `limit` at most of each."""
    for run in runs:
        page = islice(run.samples, limit)
        while rows := list(islice(page, ROWS)):
            yield Block(run, *zip(*rows, strict=True))


class _Line(NamedTuple):
    """What stands around the time and the value of a row; the tail says whether the value is suspect."""

    head: str
    middle: str
    tails: tuple[str, str]


def as_csv(rows: Iterable[Block], *, going_on: bool = False) -> Generator[bytes]:
    """A line per row, after a header unless the answer goes on where another has broken off."""
    if not going_on:
        yield CSV_HEADER.encode()
    yield from _gathered(_lines(rows, _csv_line))


def as_ndjson(rows: Iterable[Block], *, going_on: bool = False) -> Generator[bytes]:  # noqa: ARG001 - has no header
    """A JSON object per row and line."""
    yield from _gathered(_lines(rows, _ndjson_line))


def _csv_line(series: Series) -> _Line:
    line = io.StringIO()
    csv.writer(line).writerow((series.id, series.dev_eui, series.quantity, series.channel, series.unit))
    tail = line.getvalue()
    return _Line("", "Z,", (f",false,{tail}", f",true,{tail}"))


def _ndjson_line(series: Series) -> _Line:
    names = {"series": series.id, "dev_eui": series.dev_eui, "quantity": series.quantity}
    tail = encode({**names, "channel": series.channel, "unit": series.unit})[1:].decode() + "\n"
    return _Line('{"time":"', 'Z","value":', (f',"suspect":false,{tail}', f',"suspect":true,{tail}'))


def _lines(rows: Iterable[Block], line_of: Callable[[Series], _Line]) -> Iterator[bytes]:
    run = None
    for block in rows:
        if block.run is not run:
            run = block.run
            head, middle, tails = line_of(run.series)
        times, values = texts(block)
        tail = tails[0]
        if run.low <= min(block.values) and max(block.values) <= run.high:
            lines = [f"{head}{time}{middle}{value}{tail}" for time, value in zip(times, values, strict=True)]
        else:
            tail_of = [tails[suspect] for suspect in block.suspects()]
            columns = zip(times, values, tail_of, strict=True)
            lines = [f"{head}{time}{middle}{value}{tail}" for time, value, tail in columns]
        yield "".join(lines).encode()


def texts(block: Block, unit: Literal["s", "ms"] = "ms") -> tuple[list[str], list[str]]:
    """Times (RFC 3339 without the final Z, to the unit) and values (as JSON writes them) of a block."""
    times: list[str] = np.datetime_as_string(np.array(block.times, "M8[ms]"), unit).tolist()
    return times, encode(block.values)[1:-1].decode().split(",")


def _gathered(pieces: Iterable[bytes]) -> Generator[bytes]:
    """Small pieces together: each that is sent costs a change of threads."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE_BYTES:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def as_parquet(rows: Iterable[Block], *, going_on: bool = False) -> Generator[bytes]:  # noqa: ARG001 - one file
    """One Parquet file, a row group at a time."""
    # Imported when it is asked for: the library weighs as much as all the rest of the API.
    from api.parquet import pieces  # noqa: PLC0415

    return pieces(rows)


class Form(NamedTuple):
    """A form in which rows are answered."""

    media_type: str
    encode: Callable[..., Generator[bytes]]
    example: Any


FORMS = {
    "csv": Form(
        "text/csv; charset=utf-8",
        as_csv,
        CSV_HEADER + "2026-11-20T00:00:00.000Z,19.25,false,12,24e124136b502217,air_temperature,main,Cel\r\n",
    ),
    "ndjson": Form(
        "application/x-ndjson",
        as_ndjson,
        '{"time":"2026-11-20T00:00:00.000Z","value":19.25,"suspect":false,"series":12,"dev_eui":"24e124136b502217",'
        '"quantity":"air_temperature","channel":"main","unit":"Cel"}\n',
    ),
    "parquet": Form("application/vnd.apache.parquet", as_parquet, "PAR1…PAR1"),
}
"""The forms by name, in the order in which an Accept header is searched for them."""


def accepted(accept: str) -> str | None:
    """The first form that an Accept header names."""
    return next((name for name, form in FORMS.items() if form.media_type.partition(";")[0] in accept), None)
