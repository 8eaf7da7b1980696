"""`samara quarantine`: what could not be understood, why, and trying again."""

from typing import Annotated

import typer

from samara.commands.journal import reprocessor
from samara.context import settings_of
from samara.wiring import open_quarantine
from telemetry.errors import ConfigError
from telemetry.eui import parse_eui
from telemetry.record import QuarantineEntry
from telemetry.times import from_ms

app = typer.Typer(help="Messages that could not be understood, with their raw bytes.", no_args_is_help=True)

_DevEui = Annotated[str | None, typer.Option("--device", help="DevEUI of the only device wanted.")]
_Tenant = Annotated[str | None, typer.Option(help="Slug of the only tenant wanted.")]
_Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many to show, the newest first.")]


@app.command("list")
def list_entries(context: typer.Context, device: _DevEui = None, tenant: _Tenant = None, limit: _Limit = 50) -> None:
    """Show the newest entries, one a line."""
    quarantine = open_quarantine(settings_of(context))
    for entry in quarantine.list(tenant, device and parse_eui(device), None, limit):
        # One line each, whatever the terminal's width, for grep and cut.
        typer.echo(f"{entry.seq}\t{_instant(entry)}\t{entry.dev_eui or entry.topic}\t{_one_line(entry.reason)}")
    typer.echo(f"{quarantine.count()} in quarantine.")


@app.command()
def show(context: typer.Context, entry: Annotated[int, typer.Argument(help="Number of the entry.")]) -> None:
    """Show everything about one entry, payload included."""
    held = open_quarantine(settings_of(context)).get(entry)
    decoder = held.decoder or "by tag or profile"
    facts = {
        "entry": held.seq,
        "received": _instant(held),
        "source": held.source or "none",
        "topic": held.topic,
        "device": held.dev_eui or "not known",
        "tenant": held.tenant or "not known",
        "decoder": decoder if held.dev_eui else "not known",
        "reason": held.reason,
        # As text where it is text, since most messages are JSON; escaped where it is not.
        "payload": held.payload.decode("utf-8", "backslashreplace"),
    }
    for name, value in facts.items():
        typer.echo(f"{name + ':':10} {value}")


@app.command()
def retry(
    context: typer.Context,
    entries: Annotated[list[int] | None, typer.Argument(help="Numbers of entries.")] = None,
    device: _DevEui = None,
    tenant: _Tenant = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Try the whole quarantine.")] = False,
) -> None:
    """Decode entries again with today's decoders and inventory; those that succeed are stored and leave."""
    if sum(map(bool, (entries, device or tenant, everything))) != 1:
        raise ConfigError("give numbers of entries, or --device or --tenant, or --all")
    settings = settings_of(context)
    again = reprocessor(settings)
    if entries:
        quarantine = open_quarantine(settings)
        tally = again.entries([quarantine.get(seq) for seq in entries])
    else:
        tally = again.quarantined(device and parse_eui(device), tenant)
    typer.echo(tally)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _instant(entry: QuarantineEntry) -> str:
    return from_ms(entry.received_ms).isoformat(" ", "seconds")
