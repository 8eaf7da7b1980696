"""What the authorities have opened to everybody, and opening or closing it."""

from nicegui import ui

from dashboards.console import text
from dashboards.console.office import Office
from dashboards.console.people import ADMINISTER, People
from dashboards.console.view import View
from dashboards.console.views.forms import Told, button, part, work_page
from dashboards.console.views.listing import Column, Listing, Row
from dashboards.console.views.markup import tag
from dashboards.console.views.tenants import chosen_tenant, tenant_choices
from dashboards.console.workshop import Workshop
from telemetry.access import OpenRule, why_never_public
from telemetry.device import Domain
from telemetry.errors import RejectedError
from telemetry.i18n import mark
from telemetry.quantity import CATALOGUE


@work_page("/admin/openness", mark("Open data"), ADMINISTER)
def openness_page(view: View, workshop: Workshop, office: Office) -> None:
    """The list, and the form that opens more."""
    _OpennessPage(view, workshop, office)


class _OpennessPage:
    def __init__(self, view: View, workshop: Workshop, office: Office) -> None:
        self._view = view
        self._say = say = view.say
        self._people = People(workshop.accounts, workshop.hash_password, office)
        explained = say("Everybody sees these quantities, with name and place of their devices; nothing else is open.")
        with part(say("Open data"), explained):
            self._told = Told()
            columns = (
                Column("tenant", say("Authority")),
                Column("domain", say("Domain")),
                Column("quantity", say("Quantity")),
            )
            self._list = Listing(say, columns, say("Nothing is open."), self._close)
        with part(say("Open a quantity"), say("Household water, doors, presence and cameras can never be opened.")):
            self._opened = Told()
            with tag("div", "fields"):
                self._tenant = ui.select(tenant_choices(view, platform=False), label=say("Authority"))
                domains = {domain: say(label) for domain, label in text.DOMAIN_LABELS.items()}
                self._domain = ui.select(domains, value=Domain.AIR, label=say("Domain"), on_change=self._narrow)
                self._quantity = ui.select({}, label=say("Quantity"), with_input=True)
                for field in (self._tenant, self._domain, self._quantity):
                    field.props("outlined dense")
                button(say("Open"), self._open, main=True)
        self._narrow()
        self._show()

    def _narrow(self) -> None:
        """Offer what may be opened in the trade."""
        domain, language = Domain(self._domain.value), self._say.language
        open_to_all = (one for one in CATALOGUE.values() if why_never_public(domain, one) is None)
        self._quantity.set_options({one.key: one.label(language) for one in open_to_all}, value=None)

    def _show(self) -> None:
        self._list.show([self._row(rule) for rule in self._people.rules()])

    def _row(self, rule: OpenRule) -> Row:
        known = CATALOGUE.get(rule.quantity)
        cells = {
            "tenant": self._view.snapshot.tenant_name(rule.tenant),
            "domain": self._say(text.DOMAIN_LABELS[rule.domain]),
            "quantity": known.label(self._say.language) if known else rule.quantity,
        }
        return Row("/".join(rule), cells, acts=(("close", self._say("Close to others")),))

    async def _open(self) -> None:
        await self._opened.of(self._opening())
        self._show()

    async def _opening(self) -> None:
        tenant = chosen_tenant(self._tenant.value, self._say)
        if tenant is None or not self._quantity.value:
            raise RejectedError(self._say("Choose a quantity."))
        await self._people.open_data(tenant, Domain(self._domain.value), self._quantity.value, opened=True)

    async def _close(self, _act: str, row: str) -> None:
        for rule in self._people.rules():
            if "/".join(rule) == row:
                await self._told.of(self._people.open_data(*rule, opened=False))
        self._show()
