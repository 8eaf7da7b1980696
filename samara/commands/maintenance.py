"""`samara maintenance`: announce work, so that what it causes is not taken for a failure."""

from datetime import datetime
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from alarms.calendar.files import WindowEntry, declare, read_calendar
from alarms.calendar.windows import Mode
from samara import wiring
from samara.context import settings_of
from samara.operator import account, act
from telemetry.errors import ConfigError
from telemetry.times import PARIS, to_ms, utc_now

app = typer.Typer(help="Announced work: maintenance windows, drills, interventions.", no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Option()]


@app.command("list")
def list_windows(context: typer.Context) -> None:
    """Show the windows and which are open."""
    now_ms = to_ms(utc_now())
    table = Table("id", "mode", "start (Paris)", "duration", "repeat", "open", "by", "reason")
    for window in read_calendar(wiring.windows_folder(settings_of(context))).windows:
        is_open = "yes" if window.is_open(now_ms) else ""
        start = f"{window.start:%Y-%m-%d %H:%M}"
        row = (window.id, window.mode, start, str(window.duration), window.rule, is_open, window.by, window.reason)
        table.add_row(*row)
    Console().print(table)


@app.command("declare")
def declare_window(
    context: typer.Context,
    window_id: Annotated[str, typer.Argument(metavar="ID", help="A name of its own: lower-case, digits, hyphens.")],
    reason: Annotated[str, typer.Option(help="What is done.")],
    site: Names = None,
    device: Names = None,
    rule: Names = None,
    mode: Annotated[Mode, typer.Option(help="mute: kept, not told. inform: a warning. exercise: told, marked.")] = (
        Mode.INFORM
    ),
    start: Annotated[datetime | None, typer.Option(help="Paris wall time; now if absent.")] = None,
    duration: Annotated[str, typer.Option(help="ISO 8601: PT2H, P1D.")] = "PT2H",
    repeat: Annotated[str, typer.Option(help="RFC 5545 recurrence: FREQ=WEEKLY;BYDAY=TU.")] = "",
) -> None:
    """Announce a window; the running service takes it up within seconds."""
    settings = settings_of(context)
    scope = {"sites": site or (), "devices": device or (), "rules": rule or ()}
    start = start or datetime.now(PARIS).replace(tzinfo=None, second=0, microsecond=0)
    try:
        entry = WindowEntry.model_validate(
            {
                "id": window_id, "what": scope, "mode": mode, "start": start, "duration": duration,
                "repeat": repeat, "reason": reason, "by": account(),
            }
        )  # fmt: skip
    except ValidationError as error:
        raise ConfigError("\n".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())) from error
    declare(wiring.windows_folder(settings), entry)
    detail = entry.model_dump(mode="json", exclude_defaults=True)
    wiring.open_audit(settings).append(act("maintenance.declare", window_id, detail))
    typer.echo(f"Announced {window_id}, {mode}, from {start:%Y-%m-%d %H:%M} for {duration}.")
