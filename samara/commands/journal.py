"""`samara journal`: the raw messages out, in and counted; `samara reprocess`: decoded again."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.pipeline import Pipeline
from ingest.reprocess import Reprocessor
from samara.context import settings_of
from samara.decoding import open_decoders
from samara.wiring import open_journal, open_quarantine, open_registry, open_sources, open_store
from telemetry.errors import QueryError
from telemetry.eui import parse_eui
from telemetry.ports import Journal
from telemetry.record import RawMessage
from telemetry.recording import read_recording, write_recording
from telemetry.series import Span
from telemetry.settings import Settings
from telemetry.times import from_ms, parse_instant, utc_now

app = typer.Typer(help="The durable log of raw messages.", no_args_is_help=True)

_From = Annotated[str | None, typer.Option("--from", help="First instant of reception, 2026-11-21T08:00:00Z.")]
_To = Annotated[str | None, typer.Option("--to", help="Instant of reception to stop before; now if absent.")]

_BATCH = 1_000


@app.command()
def info(context: typer.Context) -> None:
    """Say how many messages the journal holds, since when, and how large it is."""
    journal = open_journal(settings_of(context))
    first, last = journal.span()
    typer.echo(f"entries:   {last - first + 1} ({first} to {last})")
    for name, entries in (("oldest", journal.read(first - 1, 1)), ("newest", journal.read(last - 1, 1))):
        for entry in entries:
            typer.echo(f"{name}:    {from_ms(entry.received_ms).isoformat(' ', 'seconds')}")
    typer.echo(f"size:      {journal.size() / 2**20:.1f} MiB")


@app.command()
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Recording to write, .jsonl.gz.")],
    start: _From = None,
    end: _To = None,
) -> None:
    """Write messages as a recording, which `journal import` and `samara replay` read."""
    journal = open_journal(settings_of(context))
    count = write_recording(file, _received(journal, _span(start, end)))
    typer.echo(f"{count} messages in {file}.")


@app.command("import")
def import_messages(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Recording to read, .jsonl.gz.")]
) -> None:
    """Append a recording to the journal; it is decoded like what comes in, and is never live where it is old."""
    settings = settings_of(context)
    journal = open_journal(settings)
    sources = open_sources(settings)
    messages = (
        message if message.source else message._replace(source=sources.name_for(message.topic))
        for message in read_recording(file)
    )
    count = 0
    try:
        while batch := list(islice(messages, _BATCH)):
            journal.append(batch)
            count += len(batch)
    finally:
        typer.echo(f"{count} messages appended.")


def reprocess(
    context: typer.Context,
    start: Annotated[str, typer.Option("--from", help="First instant of reception, 2026-11-21T08:00:00Z.")],
    end: _To = None,
    device: Annotated[str | None, typer.Option(help="DevEUI of the only device wanted.")] = None,
) -> None:
    """Decode a span of the journal again, with today's decoders and inventory, into the store."""
    settings = settings_of(context)
    with Console(stderr=True).status("reprocessing") as status:
        tally = reprocessor(settings).journal(
            open_journal(settings),
            settings.ingest.deduplication_s * 1000,
            _span(start, end),
            device and parse_eui(device),
            lambda so_far: status.update(f"{so_far.entries} messages, {so_far.readings} readings"),
        )
    typer.echo(tally)


def reprocessor(settings: Settings) -> Reprocessor:
    """What decodes again, on the stores of the settings."""
    registry = open_registry(settings)
    pipeline = Pipeline(
        open_sources(settings),
        registry,
        open_decoders(settings),
        settings.ingest.max_payload_kib * 1024,
    )
    return Reprocessor(pipeline, open_store(settings, registry), open_quarantine(settings))


def _span(start: str | None, end: str | None) -> Span:
    span = Span.between(parse_instant(start) if start else from_ms(0), parse_instant(end) if end else utc_now())
    if span.start_ms >= span.end_ms:
        raise QueryError(f"nothing lies from {start} to {end}: --from must be before --to")
    return span


def _received(journal: Journal, span: Span) -> Iterator[RawMessage]:
    after, last = journal.seek(span.start_ms), journal.span()[1]
    while after < last and (entries := journal.read(after, _BATCH)):
        after = entries[-1].seq
        for entry in entries:
            if span.start_ms <= entry.received_ms < span.end_ms:
                yield RawMessage(*entry[1:])
