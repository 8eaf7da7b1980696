"""The dialog that gives a device its place and its decoder: everything that is suggested stands there already."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from dashboards.console import text
from dashboards.console.assigning import Claim, Suggestion
from dashboards.console.views.forms import Told, button
from dashboards.console.views.markup import tag, words
from decoders.registry import Decoders
from telemetry.device import UNASSIGNED, Device, Domain
from telemetry.i18n import Translator
from telemetry.ports import Registry


class ClaimForm:
    """Opens at once; `on_claim` is given what the person decides, and the place to tell what came of it."""

    def __init__(
        self,
        say: Translator,
        registry: Registry,
        known: Decoders,
        device: Device,
        suggestion: Suggestion,
        on_claim: Callable[[Claim, Told], Awaitable[bool]],
    ) -> None:
        self._registry = registry
        tenants = {tenant.slug: tenant.name for tenant in registry.tenants()}
        tenant = suggestion.tenant if suggestion.tenant in tenants else None
        with ui.dialog(value=True) as self._dialog, tag("article", "card sheet", role="document"):
            words("h2", say("Assign {name}", name=device.name or device.dev_eui))
            with tag("div", "fields stacked"):
                self._name = ui.input(say("Name"), value=device.name)
                self._tenant = ui.select(tenants, value=tenant, label=say("Authority"), on_change=self._narrow)
                self._site = ui.select({}, label=say("Site"), with_input=True)
                domains = {domain: say(label) for domain, label in text.DOMAIN_LABELS.items()}
                self._domain = ui.select(domains, value=device.domain, label=say("Domain"))
                decoders = _choices(say, known, suggestion)
                first = device.decoder or ("" if suggestion.by_profile else next(iter(suggestion.decoders), ""))
                value = first if first in decoders else ""
                self._decoder = ui.select(decoders, value=value, label=say("Decoder"), with_input=True)
            self._narrow()
            if suggestion.site in self._site.options:
                self._site.value = suggestion.site
            told = Told()

            async def go() -> None:
                if await on_claim(self._claim(), told):
                    self._dialog.close()

            with tag("div", "buttons"):
                button(say("Cancel"), self._dialog.close)
                button(say("Assign"), go, main=True)
        for field in (self._name, self._tenant, self._site, self._domain, self._decoder):
            field.props("outlined dense")

    def _narrow(self) -> None:
        """Offer the sites of the chosen authority."""
        tenant = self._tenant.value
        sites = {site.slug: site.name for site in self._registry.sites(tenant)} if tenant else {}
        only = next(iter(sites)) if len(sites) == 1 else None
        self._site.set_options(sites, value=only)

    def _claim(self) -> Claim:
        return Claim(
            self._tenant.value or UNASSIGNED,
            self._site.value or UNASSIGNED,
            self._name.value or "",
            Domain(self._domain.value or Domain.OTHER),
            self._decoder.value or "",
        )


def _choices(say: Translator, known: Decoders, suggestion: Suggestion) -> dict[str, str]:
    """The decoders, those that read the last payload plausibly first."""
    offered = [name for name in suggestion.decoders if name]
    choices = {"": say("by the network server's profile")}
    choices |= {name: say("{decoder} (reads the last message)", decoder=name) for name in offered}
    return choices | {one.id: one.id for one in known if one.id not in choices}
