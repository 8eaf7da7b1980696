"""JSON and instants from outside: whatever is wrong with them is a `ParseError`."""

import re
from datetime import datetime
from math import isfinite
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from telemetry.errors import ParseError
from telemetry.record import JournalEntry
from telemetry.times import from_ms, parse_instant

T = TypeVar("T")

Byte = Annotated[int, Meta(ge=0, le=255)]
Uint32 = Annotated[int, Meta(ge=0, lt=2**32)]
Number = Annotated[float, Meta(ge=-1e15, le=1e15)]
"""A number, bounded to refuse NaN and infinity, which lax parsing reads from a text."""
Decibels = Annotated[float, Meta(ge=-1000, le=1000)]
"""An RSSI or SNR."""
Degrees = Annotated[float, Meta(ge=-360, le=360)]

_LAST_MS = 253_370_000_000_000
"""In the year 9998, which every time zone can still write."""
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+")
_ANY: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def decode(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """Read JSON by a typed decoder."""
    if b"\\" in body and b"\\u0000" in body:
        raise ParseError("a NUL character in the JSON; no database keeps one in a text")
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise ParseError(f"not the JSON of this source: {error}") from error


def decode_any(body: bytes) -> Any:
    """Read any JSON."""
    return decode(_ANY, body)


def document(body: bytes) -> dict[str, Any]:
    """Read a JSON object."""
    found = decode_any(body)
    if not isinstance(found, dict):
        raise ParseError(f"a JSON object expected, not {type(found).__name__}")
    return found


def text(body: bytes) -> str:
    """Read a body that is plain text."""
    if b"\0" in body:
        raise ParseError("a NUL character; no database keeps one in a text")
    try:
        return body.decode().strip()
    except UnicodeDecodeError as error:
        raise ParseError("neither JSON nor UTF-8 text") from error


def hexadecimal(digits: str) -> bytes:
    """Read a payload written in hexadecimal digits."""
    try:
        return bytes.fromhex(digits)
    except ValueError as error:
        raise ParseError(f"a payload that is not hexadecimal: {digits!r:.60}") from error


def from_epoch(seconds: float) -> datetime:
    """The instant of a Unix time in seconds."""
    milliseconds = seconds * 1000
    if not (isfinite(milliseconds) and 0 <= milliseconds <= _LAST_MS):
        raise ParseError(f"not a Unix time in seconds: {seconds!r:.60}")
    return from_ms(round(milliseconds))


def instant(written: object, entry: JournalEntry) -> datetime:
    """The instant that a text with an offset states; that of our reception where nothing is stated.

    A local time without offset states nothing: nobody knows its zone, and live messages take no time.
    """
    if not isinstance(written, str) or not written or _LOCAL.fullmatch(written):
        return from_ms(entry.received_ms)
    return parse_instant(written)
