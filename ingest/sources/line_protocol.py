"""InfluxDB's line protocol: `name,tag=value field=1i,other="text" 1458229140000000000`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from telemetry.errors import ParseError

_NAME = r"(?:[^\\,= \n]|\\.)+"
_VALUE = r'(?:"(?:[^"\\]|\\.)*"|[^," \n]+)'
_FIELD = f"{_NAME}={_VALUE}"
_LINE = re.compile(
    rf"(?P<name>(?:[^\\, \n]|\\.)+)(?P<tags>(?:,{_NAME}={_NAME})*) "
    rf"(?P<fields>{_FIELD}(?:,{_FIELD})*)(?: (?P<time>-?\d{{1,19}}))?",
    re.ASCII,
)
_TAG = re.compile(rf",({_NAME})=({_NAME})")
_ONE_FIELD = re.compile(rf"({_NAME})=({_VALUE})")
_ESCAPED = re.compile(r"\\(.)")
_TRUE = frozenset({"t", "T", "true", "True", "TRUE"})
_FALSE = frozenset({"f", "F", "false", "False", "FALSE"})


class Metric(NamedTuple):
    """One line; `time_ns` is None when the line leaves it to the receiver."""

    name: str
    tags: dict[str, str]
    fields: dict[str, object]
    time_ns: int | None


def read_lines(text: str) -> Iterator[Metric]:
    """Yield the metrics of a text, or raise `ParseError` with the number of the first line that is none."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            try:
                yield read_line(line)
            except ParseError as error:
                raise ParseError(f"line {number}: {error}") from error


def read_line(line: str) -> Metric:
    """The metric of one line, or `ParseError`."""
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise ParseError("not InfluxDB line protocol")
    tags = {_plain(key): _plain(value) for key, value in _TAG.findall(match["tags"])}
    fields = {_plain(key): _value(value) for key, value in _ONE_FIELD.findall(match["fields"])}
    return Metric(_plain(match["name"]), tags, fields, int(match["time"]) if match["time"] else None)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _value(written: str) -> object:
    if written.startswith('"'):
        return _plain(written[1:-1])
    if written in _TRUE or written in _FALSE:
        return written in _TRUE
    try:
        return int(written[:-1]) if written[-1] in "iu" else float(written)
    except ValueError as error:
        raise ParseError(f"{written!r:.40} is no field value") from error
