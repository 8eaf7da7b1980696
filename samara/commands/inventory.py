"""`samara inventory`: tenants, sites, gateways and devices, from files, into files, and from ChirpStack."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from decoders.registry import Decoders
from ingest.chirpstack_sync import plan, read_chirpstack
from samara.context import settings_of
from samara.decoding import open_decoders
from samara.operator import act
from samara.wiring import open_audit, open_registry
from storage.inventory.changes import changes
from storage.inventory.export import inventory_of, to_csv, to_yaml
from storage.inventory.review import review
from telemetry.device import UNASSIGNED
from telemetry.errors import ConfigError, NotFoundError
from telemetry.ports import Inventory, Registry
from telemetry.settings import Settings

app = typer.Typer(help="Tenants, sites, gateways and devices: files in and out, and ChirpStack.", no_args_is_help=True)

_Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Inventory files, .yaml or .csv.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]


class Format(StrEnum):
    """What an export is written in."""

    YAML = "yaml"
    CSV = "csv"


@app.command("import")
def import_files(context: typer.Context, files: _Files, *, dry_run: _DryRun = False) -> None:
    """Merge files into the registry: all of them, or nothing when any has a mistake."""
    settings = settings_of(context)
    registry = open_registry(settings)
    inventory = _reviewed(files, registry, open_decoders(settings))
    _merge(settings, "inventory.import", ", ".join(map(str, files)), inventory, registry, dry_run=dry_run)


@app.command()
def check(context: typer.Context, files: _Files) -> None:
    """Name file, line, key and remedy of every mistake, and change nothing."""
    settings = settings_of(context)
    _reviewed(files, open_registry(settings), open_decoders(settings))
    typer.echo("The inventory is right.")


@app.command()
def export(
    context: typer.Context,
    *,
    form: Annotated[Format, typer.Option("--format", help="One YAML document, or a CSV file a section.")] = Format.YAML,
    tenant: Annotated[str | None, typer.Option(help="Slug of the only tenant wanted, or unassigned.")] = None,
    output: Annotated[Path | None, typer.Option(help="File for YAML, folder for CSV; YAML can do without.")] = None,
) -> None:
    """Write what the registry holds, as files that import reads."""
    registry = open_registry(settings_of(context))
    if tenant is not None and tenant not in {UNASSIGNED, *(one.slug for one in registry.tenants())}:
        raise NotFoundError(f"no tenant {tenant!r}; `samara inventory export` shows them all")
    inventory = inventory_of(registry, tenant)
    if form is Format.YAML and output is None:
        typer.echo(to_yaml(inventory), nl=False)
    elif output is None:
        raise ConfigError("CSV takes a file for each section; name a folder with --output")
    else:
        try:
            _write(inventory, form, output)
        except OSError as error:
            raise ConfigError(
                f"{error.filename} cannot be written ({error.strerror}); choose another --output"
            ) from error


@app.command("sync-chirpstack")
def sync_chirpstack(
    context: typer.Context,
    server: Annotated[str, typer.Option(help="ChirpStack's gRPC address, host:port.")],
    token: Annotated[
        str, typer.Option(envvar="SAMARA_CHIRPSTACK_TOKEN", show_envvar=True, help="API key; best in the environment.")
    ] = "",
    *,
    tls: Annotated[bool, typer.Option("--tls", help="The server speaks TLS.")] = False,
    mapped: Annotated[
        list[str] | None, typer.Option("--map", metavar="NAME=SLUG", help="Our tenant for one of ChirpStack's.")
    ] = None,
    dry_run: _DryRun = False,
) -> None:
    """Take over devices and gateways from ChirpStack: read only, nothing deleted, our assignments kept."""
    tenants = dict(map(_pair, mapped or ()))
    settings = settings_of(context)
    registry = open_registry(settings)
    planned = plan(read_chirpstack(server, token, tls=tls), registry, tenants)
    _merge(settings, "inventory.sync", server, planned.inventory, registry, dry_run=dry_run)
    for name, count in sorted(planned.unmapped.items()):
        typer.echo(f"{count} of ChirpStack's tenant {name!r} are unassigned; assign all with --map {name!r}=SLUG")
    for device in planned.absent:
        typer.echo(f"{device.dev_eui} {device.name}: not on this server (kept)")


def _pair(written: str) -> tuple[str, str]:
    name, equals, slug = written.rpartition("=")
    if not (name and equals and slug):
        raise ConfigError(f"--map {written!r}; write the ChirpStack tenant's name = our slug, 'CC du Vimeu=vimeu'")
    return name, slug


def _reviewed(files: list[Path], registry: Registry, decoders: Decoders) -> Inventory:
    names = {name for decoder in decoders for name in (decoder.id, *decoder.aliases)}
    inventory, notes = review(files, registry, names)
    for note in notes:
        typer.echo(note, err=True)
    return inventory


def _merge(
    settings: Settings, action: str, source: str, inventory: Inventory, registry: Registry, *, dry_run: bool
) -> None:
    told = changes(inventory, registry)
    if not dry_run:
        # First the log: what cannot be written down is not done.
        open_audit(settings).append(act(action, source, {one.section: one._asdict() for one in told}))
        registry.merge(inventory)
    for change in told:
        typer.echo(f"{change}{' (dry run)' if dry_run else ''}")


def _write(inventory: Inventory, form: Format, output: Path) -> None:
    if form is Format.YAML:
        output.write_text(to_yaml(inventory), encoding="utf-8")
        return
    output.mkdir(parents=True, exist_ok=True)
    for name, text in to_csv(inventory):
        # The byte-order mark tells Excel that the accents are UTF-8's.
        (output / name).write_text(text, encoding="utf-8-sig", newline="")
