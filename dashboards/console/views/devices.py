"""The list of devices: filters, and a table of which the server sends only the page that is looked at."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from nicegui import events, ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from dashboards.console import text
from dashboards.console.fleet import State, Vitals
from dashboards.console.snapshot import Choice, Snapshot, chosen, label
from dashboards.console.views.markup import Symbol, set_attribute, tag, words
from telemetry.device import UNASSIGNED
from telemetry.i18n import Translator

_ROWS_PER_PAGE: Final = (12, 50, 100)

_ROW: Final = r"""
<q-tr :props="props" :class="props.row.state">
  <q-td key="name" :props="props" class="c-device">
    <svg :class="'state ' + props.row.state" aria-hidden="true"><use :href="'#state-' + props.row.state"/></svg>
    <div>
      <a :href="props.row.href" @click.exact.prevent="() => $parent.$emit('open', props.row.id)"
        >{{ props.row.name }}</a>
      <span class="second">{{ props.row.domain }}</span>
    </div>
  </q-td>
  <q-td key="site" :props="props" class="c-site">
    {{ props.row.site }}<span class="second">{{ props.row.tenant }}</span>
  </q-td>
  <q-td key="values" :props="props" class="c-values">{{ props.row.values }}</q-td>
  <q-td key="age" :props="props" class="c-age">
    {{ props.row.age }}<span class="second">{{ props.row.state_text }}</span>
  </q-td>
  <q-td key="battery" :props="props" class="c-battery">{{ props.row.battery }}</q-td>
  <q-td key="radio" :props="props" class="c-radio">{{ props.row.radio }}</q-td>
</q-tr>
"""


class DeviceList:
    """Filters and table; `on_open` is given the EUI of the device that a person opens."""

    def __init__(self, say: Translator, choice: Choice, on_open: Callable[[str], Awaitable[None]]) -> None:
        self._say = say
        self._choice = choice
        self._snapshot: Snapshot | None = None
        with tag("section", "card devices", id="devices", aria_label=say("Devices")):
            self._states = self._build_states()
            self._build_filters()
            self._table = self._build_table(on_open)

    def _build_states(self) -> dict[State, tuple[Element, TextElement]]:
        """One button a state: it counts, it explains the symbol, and it filters."""
        built: dict[State, tuple[Element, TextElement]] = {}
        with tag("div", "states", role="group", aria_label=self._say("State")):
            for state in State:
                button = tag("button", "chip", type="button", aria_pressed="false")
                button.on("click", lambda state=state: self.choose_state(state))
                with button:
                    Symbol(state)
                    count = words("b")
                    words("span", self._say(text.STATE_LABELS[state]))
                built[state] = button, count
        return built

    def _build_filters(self) -> None:
        say = self._say
        with tag("div", "filters"):
            self._text = ui.input(say("Search"), on_change=self._changed).props("dense outlined clearable debounce=250")
            self._tenant = ui.select({}, label=say("Authority"), clearable=True, on_change=self._changed)
            domains = {domain: say(name) for domain, name in text.DOMAIN_LABELS.items()}
            self._domain = ui.select(domains, label=say("Domain"), clearable=True, on_change=self._changed)
            for select in (self._tenant, self._domain):
                select.props("dense outlined options-dense")
            self._site = ui.button(on_click=lambda: self.choose_site(None)).props("flat no-caps icon-right=close")

    def _build_table(self, on_open: Callable[[str], Awaitable[None]]) -> ui.table:
        say = self._say
        columns = [
            _column("name", say("Device"), sortable=True),
            _column("site", say("Site"), sortable=True),
            _column("values", say("Last values")),
            _column("age", say("Heard"), sortable=True),
            _column("battery", say("Battery"), sortable=True),
            _column("radio", say("Radio")),
        ]
        table = ui.table(rows=[], columns=columns, row_key="id", pagination=self._pagination(0))
        table.props["rows-per-page-options"] = _ROWS_PER_PAGE
        table.props("flat wrap-cells").classes("cards")
        table.props["no-data-label"] = say("No device matches")
        table.add_slot("body", _ROW)
        table.on("request", self._turn, ["pagination"])
        table.on("open", lambda event: on_open(str(event.args)))
        return table

    def _pagination(self, total: int) -> dict[str, Any]:
        choice = self._choice
        return {
            "sortBy": choice.sort or None,
            "descending": choice.descending,
            "page": choice.page,
            "rowsPerPage": choice.rows,
            "rowsNumber": total,
        }

    def _turn(self, event: events.GenericEventArguments) -> None:
        """Another page, another order, another length: what comes from a browser is checked."""
        wanted = event.args["pagination"]
        choice = self._choice
        choice.rows = wanted["rowsPerPage"] if wanted["rowsPerPage"] in _ROWS_PER_PAGE else _ROWS_PER_PAGE[0]
        choice.page = max(1, int(wanted["page"]))
        choice.sort = wanted["sortBy"] or ""
        choice.descending = bool(wanted["descending"])
        self._refresh()

    def _changed(self) -> None:
        choice = self._choice
        choice.text = self._text.value or ""
        choice.tenant = self._tenant.value
        choice.domain = self._domain.value
        choice.page = 1
        self._refresh()

    def choose_state(self, state: State) -> None:
        """Show the devices of one state only; the same again shows all."""
        self._choice.state = None if self._choice.state is state else state
        self._choice.page = 1
        self._refresh()

    def choose_site(self, site: str | None) -> None:
        """Show the devices of one site only; the same again, or None, shows all."""
        self._choice.site = None if self._choice.site == site else site
        self._choice.page = 1
        self._refresh()

    def _refresh(self) -> None:
        if self._snapshot is not None:
            self.show(self._snapshot)

    def show(self, snapshot: Snapshot) -> None:
        """Bring filters and table up to date; what has not changed is not sent."""
        self._snapshot = snapshot
        say, choice = self._say, self._choice
        tally = snapshot.tally()
        for state, (button, count) in self._states.items():
            count.text = say.number(tally[state])
            set_attribute(button, "aria-pressed", "true" if state is choice.state else "false")
        tenants = {slug: tenant.name for slug, tenant in snapshot.tenants.items()}
        tenants[UNASSIGNED] = say("Unassigned")
        if tenants != self._tenant.options:
            self._tenant.set_options(tenants)
        self._site.set_visibility(choice.site is not None)
        self._site.set_text(say("Site: {name}", name=snapshot.site_name(choice.site or "")))
        page, total = chosen(snapshot, choice)
        rows = [_row(vitals, snapshot, say) for vitals in page]
        if rows != self._table.rows:
            self._table.rows = rows
        if self._pagination(total) != self._table.pagination:
            self._table.pagination = self._pagination(total)


def _column(name: str, title: str, *, sortable: bool = False) -> dict[str, Any]:
    return {"name": name, "label": title, "field": name, "sortable": sortable, "align": "left"}


def _row(vitals: Vitals, snapshot: Snapshot, say: Translator) -> dict[str, Any]:
    device = vitals.device
    state = snapshot.states[device.dev_eui]
    return {
        "id": device.dev_eui,
        "href": f"?device={device.dev_eui}",
        "name": label(vitals),
        "domain": say(text.DOMAIN_LABELS[device.domain]),
        "site": snapshot.site_name(device.site) if device.assigned else say("Unassigned"),
        "tenant": snapshot.tenant_name(device.tenant) if device.assigned else "",
        "values": text.summary(vitals, say),
        "age": text.age_text(vitals.heard_ms, snapshot.now_ms, say),
        "battery": text.battery_text(vitals, say),
        "radio": text.radio_text(vitals, say),
        "state": state,
        "state_text": "" if state is State.FRESH else say(text.STATE_LABELS[state]),
    }
