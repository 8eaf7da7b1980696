"""`samara grafana`: dashboards into a Grafana."""

from dataclasses import replace
from typing import Annotated

import typer

from dashboards.grafana.push import GrafanaServer, Pusher
from samara.context import settings_of
from samara.wiring import influx_endpoint, open_registry
from telemetry.device import Tenant
from telemetry.errors import NotFoundError
from telemetry.ports import Registry

app = typer.Typer(help="Dashboards of Grafana.", no_args_is_help=True)


@app.callback()
def grafana() -> None:
    """Dashboards of Grafana; InfluxDB is the one of the settings, section `influx`."""


@app.command()
def push(
    context: typer.Context,
    url: Annotated[str, typer.Option(help="Grafana's address.")] = "http://127.0.0.1:3000",
    user: Annotated[str, typer.Option(help="Its server administrator.")] = "admin",
    password: Annotated[
        str, typer.Option(envvar="SAMARA_GRAFANA_PASSWORD", show_envvar=True, help="Best in the environment.")
    ] = "",
    whole: Annotated[str, typer.Option(help="Organisation that sees every authority.")] = "Somme Numérique",
    tenant: Annotated[list[str] | None, typer.Option(help="Slug of an authority; all of them if absent.")] = None,
    influx_url: Annotated[str, typer.Option(help="InfluxDB as Grafana reaches it, where that differs.")] = "",
    influx_token: Annotated[
        str, typer.Option(envvar="SAMARA_GRAFANA_INFLUX_TOKEN", show_envvar=True, help="A token that may only read.")
    ] = "",
    *,
    renew_secrets: Annotated[bool, typer.Option("--renew-secrets", help="Write passwords and tokens again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Bring organisations, data sources, folders and dashboards up to date: one organisation for each authority."""
    settings = settings_of(context)
    influx = influx_endpoint(settings.influx)
    influx = replace(influx, url=influx_url or influx.url, token=influx_token or influx.token)
    pusher = Pusher(GrafanaServer(url, user, password), influx, dry_run=dry_run, renew_secrets=renew_secrets)
    changes = 0
    for done in pusher.push(whole, _tenants(open_registry(settings), tenant)):
        typer.echo(f"{done}{' (dry run)' if dry_run else ''}")
        changes += 1
    typer.echo(f"{changes} changes." if changes else "Grafana is up to date.")


def _tenants(registry: Registry, slugs: list[str] | None) -> list[Tenant]:
    known = {tenant.slug: tenant for tenant in registry.tenants()}
    if unknown := set(slugs or ()) - known.keys():
        raise NotFoundError(f"no tenant {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return [known[slug] for slug in slugs or known]
