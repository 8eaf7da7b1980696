"""The page of alarms: what needs somebody first, and in a group of its own what has been set aside."""

from nicegui import events, ui

from dashboards.console.alarm_list import (
    GROUP_LABELS,
    ORDER_LABELS,
    QUIET,
    AlarmChoice,
    Group,
    Order,
)
from dashboards.console.alarm_words import Described, describe
from dashboards.console.desk import Deed, Wish, perform
from dashboards.console.severity import SEVERITY_LABELS, SeveritySymbol
from dashboards.console.text import DOMAIN_LABELS
from dashboards.console.view import View, address, page
from dashboards.console.views.alarm_panel import AlarmPanel
from dashboards.console.views.alarm_table import AlarmTable
from dashboards.console.views.markup import set_attribute, tag, words
from telemetry.access import Permission
from telemetry.alarm import Alarm, Severity
from telemetry.device import Domain
from telemetry.i18n import mark


class AlarmsPage:
    """List, filters and panel of one visitor."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._choice = AlarmChoice.read(view.asked)
        self._described: dict[str, Described] = {}
        with tag("section", "card", aria_label=view.say("Alarms")):
            self._build_head()
            self._build_filters()
            self._problem = words("p", "", "problem", role="alert")
            self._table = AlarmTable(view, self._choice, self._open, self._acknowledge)
        with tag("details", "card aside"):
            self._aside = words("summary")
            self._quiet = AlarmTable(view, self._choice, self._open, self._acknowledge)
        words("p", view.say("Keys: j and k go down and up, o opens, a acknowledges, / searches."), "keys second")
        self._panel = AlarmPanel(view, self._closed)
        self._show()
        ui.on("address", self._follow)
        ui.add_head_html('<script>addEventListener("popstate", () => emitEvent("address", location.search));</script>')
        view.on_alarms(self._refresh)
        view.every_second(self._show)
        if self._choice.alarm:
            ui.timer(0, lambda: self._panel.open(self._choice.alarm), once=True)

    def _build_head(self) -> None:
        say = self._view.say
        with tag("div", "alarm-head"):
            words("h1", say("Alarms"))
            self._chips = {}
            with tag("div", "states", role="group", aria_label=say("At least this severity")):
                for severity in reversed(Severity):
                    chip = tag("button", "chip", type="button", aria_pressed="false")
                    chip.on("click", lambda severity=severity: self._choose_severity(severity))
                    with chip:
                        SeveritySymbol(severity)
                        count = words("b")
                        words("span", say(SEVERITY_LABELS[severity]))
                    self._chips[severity] = chip, count
            with tag("nav", "links", aria_label=say("More about alarms")):
                words("a", say("Search the history"), href=address("/alarms/history"))
                words("a", say("Load on operators"), href=address("/alarms/figures"))

    def _build_filters(self) -> None:
        say, choice, view = self._view.say, self._choice, self._view
        tenants = {slug: tenant.name for slug, tenant in view.snapshot.tenants.items()}
        domains: dict[Domain, str] = {domain: say(name) for domain, name in DOMAIN_LABELS.items()}
        orders = {order: say(name) for order, name in ORDER_LABELS.items()}
        groups = {group: say(name) for group, name in GROUP_LABELS.items()}
        fold = words("button", say("Search and sort"), "act fold", type="button", aria_expanded="false")
        fold.on("click", js_handler="event => samara.more(event.currentTarget)")
        with tag("div", "filters alarm-filters"):
            self._text = ui.input(say("Search"), value=choice.text, on_change=self._changed)
            self._text.props("dense outlined clearable debounce=250 input-class=search")
            self._tenant = ui.select(
                tenants,
                label=say("Authority"),
                clearable=True,
                on_change=self._changed,
                value=choice.tenant if choice.tenant in tenants else None,
            )
            self._domain = ui.select(
                domains, label=say("Domain"), clearable=True, on_change=self._changed, value=choice.domain
            )
            self._order = ui.select(orders, label=say("Order"), value=choice.order, on_change=self._changed)
            self._group = ui.select(groups, label=say("Groups"), value=choice.group, on_change=self._changed)
            for select in (self._tenant, self._domain, self._order, self._group):
                select.props("dense outlined options-dense")

    def _changed(self) -> None:
        choice = self._choice
        choice.text = self._text.value or ""
        choice.tenant, choice.domain = self._tenant.value, self._domain.value
        choice.order, choice.group = Order(self._order.value), Group(self._group.value)
        self._rewrite()

    def _choose_severity(self, severity: Severity) -> None:
        self._choice.at_least = None if self._choice.at_least is severity else severity
        self._rewrite()

    def _rewrite(self) -> None:
        self._table.first_page()
        self._quiet.first_page()
        ui.navigate.history.replace(self._choice.write())
        self._show()

    async def _open(self, alarm_id: str) -> None:
        self._choice.alarm = alarm_id
        ui.navigate.history.push(self._choice.write())
        await self._panel.open(alarm_id)

    def _closed(self) -> None:
        self._choice.alarm = ""
        ui.navigate.history.replace(self._choice.write())

    async def _follow(self, event: events.GenericEventArguments) -> None:
        """The person went back or forward: the address has changed already."""
        alarm_id = AlarmChoice.read(View.fields(str(event.args))).alarm
        self._choice.alarm = alarm_id
        if alarm_id:
            await self._panel.open(alarm_id)
        else:
            self._panel.close()

    async def _acknowledge(self, alarm_id: str, revision: int) -> None:
        refusal = await perform(self._view, Wish(Deed.ACKNOWLEDGE, alarm_id, revision))
        if refusal:
            ui.notify(refusal, type="warning", multi_line=True)

    async def _refresh(self) -> None:
        self._show()
        await self._panel.refresh()

    def _describe(self, alarm: Alarm) -> Described:
        held = self._described.get(alarm.id)
        if held is None or held.alarm.revision != alarm.revision:
            view = self._view
            held = describe(alarm, view.snapshot, view.say, view.services.rule_words)
        return held

    def _show(self) -> None:
        picture, say = self._view.alarms, self._view.say
        self._described = {alarm.id: self._describe(alarm) for alarm in picture.alarms}
        arranged = self._choice.arranged(self._described.values())
        quiet = [one for one in arranged if one.alarm.state in QUIET]
        self._table.show([one for one in arranged if one.alarm.state not in QUIET])
        self._quiet.show(quiet)
        self._aside.text = say("Suppressed, shelved or out of service: {count}", count=say.number(len(quiet)))
        self._problem.set_visibility(bool(picture.problem))
        self._problem.text = say("The alarms do not answer: {problem}", problem=picture.problem)
        for severity, (chip, count) in self._chips.items():
            count.text = say.number(picture.waiting[severity])
            chip.classes(replace="chip" if picture.waiting[severity] else "chip none")
            set_attribute(chip, "aria-pressed", "true" if severity is self._choice.at_least else "false")


@page("/alarms", mark("Alarms"), Permission.READ)
def alarms(view: View) -> None:
    """The open alarms."""
    AlarmsPage(view)
