"""`samara influx`: prepare an InfluxDB for Samara."""

import typer

from samara.context import settings_of
from samara.wiring import influx_endpoint
from storage.influx.setup import setup as set_up

app = typer.Typer(help="Prepare InfluxDB.", no_args_is_help=True)


@app.callback()
def influx() -> None:
    """Prepare InfluxDB; what is kept in it is in the settings, section `influx`."""


@app.command()
def setup(context: typer.Context) -> None:
    """Make the database or bucket, its retention and its InfluxQL mapping, then write a point and read it back."""
    for done in set_up(influx_endpoint(settings_of(context).influx)):
        typer.echo(done)
