"""`samara indicators`: what is computed from readings, now and for the past; the declaration of a datacenter."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from indicators.catalogue import INDICATORS, indicator
from indicators.declaration import declare, to_csv
from indicators.round import stops_of
from samara.context import settings_of
from samara.wiring import open_indicators, open_registry, open_store
from telemetry.device import Domain
from telemetry.errors import NotFoundError, QueryError
from telemetry.ports import DeviceFilter
from telemetry.series import Span
from telemetry.times import parse_instant, utc_now

app = typer.Typer(help="Indicators: daily volumes, Lden, PUE … computed from readings.", no_args_is_help=True)


@app.command("list")
def list_indicators(context: typer.Context) -> None:
    """Name every indicator, what it is computed from, and what it means."""
    language = settings_of(context).language
    table = Table("indicator", "label", "unit", "every", "of", "from")
    for key, one in INDICATORS.items():
        label = one.quantity.label(language)
        table.add_row(key, label, one.quantity.unit, one.step, one.level, ", ".join(one.inputs))
    Console().print(table)


@app.command()
def run(
    context: typer.Context,
    start: Annotated[str, typer.Option("--from", help="First instant or day, 2026-01-01.")],
    end: Annotated[str | None, typer.Option("--to", help="Instant or day to stop before; now if absent.")] = None,
    keys: Annotated[
        list[str] | None, typer.Option("--indicator", help="Only this one; may be repeated. All if absent.")
    ] = None,
    tenant: Annotated[str | None, typer.Option(help="Slug of the only tenant wanted.")] = None,
    site: Annotated[str | None, typer.Option(help="Slug of the only site wanted.")] = None,
) -> None:
    """Compute indicators of the past and keep them; what is already right is not written again."""
    settings = settings_of(context)
    wanted = [indicator(key) for key in keys] if keys else list(INDICATORS.values())
    span = Span.between(parse_instant(start), parse_instant(end) if end else utc_now())
    if span.start_ms >= span.end_ms:
        raise QueryError(f"nothing lies from {start} to {end}: --from must be before --to")
    registry = open_registry(settings)
    service = open_indicators(settings, registry, open_store(settings, registry))
    with Console(stderr=True).status("computing"):
        written = service.run(wanted, span, DeviceFilter(tenant=tenant, site=site))
    typer.echo(f"{written} values new or changed.")


@app.command("round")
def list_round(
    context: typer.Context,
    tenant: Annotated[str | None, typer.Option(help="Slug of the only tenant wanted.")] = None,
) -> None:
    """List the waste containers that are to be collected, the most urgent first."""
    settings = settings_of(context)
    registry = open_registry(settings)
    devices = registry.devices(DeviceFilter(tenant=tenant, domain=Domain.WASTE))
    series = registry.series_of(devices)
    sites = {one.slug: one for one in registry.sites()}
    stops = stops_of(devices, series, open_store(settings, registry).latest(series))
    table = Table("container", "site", "commune", "level", "full in", "known since")
    for stop in stops:
        site = sites.get(stop.device.site)
        place = (site.name, site.commune) if site else (stop.device.site, "")
        table.add_row(stop.device.name, *place, _told(stop.level, "%"), _told(stop.days, "d"), f"{stop.since:%Y-%m-%d}")
    Console().print(table if stops else "Nothing is to be collected.")


def _told(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.0f} {unit}"


@app.command()
def declaration(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SITE", help="Slug of the datacenter's site.")],
    year: Annotated[int, typer.Argument(min=1971, max=9997, help="The civil year, which must have ended.")],
) -> None:
    """Print the yearly declaration of a datacenter as CSV (décret 2025-1382, regulation (EU) 2024/1364)."""
    settings = settings_of(context)
    registry = open_registry(settings)
    site = next((one for one in registry.sites() if one.slug == slug), None)
    if site is None:
        raise NotFoundError(f"no site {slug!r:.60}; `samara inventory export` shows them")
    devices = registry.devices(DeviceFilter(site=slug))
    series = registry.series_of(devices)
    lines = declare(open_store(settings, registry), site, devices, series, year, utc_now())
    typer.echo(to_csv(site, year, lines), nl=False)
