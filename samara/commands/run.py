"""`samara run` and `samara demo`: the platform, on your settings or on a simulated fleet."""

from pathlib import Path
from typing import Annotated

import typer

from samara import logs
from samara.context import settings_of
from samara.demo import Demo, demo_settings
from samara.people import ADMINISTRATOR, first_administrator
from samara.platform import Platform
from samara.server import require_free, require_safe, serve
from simulators.fleet import DEFAULT_DEVICES

Duration = Annotated[float | None, typer.Option(min=0.1, help="Stop by itself after this many seconds.")]


def run(context: typer.Context, duration: Duration = None) -> None:
    """Receive from the broker of the settings, store, and serve API and live page."""
    settings = settings_of(context)
    logs.set_up(settings.log)
    require_safe(settings)
    require_free(settings.api.host, settings.api.port)
    platform = Platform(settings)
    _tell_administrator(first_administrator(platform.accounts, platform.audit))
    application = platform.application()
    platform.start()
    _tell_address(settings.api.host, settings.api.port)
    try:
        serve(application, settings.api.host, settings.api.port, duration)
    finally:
        platform.stop()


def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="HTTP port of the API and the live page.")] = 8000,
    mqtt_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the embedded broker; 0 takes a free one.")
    ] = 0,
    data_dir: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = Path("data/demo"),
    devices: Annotated[int, typer.Option(min=1, max=100_000, help="Size of the simulated fleet.")] = DEFAULT_DEVICES,
    backfill_days: Annotated[float, typer.Option(min=0, max=400, help="Days of history at first start.")] = 7,
    duration: Duration = None,
) -> None:
    """Start everything with a simulated fleet of the Somme: nothing to install, all on loopback."""
    settings = demo_settings(data_dir, port, settings_of(context).language)
    logs.set_up(settings.log)
    require_free(settings.api.host, port)
    with Demo(settings, mqtt_port, devices, backfill_days) as application:
        _tell_address(settings.api.host, port)
        serve(application, settings.api.host, settings.api.port, duration)


def _tell_administrator(password: str) -> None:
    """On standard output, where no log goes, and only once: nobody can read it again."""
    if password:
        typer.echo(
            f"First start: log in as {ADMINISTRATOR} with the password {password}\n"
            "It is shown once and kept nowhere; `samara user password admin` gives another."
        )


def _tell_address(host: str, port: int) -> None:
    typer.echo(f"Samara: http://{f'[{host}]' if ':' in host else host}:{port}/  (Ctrl-C stops)", err=True)
