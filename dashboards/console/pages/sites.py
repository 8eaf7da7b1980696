"""The sites, those that need a person first; the fibre exchanges among them with their place in the network."""

from typing import Any, Final

from nicegui import ui

from dashboards.console.fleet import State
from dashboards.console.severity import SEVERITY_LABELS
from dashboards.console.site_states import SiteState, site_states
from dashboards.console.snapshot import plain
from dashboards.console.text import STATE_LABELS, kind_label
from dashboards.console.view import View, address, page
from dashboards.console.views.markup import tag, words
from dashboards.console.views.paged_table import PagedTable
from telemetry.access import Permission
from telemetry.i18n import mark

_LENGTH: Final = 50
_ROW: Final = r"""
<q-tr :props="props" :class="['alarm', props.row.severity, {quiet: !props.row.severity}]">
  <q-td key="state" :props="props" class="a-severity">
    <svg :class="'state ' + props.row.sign" aria-hidden="true"><use :href="'#' + props.row.symbol"/></svg>
    <span>{{ props.row.state }}</span>
  </q-td>
  <q-td key="name" :props="props" class="a-what">
    <a :href="props.row.href">{{ props.row.name }}</a><span class="second">{{ props.row.tenant }}</span>
  </q-td>
  <q-td key="kind" :props="props" class="a-value">{{ props.row.kind }}</q-td>
  <q-td key="commune" :props="props" class="a-site">{{ props.row.commune }}</q-td>
  <q-td key="devices" :props="props" class="a-since">{{ props.row.devices }}</q-td>
  <q-td key="alarms" :props="props" class="a-state">{{ props.row.alarms }}</q-td>
  <q-td key="network" :props="props" class="a-act">{{ props.row.network }}</q-td>
</q-tr>
"""


class SitesPage:
    """Filters and list; the kind is in the address, so that `?kind=nro` is the list of exchanges."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._shown: list[SiteState] = []
        topology = view.services.topology
        self._single = frozenset(node.site for node in topology.single_path())
        say = view.say
        with tag("section", "card", aria_label=say("Sites")):
            words("h1", say("Sites"), "card-title")
            self._build_filters()
            names = (
                ("state", say("State")),
                ("name", say("Site")),
                ("kind", say("Kind")),
                ("commune", say("Commune")),
                ("devices", say("Devices")),
                ("alarms", say("Alarms")),
                ("network", say("Network")),
            )
            self._table = PagedTable(names, _ROW, _LENGTH, say("No site matches"), self._rows)
        self._show()
        view.every_second(self._show)
        view.on_alarms(self._show)

    def _build_filters(self) -> None:
        view, say = self._view, self._view.say
        kinds = sorted({site.kind for site in view.snapshot.sites.values() if site.kind})
        asked = view.asked.get("kind", "")
        with tag("div", "filters"):
            self._text = ui.input(say("Search"), on_change=self._changed).props("dense outlined clearable debounce=250")
            self._kind = ui.select(
                {kind: kind_label(kind, say) for kind in kinds},
                value=asked if asked in kinds else None,
                label=say("Kind"),
                clearable=True,
                on_change=self._changed,
            ).props("dense outlined options-dense")

    def _changed(self) -> None:
        self._table.first_page()
        ui.navigate.history.replace(f"?kind={self._kind.value}" if self._kind.value else "?")
        self._show()

    def _show(self) -> None:
        text, kind = plain((self._text.value or "").strip()), self._kind.value
        states = site_states(self._view.snapshot, self._view.alarms.alarms, self._single)
        self._shown = [
            state
            for state in states
            if kind in (None, state.site.kind) and text in plain(f"{state.site.name} {state.site.commune}")
        ]
        self._table.show(len(self._shown))

    def _rows(self, first: int, after: int) -> list[dict[str, Any]]:
        return [self._row(state) for state in self._shown[first:after]]

    def _row(self, state: SiteState) -> dict[str, Any]:
        say, site, gravest = self._view.say, state.site, state.gravest
        calm = State.FRESH if not state.devices else state.worst
        return {
            "id": site.slug,
            "href": address(f"/sites/{site.slug}"),
            "severity": gravest.key if gravest else "",
            "sign": gravest.key if gravest else calm,
            "symbol": f"alarm-{gravest.key}" if gravest else f"state-{calm}",
            "state": say(SEVERITY_LABELS[gravest]) if gravest else say(STATE_LABELS[calm]),
            "name": site.name,
            "tenant": self._view.snapshot.tenant_name(site.tenant),
            "kind": kind_label(site.kind, say),
            "commune": site.commune,
            "devices": say.plural("{count} device", "{count} devices", state.devices),
            "alarms": say.plural("{count} alarm", "{count} alarms", len(state.alarms)) if state.alarms else "",
            "network": say("one path only") if state.single_path else "",
        }


@page("/sites", mark("Sites"), Permission.READ)
def sites(view: View) -> None:
    """All sites."""
    SitesPage(view)
