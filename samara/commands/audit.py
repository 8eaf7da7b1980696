"""`samara audit`: who did what, and whether the log of it is whole."""

import re
from typing import Annotated

import typer

from samara.context import settings_of
from samara.wiring import open_audit
from telemetry.audit import AuditEntry, canonical, verify
from telemetry.errors import ConfigError, RejectedError
from telemetry.times import from_ms

app = typer.Typer(
    help="Who did what, when, from where: a chained log that cannot be changed unseen.", no_args_is_help=True
)

_NOTE = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@app.command("list")
def list_entries(
    context: typer.Context,
    action: Annotated[str | None, typer.Option(help="Only this action, such as downlink.sent.")] = None,
    target: Annotated[str | None, typer.Option(help="Only what was done to this, such as a DevEUI.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show, the newest first.")] = 50,
) -> None:
    """Show the newest entries, one a line: number, instant, account, origin, action, target, detail."""
    for entry in open_audit(settings_of(context)).list(action, target, None, limit):
        typer.echo("\t".join(_columns(entry)))


@app.command("verify")
def verify_chain(
    context: typer.Context,
    note: Annotated[
        str, typer.Option(metavar="SEQ:HASH", help="An end of the log that you noted earlier; it must still be there.")
    ] = "",
) -> None:
    """Follow the whole chain; print its end, which you note elsewhere to find out later if it was cut off."""
    expected = _NOTE.fullmatch(note)
    if note and not expected:
        raise ConfigError(f"--note {note!r:.80}: write it as `samara audit verify` printed it, SEQ:HASH")
    audit = open_audit(settings_of(context))
    last = verify(audit.entries())
    if expected:
        noted = audit.list(before=int(expected[1]) + 1, limit=1)
        if not noted or f"{noted[0].seq}:{noted[0].hash}" != note:
            raise RejectedError(f"the log no longer holds the entry {note}: it was cut off, or written anew")
    typer.echo(f"{last.seq} entries, whole; note {last.seq}:{last.hash}" if last else "No entries.")


def _columns(entry: AuditEntry) -> tuple[str, ...]:
    event = entry.event
    time = from_ms(event.time_ms).isoformat(" ", "seconds")
    texts = (event.actor, event.origin, event.action, event.target)
    # One line a record, whatever was written into it.
    clean = ("".join(sign if sign.isprintable() else " " for sign in text) for text in texts)
    return str(entry.seq), time, *clean, canonical(event.detail)
