"""`samara tenant`: the authorities, and what they have opened to everybody."""

from contextlib import closing
from typing import Annotated

import typer

from samara.context import settings_of
from samara.people import office, require_tenant
from samara.wiring import open_registry
from telemetry.access import OpenRule, why_never_public
from telemetry.device import Domain
from telemetry.errors import RejectedError
from telemetry.ports import DeviceFilter
from telemetry.quantity import quantity

app = typer.Typer(help="Authorities, and what they have opened to everybody.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="TENANT", help="Slug of the authority.")]
Trade = Annotated[Domain, typer.Argument(help="Trade of the devices.")]
Quantities = Annotated[list[str], typer.Argument(metavar="QUANTITY…", help="Keys; `samara quantities` lists them.")]


@app.command("list")
def list_tenants(context: typer.Context) -> None:
    """Show the authorities, one a line: slug, name, devices, what is open."""
    settings = settings_of(context)
    with closing(open_registry(settings)) as registry, office(settings) as at:
        rules = sorted(at.accounts.held().rules)
        for tenant in registry.tenants():
            count = registry.count_devices(DeviceFilter(tenant=tenant.slug))
            opened = ", ".join(f"{rule.domain}/{rule.quantity}" for rule in rules if rule.tenant == tenant.slug)
            typer.echo("\t".join((tenant.slug, tenant.name, str(count), opened or "nothing open")))


@app.command("open")
def open_data(context: typer.Context, tenant: Slug, domain: Trade, quantities: Quantities) -> None:
    """Open quantities of a trade to everybody; some never can be."""
    for key in quantities:
        why = why_never_public(domain, quantity(key))
        if why:
            raise RejectedError(f"{key} of {domain} cannot be opened: {why}")
    _change(context, tenant, domain, quantities, opened=True)


@app.command("close")
def close_data(context: typer.Context, tenant: Slug, domain: Trade, quantities: Quantities) -> None:
    """Close quantities of a trade again; running servers notice within seconds."""
    _change(context, tenant, domain, quantities, opened=False)


def _change(context: typer.Context, tenant: str, domain: Domain, quantities: list[str], *, opened: bool) -> None:
    settings = settings_of(context)
    with closing(open_registry(settings)) as registry, office(settings) as at:
        require_tenant(registry, tenant)
        at.note("tenant.open" if opened else "tenant.close", tenant, {"domain": domain, "quantities": quantities})
        at.accounts.put_rules([OpenRule(tenant, domain, key) for key in quantities], opened=opened)
