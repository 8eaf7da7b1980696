"""The recording format: raw messages as gzip-compressed JSON lines, one message a line.

`samara journal export|import`, `samara record` and `samara replay` all speak it. A line is

    {"source": "chirpstack", "topic": "application/…/event/up", "received": "2026-11-21T08:00:00.123Z",
     "retained": false, "payload": "<base64>"}

The payload is always base64 (RFC 4648 §4): the bytes come back as they were, whatever they were.
"""

import gzip
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from telemetry.errors import ParseError, UnavailableError
from telemetry.record import RawMessage
from telemetry.times import from_ms, parse_instant, to_ms

_LONGEST_LINE = 4 * 1024 * 1024
"""Bytes that one line may have; a few kilobytes of gzip can hold gigabytes of zeros."""


def write_recording(target: Path | BinaryIO, messages: Iterable[RawMessage]) -> int:
    """Write messages as they come, and return how many there were.

    The file is complete whenever `messages` ends, even by an exception. Raises `UnavailableError` when it
    cannot be written.
    """
    count = 0
    try:
        with _open(target, "wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as lines:
            for message in messages:
                lines.write(_line(message))
                count += 1
    except OSError as error:
        raise UnavailableError(f"cannot write the recording {_name(target)}: {error}") from error
    return count


def read_recording(origin: Path | BinaryIO) -> Iterator[RawMessage]:
    """Yield the messages of a recording one by one, in constant memory.

    Raises `ParseError` with the number of the first line that is truncated, damaged or not a message;
    those before it have been yielded.
    """
    number = 1
    try:
        with _open(origin, "rb") as file, gzip.GzipFile(fileobj=file, mode="rb") as lines:
            while line := lines.readline(_LONGEST_LINE):
                yield _message(line)
                number += 1
    except (ParseError, ValueError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ParseError(f"{_name(origin)}, line {number}: {error}") from error
    except OSError as error:
        raise ParseError(f"cannot read the recording {_name(origin)}: {error}") from error


def _line(message: RawMessage) -> bytes:
    fields = {
        "source": message.source,
        "topic": message.topic,
        "received": from_ms(message.received_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "retained": bool(message.retained),
        "payload": b64encode(message.payload).decode("ascii"),
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _message(line: bytes) -> RawMessage:
    if not line.endswith(b"\n"):
        raise ParseError("cut short, or longer than 4 MiB")
    try:
        fields = json.loads(line.decode())
    except RecursionError as error:
        raise ParseError("nested too deeply") from error
    match fields:
        case {"source": str(source), "topic": str(topic), "received": str(received), "payload": str(payload)}:
            retained = fields.get("retained", False)
        case _:
            raise ParseError("not a message: source, topic, received and payload must be texts")
    if not isinstance(retained, bool):
        raise ParseError("retained must be true or false")
    f"{source}{topic}".encode()  # A lone surrogate, which JSON can spell, is a ValueError here and not in the journal.
    return RawMessage(source, topic, b64decode(payload, validate=True), to_ms(parse_instant(received)), retained)


@contextmanager
def _open(place: Path | BinaryIO, mode: str) -> Iterator[BinaryIO]:
    if isinstance(place, Path):
        with place.open(mode) as file:
            yield file  # type: ignore[misc]  # a binary mode gives a binary file
    else:
        yield place


def _name(place: Path | BinaryIO) -> str:
    return str(place if isinstance(place, Path) else getattr(place, "name", "recording"))
