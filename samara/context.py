"""What every command gets: the settings, read once, when the command first asks for them."""

import os
from pathlib import Path

import typer

from telemetry.settings import Settings
from telemetry.settings_file import load_settings


def settings_of(context: typer.Context) -> Settings:
    """The settings of this invocation: `--config`, else `SAMARA_CONFIG`, else samara.toml, with the environment.

    Raises `ConfigError` with every mistake.
    """
    root = context.find_root()
    if not isinstance(root.obj, Settings):
        named = root.params.get("config") or os.environ.get("SAMARA_CONFIG")
        root.obj = load_settings(Path(named) if named else None)
    return root.obj
