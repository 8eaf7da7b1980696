"""`samara config`: look at the settings, and at their mistakes."""

from pathlib import Path
from typing import Annotated

import typer

from samara.context import settings_of
from telemetry.settings_file import documented, load_settings

app = typer.Typer(help="Look at the settings and check them.", no_args_is_help=True)


@app.command("print")
def print_settings(context: typer.Context) -> None:
    """Print every setting in force with its meaning, as a samara.toml; defaults are commented out."""
    typer.echo(documented(settings_of(context)), nl=False)


@app.command()
def check(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Settings file; samara.toml or --config if absent.")] = None,
) -> None:
    """Name file, line, key and remedy of every mistake in the settings."""
    if file is None:
        settings_of(context)
    else:
        load_settings(file)
    typer.echo("The settings are right.")
