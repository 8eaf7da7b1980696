"""`samara key`: what programs show."""

from dataclasses import replace
from typing import Annotated

import typer

from samara.context import settings_of
from samara.people import known_tenant, office
from telemetry.access import Permission
from telemetry.accounts import ApiKey, found_keys, new_key, rotated
from telemetry.errors import RejectedError
from telemetry.times import from_ms, to_ms, utc_now

app = typer.Typer(help="Keys: what programs show to read or push.", no_args_is_help=True)

_HOUR_MS = 3_600_000

Key = Annotated[str, typer.Argument(help="Name, id or shown beginning.")]


@app.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the key is for, such as portal.")],
    scope: Annotated[list[Permission], typer.Option(help="read, quarantine, ingest or observe; several times.")],
    tenant: Annotated[str | None, typer.Option(help="Over this tenant (slug).")] = None,
    *,
    platform: Annotated[bool, typer.Option("--platform", help="Over all tenants.")] = False,
    days: Annotated[int, typer.Option(min=0, max=3660, help="Days until it expires; 0 for never.")] = 365,
    per_second: Annotated[float, typer.Option(min=0.01, help="Requests in a second, in the long run.")] = 100,
    per_day: Annotated[int, typer.Option(min=1, help="Requests in a day (UTC).")] = 1_000_000,
) -> None:
    """Make a key and print it: it is shown this once, and only its hash is kept."""
    if (tenant is None) is not platform:
        raise RejectedError("a key is over one authority or over all: give --tenant, or --platform")
    settings = settings_of(context)
    now_ms = _now_ms()
    expires_ms = now_ms + days * 24 * _HOUR_MS if days else 0
    made, secret = new_key(name, known_tenant(settings, tenant), scope, now_ms, expires_ms)
    key = replace(made, per_second=per_second, per_day=per_day)
    with office(settings) as at:
        if any(held.name == name and held.valid(now_ms) for held in at.accounts.held().keys.values()):
            raise RejectedError(f"there is a key {name} already; rotate it, or take another name")
        at.note("key.create", name, {"id": key.id, "tenant": tenant, "scopes": sorted(key.scopes), "days": days})
        at.accounts.put_keys(key)
    typer.echo(secret)


@app.command("list")
def list_keys(context: typer.Context) -> None:
    """Show all keys, one a line: beginning, id, name, authority, scopes, end, last use, requests on that day."""
    with office(settings_of(context)) as at:
        held = at.accounts.held()
        for key in sorted(held.keys.values(), key=lambda key: (key.name, key.created_ms)):
            use = held.uses.get(key.id)
            used = (_told(use.last_ms), str(use.calls)) if use else ("never used", "0")
            typer.echo("\t".join((f"{key.prefix}…", key.id, key.name, *_facts(key), *used)))


@app.command("rotate")
def rotate(
    context: typer.Context,
    key: Key,
    overlap_hours: Annotated[int, typer.Option(min=0, max=24 * 90, help="Hours that both keys are valid.")] = 24,
) -> None:
    """Print a new key with the same rights; the old one goes on for the overlap."""
    with office(settings_of(context)) as at:
        current = found_keys(at.accounts.held(), key)[0]
        if not current.valid(_now_ms()):
            raise RejectedError(f"{current.name} has ended; make a new key")
        old, fresh, secret = rotated(current, _now_ms(), overlap_hours * _HOUR_MS)
        at.note("key.rotate", old.name, {"from": old.id, "to": fresh.id, "overlap_hours": overlap_hours})
        at.accounts.put_keys(old, fresh)
    typer.echo(secret)


@app.command("revoke")
def revoke(context: typer.Context, key: Key) -> None:
    """End a key now; by its name, with the older one that is still in its overlap."""
    with office(settings_of(context)) as at:
        now_ms = _now_ms()
        found = [held for held in found_keys(at.accounts.held(), key) if held.valid(now_ms)]
        at.note("key.revoke", key, {"ids": [held.id for held in found]})
        at.accounts.put_keys(*(replace(held, expires_ms=now_ms) for held in found))
    typer.echo(f"{len(found)} ended; running servers notice within seconds.")


def _facts(key: ApiKey) -> tuple[str, str, str]:
    return key.tenant or "platform", ",".join(sorted(key.scopes)), f"until {_told(key.expires_ms)}"


def _told(time_ms: int) -> str:
    return from_ms(time_ms).isoformat(" ", "seconds") if time_ms else "revoked by hand only"


def _now_ms() -> int:
    return to_ms(utc_now())
