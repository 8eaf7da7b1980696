"""`samara decoders`, `samara decode` and `samara quantities`: what can be read, and reading it by hand."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
import typer

from decoders.declarative.file import difference, read_file
from decoders.registry import Decoders
from samara.context import settings_of
from samara.decoding import open_decoders
from telemetry.errors import ConfigError, ParseError, TelemetryError
from telemetry.quantity import CATALOGUE
from telemetry.reading import Reading
from telemetry.times import parse_instant, utc_now
from telemetry.uplink import Uplink

_LONGEST_LINE = 1_000_000
"""Bytes; a LoRaWAN payload has 242 at most, so whatever is longer is no request."""


_AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


app = typer.Typer(help="What can be read.", invoke_without_command=True)


@app.callback()
def decoders(context: typer.Context, *, as_json: _AsJson = False) -> None:
    """List the decoders: id, vendor, models, quantities, and the names other repositories give them."""
    if context.invoked_subcommand is not None:
        return
    rows = [
        {
            "id": decoder.id,
            "vendor": decoder.vendor,
            "models": list(decoder.models),
            "quantities": sorted(quantity.key for quantity in decoder.emits),
            "aliases": list(decoder.aliases),
            "spec": decoder.spec,
            "unverified": decoder.unverified,
        }
        for decoder in open_decoders(settings_of(context))
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['vendor']} {', '.join(row['models'])}")
        typer.echo(f"    {', '.join(row['quantities'])}")


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A decoder written as a table, .yaml.")]) -> None:
    """Read a table and decode its examples; exit 1 if it has a mistake, or an example differs."""
    held = read_file(file)
    if not held.examples:
        raise ConfigError(f"{file}: no examples; write at least one, so that the table is known to be right")
    results = [(example.name, difference(example, held.decoder)) for example in held.examples]
    for name, differs in results:
        typer.echo(f"{name}: {differs or 'ok'}")
    right = sum(not differs for _, differs in results)
    typer.echo(f"{right} of {len(results)} examples as expected")
    raise typer.Exit(0 if right == len(results) else 1)


def quantities(*, as_json: _AsJson = False) -> None:
    """List the quantities that Samara measures: key, unit, kind, physical range and labels."""
    if as_json:
        fields = ("key", "unit", "kind", "low", "high", "french", "english", "definition")
        rows = [{name: getattr(quantity, name) for name in fields} for quantity in CATALOGUE.values()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for quantity in CATALOGUE.values():
        typer.echo(f"{quantity.key:26} {quantity.unit:10} {quantity.kind:8} {quantity.french} / {quantity.english}")


def decode(
    context: typer.Context,
    decoder: Annotated[str | None, typer.Argument(help="Id or alias, such as milesight-iot/em300-th.")] = None,
    payload: Annotated[str | None, typer.Argument(help="The payload in hexadecimal.", metavar="HEX")] = None,
    *,
    f_port: Annotated[int | None, typer.Option(min=0, max=255, help="The LoRaWAN port.")] = None,
    recv_time: Annotated[str | None, typer.Option(help="When it was received, RFC 3339; now if absent.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read requests from standard input, one a line.")] = False,
) -> None:
    """Decode one payload, or with --jsonl a stream of them, and print the readings as JSON."""
    known = open_decoders(settings_of(context))
    if jsonl:
        if decoder or payload:
            raise ParseError("--jsonl reads standard input and takes no arguments: samara decode --jsonl < FILE")
        for line in _lines(sys.stdin.buffer):
            typer.echo(_answer_line(known, line))
            sys.stdout.flush()
        return
    if decoder is None or payload is None or f_port is None:
        raise ParseError("give a decoder, --f-port and the payload, or --jsonl; `samara decode --help` shows how")
    typer.echo(_answer(known, _Request(f_port=f_port, payload=payload, decoder=decoder, recv_time=recv_time)))


class _Request(msgspec.Struct):
    """One line of `--jsonl`; other keys are ignored."""

    f_port: Annotated[int, msgspec.Meta(ge=0, le=255)]
    payload: str
    decoder: str | None = None
    vendor: str | None = None
    codec: str | None = None
    recv_time: str | None = None

    @property
    def name(self) -> str:
        """The decoder's id or alias."""
        if self.decoder is not None:
            return self.decoder
        if self.vendor is None or self.codec is None:
            raise ParseError('name the decoder: "decoder", or "vendor" and "codec"')
        return f"{self.vendor}/{self.codec}"


_requests = msgspec.json.Decoder(_Request)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only the start is kept, enough to be refused."""
    while line := stream.readline(_LONGEST_LINE):
        rest = line
        while len(rest) == _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST_LINE)
        yield line.rstrip(b"\r\n")


def _answer_line(known: Decoders, line: bytes) -> str:
    """The answer to one line; every mistake in it is an answer too."""
    try:
        if len(line) >= _LONGEST_LINE:
            raise ParseError(f"the line has {_LONGEST_LINE} bytes or more")
        return _answer(known, _requests.decode(line))
    except (TelemetryError, msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return json.dumps({"error": str(error)}, ensure_ascii=False)


def _answer(known: Decoders, request: _Request) -> str:
    """The readings of a request as JSON. Raises `TelemetryError`."""
    received = utc_now() if request.recv_time is None else _received(request.recv_time)
    try:
        payload = bytes.fromhex(request.payload)
    except ValueError as error:
        raise ParseError(f"payload {request.payload!r:.60} is not hexadecimal") from error
    uplink = Uplink("", received, request.f_port, payload)
    readings = known.find(request.name).read(uplink)
    return json.dumps({"readings": list(_rows(readings, received))}, ensure_ascii=False, allow_nan=False)


def _received(text: str) -> datetime:
    """An instant; without an offset it is UTC, which is what the public catalogues of examples mean."""
    with suppress(ValueError):
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            return instant.replace(tzinfo=UTC)
    return parse_instant(text)


def _rows(readings: Iterable[Reading], received: datetime) -> Iterator[dict[str, object]]:
    for reading in readings:
        time = reading.time or received
        yield {
            "quantity": reading.quantity.key,
            "value": reading.value,
            "unit": reading.quantity.unit,
            "channel": reading.channel,
            "time": time.isoformat().replace("+00:00", "Z"),
        }
