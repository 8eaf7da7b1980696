"""Lines to the server in bounded requests, so that a line it refuses does not hold back the others."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from storage.influx.endpoint import InfluxEndpoint, PartialWriteError
from storage.influx.server import Server
from telemetry.errors import RejectedError

_BODY = 2_000_000
"""Characters in a request; InfluxDB 3 takes 10 MB, the others 25 MB and more, by default."""


class Writer(Protocol):
    """What takes line protocol with times in ms; `Server` for 1.x, `ClientWriter` for 2 and 3."""

    def write(self, body: bytes) -> None:
        """Write, or raise `UnavailableError` or `RejectedError`."""

    def close(self) -> None:
        """Close its connections."""


def writer_of(endpoint: InfluxEndpoint) -> Writer:
    """The writer that the server's version needs."""
    if endpoint.version == 1:
        return Server(endpoint)
    from storage.influx.client_writer import ClientWriter  # noqa: PLC0415 - a second that the embedded store saves

    return ClientWriter(endpoint)


def send(writer: Writer, lines: Iterable[str]) -> list[str]:
    """Write all lines; return the server's reasons for those it refused, the others being stored.

    Raises `UnavailableError`; then some may be stored, and writing all again is harmless.
    """
    return [reason for body in _bodies(lines) for reason in _send(writer, body)]


def _bodies(lines: Iterable[str]) -> Iterator[list[str]]:
    body: list[str] = []
    size = 0
    for line in lines:
        if size + len(line) > _BODY and body:
            yield body
            body, size = [], 0
        body.append(line)
        size += len(line) + 1
    if body:
        yield body


def _send(writer: Writer, lines: Sequence[str]) -> list[str]:
    try:
        writer.write("\n".join(lines).encode())
    except PartialWriteError as error:
        return [str(error)]
    except RejectedError as error:
        # Version 2 refuses the whole for one line: halve until that line is alone.
        if len(lines) == 1:
            return [str(error)]
        middle = len(lines) // 2
        return _send(writer, lines[:middle]) + _send(writer, lines[middle:])
    return []
