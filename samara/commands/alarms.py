"""`samara alarms`: the rules, and what they raise."""

from pathlib import Path
from typing import Annotated

import typer

from alarms.rules.reader import load, shipped

app = typer.Typer(help="Alarm rules and alarms.", no_args_is_help=True)


@app.callback()
def alarms() -> None:
    """Alarm rules and alarms."""


@app.command()
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH…]", help="Rule files, or folders of them; the shipped packs are always read first."
        ),
    ] = None,
) -> None:
    """Name file, line and remedy of every mistake in rule files, and change nothing."""
    rules = load([*shipped(), *(paths or ())])
    typer.echo(f"The rules are right: {len(rules)}.")
