"""Keys: what programs show; made, rotated and revoked here, and shown once."""

from typing import Final

from nicegui import ui

from dashboards.console.office import Office
from dashboards.console.people import ADMINISTER, People
from dashboards.console.view import View
from dashboards.console.views.forms import Told, button, confirm, part, show_secret, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.views.markup import tag
from dashboards.console.views.tenants import chosen_tenant, tenant_choices
from dashboards.console.workshop import Workshop
from telemetry.access import SCOPES, Permission
from telemetry.accounts import ApiKey, KeyUse
from telemetry.errors import RejectedError
from telemetry.i18n import mark
from telemetry.times import PARIS, from_ms, to_ms, utc_now

_LONGEST_DAYS: Final = 3_660


@work_page("/admin/keys", mark("Keys"), ADMINISTER)
def keys_page(view: View, workshop: Workshop, office: Office) -> None:
    """The list, and the form that makes one."""
    _KeysPage(view, workshop, office)


class _KeysPage:
    def __init__(self, view: View, workshop: Workshop, office: Office) -> None:
        self._say = say = view.say
        self._accounts = workshop.accounts
        self._people = People(workshop.accounts, workshop.hash_password, office)
        with part(say("Keys"), say("What programs show to read or push. Only a hash of each is kept.")):
            self._told = Told()
            columns = (
                Column("name", say("Name")),
                Column("prefix", say("Begins with")),
                Column("tenant", say("Authority")),
                Column("scopes", say("Rights")),
                Column("ends", say("Until")),
                Column("used", say("Last used")),
            )
            self._list = Listing(say, columns, say("No key yet."), self._act)
        with part(say("Make a key")):
            self._made = Told()
            with tag("div", "fields"):
                self._name = ui.input(say("Name")).props("outlined dense autocomplete=off")
                self._tenant = ui.select(tenant_choices(view), label=say("Authority"))
                self._scopes = ui.select([scope.value for scope in SCOPES], value=["read"], multiple=True)
                self._scopes.props["label"] = say("Rights")
                self._days = ui.number(say("Days until it ends (0: never)"), value=365, min=0, max=_LONGEST_DAYS)
                for field in (self._tenant, self._scopes, self._days):
                    field.props("outlined dense")
                button(say("Make"), self._make, main=True)
        self._show()

    def _show(self) -> None:
        now_ms, uses = to_ms(utc_now()), self._accounts.held().uses
        self._list.show([self._row(key, now_ms, uses.get(key.id)) for key in self._people.api_keys()])

    def _row(self, key: ApiKey, now_ms: int, use: KeyUse | None) -> Row:
        say = self._say
        valid = key.valid(now_ms)
        ends = _day(key.expires_ms) if key.expires_ms else say("without end")
        cells = {
            "name": key.name,
            "prefix": f"{key.prefix}…",
            "tenant": key.tenant or say("All authorities"),
            "scopes": ", ".join(sorted(key.scopes)),
            "ends": ends if valid else say("ended {day}", day=ends),
            "used": _day(use.last_ms) if use else say("never"),
        }
        acts = (("rotate", say("Rotate")), ("revoke", say("Revoke"))) if valid else ()
        return Row(key.id, cells, acts=acts, order={"ends": key.expires_ms, "used": use.last_ms if use else 0})

    async def _act(self, act: str, key_id: str) -> None:
        say = self._say
        if act == "rotate":
            question = say("Make a successor? The old key goes on for 24 hours.")
            confirm(say, question, say("Rotate"), lambda: self._rotate(key_id))
        else:
            question = say("End this key now? Programs that show it are refused from then on.")
            confirm(say, question, say("Revoke"), lambda: self._revoke(key_id))

    async def _rotate(self, key_id: str) -> None:
        self._reveal(await self._told.of(self._people.rotate_key(key_id)))

    async def _revoke(self, key_id: str) -> None:
        await self._told.of(self._people.revoke_key(key_id))
        self._show()

    async def _make(self) -> None:
        self._reveal(await self._made.of(self._created()))

    async def _created(self) -> str:
        days, tenant = self._days.value, chosen_tenant(self._tenant.value, self._say)
        if days is None or not 0 <= days <= _LONGEST_DAYS:
            raise RejectedError(f"a key ends after 0 (never) to {_LONGEST_DAYS} days")
        scopes = [Permission(scope) for scope in self._scopes.value or ()]
        return await self._people.create_key((self._name.value or "").strip(), tenant, scopes, int(days))

    def _reveal(self, secret: str | None) -> None:
        self._show()
        if secret:
            show_secret(self._say, self._say("The new key"), secret)


def _day(time_ms: int) -> str:
    return f"{from_ms(time_ms).astimezone(PARIS):%d/%m/%Y %H:%M}"
