"""The `samara` command: one place that names every subcommand, and tells every refusal in one line."""

import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from telemetry.errors import TelemetryError

_COMMANDS = {
    "demo": "run:demo",
    "run": "run:run",
    "config": "config:app",
    "inventory": "inventory:app",
    "decoders": "decoders:app",
    "decode": "decoders:decode",
    "quantities": "decoders:quantities",
    "codec": "codec:app",
    "downlink": "downlink:downlink",
    "alarms": "alarms:app",
    "audit": "audit:app",
    "topology": "topology:app",
    "maintenance": "maintenance:app",
    "user": "user:app",
    "key": "key:app",
    "tenant": "tenant:app",
    "quarantine": "quarantine:app",
    "journal": "journal:app",
    "reprocess": "journal:reprocess",
    "influx": "influx:app",
    "grafana": "grafana:app",
    "indicators": "indicators:app",
    "simulate": "simulate:simulate",
    "record": "simulate:record",
    "replay": "simulate:replay",
}
"""Each command, or group of commands, as module:name in `samara.commands`."""


class LazyGroup(TyperGroup):
    """Imports a command when it is called: decoding one payload needs no database driver and no web server."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature of TyperGroup
        """Name the commands in the order of `_COMMANDS`."""
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the signature of TyperGroup
        """Import the module of a command and make the command of what it holds; None for an unknown name."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        held = getattr(import_module(f"samara.commands.{module}"), name)
        parent = _typer()
        if isinstance(held, typer.Typer):
            parent.add_typer(held, name=cmd_name)
        else:
            parent.command(cmd_name)(held)
        return typer.main.get_group(parent).commands[cmd_name]


def _typer(cls: type[TyperGroup] = TyperGroup) -> typer.Typer:
    return typer.Typer(
        cls=cls, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )


app = _typer(LazyGroup)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Samara {version('samara')}")
        raise typer.Exit


@app.callback()
def root(
    config: Annotated[
        Path | None, typer.Option(help="Settings file; SAMARA_CONFIG or ./samara.toml if absent.")
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Tell the version and stop.")
    ] = False,
) -> None:
    """Samara: open telemetry for public territories."""


def main() -> None:
    """Run the command line; a refusal is told on standard error and ends with status 1."""
    try:
        app()
    except TelemetryError as error:
        sys.exit(str(error))
