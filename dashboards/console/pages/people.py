"""People: who may log in, and as what; each administrator sees those with a role over their authorities."""

from typing import Final

from nicegui import ui

from dashboards.console.office import Office
from dashboards.console.people import ADMINISTER, People, told
from dashboards.console.view import View
from dashboards.console.views.forms import Told, button, confirm, part, show_secret, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.views.markup import tag
from dashboards.console.views.tenants import chosen_tenant, tenant_choices
from dashboards.console.workshop import Workshop
from telemetry.access import Role
from telemetry.accounts import User
from telemetry.i18n import mark

_ROLES: Final = {
    Role.VIEWER: mark("viewer"),
    Role.OPERATOR: mark("operator"),
    Role.INTEGRATOR: mark("integrator"),
    Role.ADMIN: mark("administrator of an authority"),
    Role.PLATFORM_ADMIN: mark("administrator of the platform"),
}


@work_page("/admin", mark("People"), ADMINISTER)
def people_page(view: View, workshop: Workshop, office: Office) -> None:
    """The list, and the form that adds somebody or gives a role."""
    _PeoplePage(view, workshop, office)


class _PeoplePage:
    def __init__(self, view: View, workshop: Workshop, office: Office) -> None:
        self._say = say = view.say
        self._people = People(workshop.accounts, workshop.hash_password, office)
        with part(say("People")):
            self._told = Told()
            columns = (
                Column("name", say("Name")),
                Column("roles", say("Roles")),
                Column("way", say("Logs in by")),
                Column("state", say("State")),
            )
            self._list = Listing(say, columns, say("Nobody yet."), self._act)
        with part(say("Give a role"), say("To a new name, an account with a password that is shown once.")):
            self._given = Told()
            with tag("div", "fields"):
                self._name = ui.input(say("Name")).props("outlined dense autocomplete=off")
                self._role = ui.select({role: say(name) for role, name in _ROLES.items()}, value=Role.VIEWER)
                self._role.props["label"] = say("Role")
                self._tenant = ui.select(tenant_choices(view), label=say("Authority"))
                for field in (self._role, self._tenant):
                    field.props("outlined dense")
                button(say("Give"), self._give, main=True)
                button(say("Take away"), self._take)
        self._show()

    def _show(self) -> None:
        self._list.show([self._row(user) for user in self._people.users()])

    def _row(self, user: User) -> Row:
        say = self._say
        acts = [("enable", say("Let in again"))] if user.disabled else [("disable", say("Disable"))]
        if not user.subject:
            acts.append(("password", say("New password")))
        cells = {
            "name": user.name,
            "roles": ", ".join(map(told, user.grants)) or say("no role"),
            "way": "OpenID Connect" if user.subject else say("password"),
            "state": say("disabled") if user.disabled else say("active"),
        }
        return Row(user.name, cells, acts=acts)

    async def _act(self, act: str, name: str) -> None:
        say = self._say
        if act == "enable":
            await self._disable(name, undo=True)
        elif act == "disable":
            question = say("Disable {name}, and end their sessions?", name=name)
            confirm(say, question, say("Disable"), lambda: self._disable(name))
        else:
            question = say("Give {name} another password, and end their sessions?", name=name)
            confirm(say, question, say("New password"), lambda: self._reset(name))

    async def _disable(self, name: str, *, undo: bool = False) -> None:
        await self._told.of(self._people.disable(name, undo=undo))
        self._show()

    async def _reset(self, name: str) -> None:
        password = await self._told.of(self._people.reset_password(name))
        if password:
            show_secret(self._say, self._say("The password of {name}", name=name), password)

    async def _give(self) -> None:
        password = await self._given.of(self._changed(remove=False))
        if password:
            show_secret(self._say, self._say("The new password"), password)
        self._show()

    async def _take(self) -> None:
        await self._given.of(self._changed(remove=True))
        self._show()

    async def _changed(self, *, remove: bool) -> str:
        """Give or take what the form says; returns the password of an account that was made for it."""
        name, role = (self._name.value or "").strip(), Role(self._role.value)
        tenant = chosen_tenant(self._tenant.value, self._say)
        if not remove and all(user.name != name for user in self._people.users()):
            return await self._people.add_user(name, role, tenant)
        await self._people.change_role(name, role, tenant, remove=remove)
        return ""
