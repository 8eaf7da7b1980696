"""`samara user`: who may log in, and as what."""

from dataclasses import replace
from typing import Annotated

import typer

from api.auth.passwords import hash_password
from samara.context import settings_of
from samara.people import known_tenant, office
from telemetry.access import Grant, Role, checked_grant
from telemetry.accounts import User, found_user, new_secret
from telemetry.errors import RejectedError

app = typer.Typer(help="People: who may log in, and as what.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name to log in with.")]
Tenant = Annotated[str | None, typer.Option(help="Over this tenant (slug); absent for all of them.")]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it, instead of asking.")]


@app.command("add")
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    tenant: Tenant = None,
    *,
    generate: Generate = False,
) -> None:
    """Add a person with a local account."""
    settings = settings_of(context)
    grant = checked_grant(role, known_tenant(settings, tenant))
    with office(settings) as at:
        if name in at.accounts.held().users:
            raise RejectedError(f"there is a user {name} already; `samara user role` changes what they may do")
        user = User(name, _password(generate=generate), (grant,))
        at.note("user.add", name, {"role": role.value, "tenant": tenant})
        at.accounts.put_user(user)


@app.command("list")
def list_users(context: typer.Context) -> None:
    """Show everybody, one a line: name, how they log in, whether disabled, roles."""
    with office(settings_of(context)) as at:
        for user in sorted(at.accounts.held().users.values(), key=lambda user: user.name):
            way = "openid" if user.subject else "password"
            state = "disabled" if user.disabled else "active"
            typer.echo("\t".join((user.name, way, state, ", ".join(map(_told, user.grants)) or "no role")))


@app.command("password")
def password(context: typer.Context, name: Name, *, generate: Generate = False) -> None:
    """Give a person another password, and end their sessions."""
    with office(settings_of(context)) as at:
        user = found_user(at.accounts.held(), name)
        if user.subject:
            raise RejectedError(f"{name} logs in at the identity provider; change the password there")
        changed = replace(user, password=_password(generate=generate))
        at.note("user.password", name, {})
        at.accounts.put_user(changed)
        at.accounts.end_sessions(user=name)


@app.command("disable")
def disable(
    context: typer.Context,
    name: Name,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Let the person in again.")] = False,
) -> None:
    """Let a person in no more, and end their sessions."""
    with office(settings_of(context)) as at:
        user = found_user(at.accounts.held(), name)
        at.note("user.enable" if undo else "user.disable", name, {})
        at.accounts.put_user(replace(user, disabled=not undo))
        at.accounts.end_sessions(user=name)


@app.command("role")
def change_role(
    context: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Argument(help="Role to give.")],
    tenant: Tenant = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Take the role away.")] = False,
) -> None:
    """Give a person a role, or take it away."""
    settings = settings_of(context)
    grant = checked_grant(role, tenant if remove else known_tenant(settings, tenant))
    with office(settings) as at:
        user = found_user(at.accounts.held(), name)
        if remove and grant not in user.grants:
            held = ", ".join(map(_told, user.grants)) or "no role"
            raise RejectedError(f"{name} is not {_told(grant)}, but: {held}")
        others = tuple(held for held in user.grants if held != grant)
        at.note("user.role", name, {"role": role.value, "tenant": tenant, "removed": remove})
        at.accounts.put_user(replace(user, grants=others if remove else (*others, grant)))


def _told(grant: Grant) -> str:
    return f"{grant.role} of {grant.tenant}" if grant.tenant else grant.role.value


def _password(*, generate: bool) -> str:
    """The hash of a password that is asked twice, or made and shown once."""
    given: str = new_secret() if generate else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    hashed = hash_password(given)
    if generate:
        typer.echo(given)
    return hashed
