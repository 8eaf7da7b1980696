"""`samara codec`: install, try and run vendors' JavaScript codecs."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from decoders.codec_js.examples import read_examples, run_example
from decoders.codec_js.library import CodecLibrary
from decoders.codec_js.mapping import CodecMapping
from decoders.codec_js.repository import published_codecs
from decoders.codec_js.worker import CodecSource, CodecWorker, Output
from samara.context import settings_of
from telemetry.errors import ConfigError, DecodeError, ParseError
from telemetry.times import parse_instant, to_ms, utc_now

LINES = 512
"""Lines of `--jsonl` decoded together."""

_EXAMPLE_LINE = '{"f_port": 85, "payload": "01755c", "recv_time": "2026-11-21T08:00:00Z"}'

app = typer.Typer(help="Vendors' JavaScript codecs (TS013), run as they are.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The codec's JavaScript file.", exists=True, dir_okay=False)]
MappingFile = Annotated[Path | None, typer.Option("--mapping", help="TOML file of paths and quantities.")]


@app.command()
def add(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="The codec's JavaScript file.")] = None,
    device_profile: Annotated[list[str] | None, typer.Option(help="Device profile that it decodes.")] = None,
    repository: Annotated[Path | None, typer.Option(help="Checkout of a device repository: add all of it.")] = None,
    codec_id: Annotated[str, typer.Option("--id", help="Its name, vendor/codec; custom/FILE if absent.")] = "",
    mapping: MappingFile = None,
) -> None:
    """Install a codec for a device profile, or every codec of a device repository."""
    library = library_of(context)
    if repository is not None and file is None:
        _add_repository(library, repository)
    elif file is not None and repository is None:
        codec_id = codec_id or f"custom/{file.stem.lower()}"
        with _worker() as worker:
            worker.check(CodecSource.read(codec_id, file))
        library.add(codec_id, file, codec_id.partition("/")[0], device_profile or (), mapping)
        typer.echo(f"Added {codec_id}.")
    else:
        raise ConfigError("give a file or --repository DIR, one of them")


@app.command("list")
def list_codecs(context: typer.Context) -> None:
    """Name the installed codecs and their device profiles."""
    for codec in library_of(context).codecs():
        typer.echo("\t".join((codec.id, codec.vendor, ", ".join(codec.device_profiles))).rstrip())


@app.command()
def test(file: File) -> None:
    """Run the examples that stand beside a codec; exit 1 if a result differs."""
    source = CodecSource.read(file.stem, file)
    table = Table("Function", "Example", "Result")
    failed = 0
    with _worker() as worker:
        examples = read_examples(file)
        for example in examples:
            difference = run_example(example, source, worker)
            failed += bool(difference)
            table.add_row(example.function, example.description, difference or "ok")
    if not examples:
        raise ConfigError(f"no examples beside {file}; they stand in a .yaml, test_decode_*.json or examples.json")
    Console().print(table)
    typer.echo(f"{len(examples) - failed} of {len(examples)} as expected")
    raise typer.Exit(1 if failed else 0)


@app.command()
def run(
    file: File,
    payload: Annotated[str, typer.Argument(metavar="HEX", help="Payload in hexadecimal.")] = "",
    f_port: Annotated[int, typer.Option(min=0, max=255, help="Port of the frame.")] = 1,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read lines {f_port, payload, recv_time} instead.")] = False,
    readings: Annotated[bool, typer.Option("--readings", help="Print the readings and what is unmapped.")] = False,
    mapping: MappingFile = None,
) -> None:
    """Run a codec, and print what it returns: `{data, warnings, errors}`, one line for each payload."""
    source = CodecSource.read(file.stem, file)
    rules = CodecMapping.read(mapping) if mapping else CodecMapping()
    if jsonl == bool(payload):
        raise ConfigError("give a payload or --jsonl, one of them")
    lines = sys.stdin.buffer if jsonl else [msgspec.json.encode({"f_port": f_port, "payload": payload})]
    failed = False
    with _worker() as worker:
        for output in _outputs(source, worker, lines):
            shown = _read_as(output, rules) if readings else _returned(output)
            typer.echo(msgspec.json.encode(shown).decode())
            failed = isinstance(output, DecodeError) or bool(output.returned.get("errors"))
    raise typer.Exit(1 if failed and not jsonl else 0)


def library_of(context: typer.Context) -> CodecLibrary:
    """The library in the data folder."""
    return CodecLibrary(settings_of(context).data_dir / "codecs")


def _add_repository(library: CodecLibrary, folder: Path) -> None:
    added = 0
    for codec in published_codecs(folder):
        try:
            if not isinstance(codec, ConfigError):
                library.add(codec.id, codec.file, codec.vendor, codec.devices)
                added += 1
                continue
            problem = codec
        except ConfigError as error:
            problem = error
        typer.echo(f"skipped: {problem}", err=True)
    typer.echo(f"Added {added} codecs.")


@contextmanager
def _worker() -> Iterator[CodecWorker]:
    worker = CodecWorker()
    try:
        yield worker
    finally:
        worker.close()


class _Line(msgspec.Struct):
    """One line of `--jsonl`; other keys are let be."""

    f_port: Annotated[int, msgspec.Meta(ge=0, le=255)]
    payload: str
    recv_time: str | None = None

    def argument(self) -> dict[str, Any]:
        """What the codec gets."""
        when = parse_instant(self.recv_time) if self.recv_time else utc_now()
        return {"bytes": list(bytes.fromhex(self.payload)), "fPort": self.f_port, "recvTime": to_ms(when)}


def _outputs(source: CodecSource, worker: CodecWorker, lines: Iterable[bytes]) -> Iterator[Output | DecodeError]:
    """One result for each line that is not empty, in order; a line that cannot be read has its error."""
    filled = filter(bytes.strip, lines)
    while batch := list(islice(filled, LINES)):
        arguments = [_argument(line) for line in batch]
        good = [one for one in arguments if not isinstance(one, DecodeError)]
        results = iter(worker.call(source, "decodeUplink", good))
        for one in arguments:
            yield one if isinstance(one, DecodeError) else next(results)


def _argument(line: bytes) -> dict[str, Any] | DecodeError:
    try:
        return msgspec.json.decode(line, type=_Line).argument()
    except (msgspec.DecodeError, ValueError, RecursionError, ParseError) as error:
        return DecodeError(f"line not understood: {error}; write {_EXAMPLE_LINE}")


def _returned(output: Output | DecodeError) -> dict[str, object]:
    """The codec's own `{data, warnings, errors}`; one that threw or was stopped has an error only."""
    return {"errors": [str(output)]} if isinstance(output, DecodeError) else output.returned


def _read_as(output: Output | DecodeError, mapping: CodecMapping) -> dict[str, object]:
    """What Samara would store."""
    if isinstance(output, DecodeError) or output.returned.get("errors"):
        return _returned(output)
    readings, unmapped = mapping.apply(output)
    return {
        "readings": [
            {
                "quantity": reading.quantity.key,
                "value": reading.value,
                "unit": reading.quantity.unit,
                "channel": reading.channel,
                "time": reading.time,
            }
            for reading in readings
        ],
        "unmapped": unmapped,
    }
