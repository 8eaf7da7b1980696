"""One site: how it does, its alarms, its devices, its ways to the core, and what its failure would cut off."""

from nicegui import ui

from alarms.causes import CORE_UNREACHABLE, SITE_UNREACHABLE
from alarms.topology.graph import Node
from dashboards.console import text
from dashboards.console.alarm_list import AlarmChoice
from dashboards.console.alarm_words import describe
from dashboards.console.desk import Deed, Wish, perform
from dashboards.console.fleet import WORST_FIRST
from dashboards.console.network_drawing import drawing
from dashboards.console.snapshot import label
from dashboards.console.view import View, address, page
from dashboards.console.views.alarm_panel import AlarmPanel
from dashboards.console.views.alarm_table import AlarmTable
from dashboards.console.views.markup import Facts, Symbol, tag, words
from telemetry.access import Permission
from telemetry.device import Site
from telemetry.i18n import mark


class SitePage:
    """The parts of one site's page."""

    def __init__(self, view: View, site: Site) -> None:
        self._view = view
        self._site = site
        say = view.say
        self._node = view.services.topology.at(site.slug) if _sees_network(view) else None
        self._drawn = ""
        with tag("section", "card site-head"):
            words("h1", site.name)
            self._facts = Facts((say("Kind"), say("Commune"), say("Authority"), say("Devices"), say("Network")))
        with tag("section", "card", aria_label=say("Alarms")):
            words("h2", say("Alarms"), "card-title")
            self._alarms = AlarmTable(view, AlarmChoice(), self._open, self._acknowledge)
        if self._node is not None:
            with tag("section", "card", aria_label=say("Network")):
                words("h2", say("Ways to the core, and what depends on this site"), "card-title")
                with tag("div", "drawing"):
                    self._drawing = ui.html("", sanitize=False)
                self._impact = words("p", "", "impact")
        with tag("section", "card", aria_label=say("Devices")):
            words("h2", say("Devices"), "card-title")
            self._devices = tag("div", "tiles")
        self._tiles: tuple[object, ...] = ()
        self._panel = AlarmPanel(view, lambda: None)
        self._show()
        view.every_second(self._show)
        view.on_alarms(self._refresh)

    async def _open(self, alarm_id: str) -> None:
        await self._panel.open(alarm_id)

    async def _acknowledge(self, alarm_id: str, revision: int) -> None:
        if refusal := await perform(self._view, Wish(Deed.ACKNOWLEDGE, alarm_id, revision)):
            ui.notify(refusal, type="warning", multi_line=True)

    async def _refresh(self) -> None:
        self._show()
        await self._panel.refresh()

    def _show(self) -> None:
        view, say, site = self._view, self._view.say, self._site
        here = [alarm for alarm in view.alarms.alarms if alarm.source.site == site.slug]
        described = [describe(alarm, view.snapshot, say, view.services.rule_words) for alarm in here]
        self._alarms.show(sorted(described, key=lambda one: one.rank))
        self._show_devices()
        count = say.plural("{count} device", "{count} devices", len(self._tiles))
        tenant = view.snapshot.tenant_name(site.tenant)
        facts = (text.kind_label(site.kind, say), site.commune, tenant, count, self._show_network())
        self._facts.show(dict(zip(self._facts.names, facts, strict=True)))

    def _show_network(self) -> str:
        """Draw the network if it has changed; returns what it says of the site."""
        node, topology, say = self._node, self._view.services.topology, self._view.say
        if node is None:
            return ""
        drawn = drawing(topology, node, self._is_down, say)
        if drawn != self._drawn:
            self._drawn = drawn
            self._drawing.set_content(drawn)
            cut = [other.name for other in topology.impact(node.code)] if not node.core else []
            self._impact.text = (
                say("If it fails, these are cut off: {names}", names=", ".join(cut))
                if cut
                else say("If it fails, no other site is cut off.")
            )
        if node.core:
            return say("core of the network")
        single = node in topology.single_path()
        return say("one path only: one failure cuts it off") if single else say("two paths or more")

    def _is_down(self, node: Node) -> bool:
        """Whether an alarm says that a site cannot be reached; of another authority's sites, nothing is told."""
        rules = (SITE_UNREACHABLE, CORE_UNREACHABLE)
        return any(
            alarm.active and alarm.source.rule in rules and alarm.source.site == node.site
            for alarm in self._view.alarms.alarms
        )

    def _show_devices(self) -> None:
        snapshot, say = self._view.snapshot, self._view.say
        found = [vitals for vitals in snapshot.vitals.values() if vitals.device.site == self._site.slug]
        states = snapshot.states
        found.sort(key=lambda vitals: (WORST_FIRST[states[vitals.device.dev_eui]], label(vitals)))
        tiles = tuple(
            (
                vitals.device.dev_eui,
                states[vitals.device.dev_eui],
                label(vitals),
                text.summary(vitals, say),
                text.age_text(vitals.heard_ms, snapshot.now_ms, say),
            )
            for vitals in found
        )
        if tiles == self._tiles:
            return
        self._tiles = tiles
        self._devices.clear()
        with self._devices:
            for dev_eui, state, name, values, age in tiles:
                with tag("a", "tile", href=address(f"/?device={dev_eui}")):
                    with tag("span", "tile-name"):
                        Symbol(state)
                        words("b", name)
                    words("span", values)
                    words("span", f"{say(text.STATE_LABELS[state])} · {age}", "second")


def _sees_network(view: View) -> bool:
    """Whether the visitor sees every site of the network: its drawing names them."""
    tenants = {site.slug: site.tenant for site in view.services.registry.sites()}
    sites = (node.site for node in view.services.topology.nodes if node.site in tenants)
    return all(view.may(Permission.READ, tenants[slug]) for slug in sites)


@page("/sites/{slug}", mark("Site"), Permission.READ)
def site(view: View) -> None:
    """One site, by its slug."""
    found = view.snapshot.sites.get(view.named.get("slug", ""))
    if found is None:
        words("p", view.say("No site {name}", name=view.named.get("slug", "")[:80]), "problem")
        return
    SitePage(view, found)
