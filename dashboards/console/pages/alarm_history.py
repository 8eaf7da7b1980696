"""Alarms of a period, also those that are over: who looks for last Tuesday's finds it here."""

from datetime import date
from itertools import islice

from nicegui import run, ui

from dashboards.console.alarm_list import AlarmChoice
from dashboards.console.alarm_past import MOST_FOUND, Period, Search, found, says
from dashboards.console.alarm_words import Described, describe
from dashboards.console.severity import SEVERITY_LABELS
from dashboards.console.view import View, page
from dashboards.console.views.alarm_panel import AlarmPanel
from dashboards.console.views.alarm_table import AlarmTable
from dashboards.console.views.markup import tag, words
from telemetry.access import Permission
from telemetry.alarm import Severity
from telemetry.errors import TelemetryError
from telemetry.i18n import mark
from telemetry.times import PARIS, from_ms


class HistoryPage:
    """A form of the browser's own, whose answer is an address, and what was found."""

    def __init__(self, view: View) -> None:
        self._view = view
        asked = view.asked
        today = from_ms(view.snapshot.now_ms).astimezone(PARIS).date()
        self._period = Period.read(asked.get("first", ""), asked.get("last", ""), today)
        self._choice = AlarmChoice.read(asked)
        with tag("section", "card"):
            words("h1", view.say("History of alarms"), "card-title")
            self._build_form(today)
            self._count = words("p", view.say("Searching"), "empty", role="status")
            self._table = AlarmTable(view, self._choice, self._open)
        self._panel = AlarmPanel(view, lambda: None)
        ui.timer(0, self._search, once=True)

    def _build_form(self, today: date) -> None:
        say = self._view.say
        with tag("form", "form", method="get"):
            for name, label, value in (
                ("first", say("From"), self._period.first),
                ("last", say("To"), self._period.last),
            ):
                with words("label", label):
                    tag("input", type="date", name=name, value=value.isoformat(), max=today.isoformat())
            with words("label", say("Severity")), tag("select", name="severity"):
                words("option", say("All"), value="")
                for severity in reversed(Severity):
                    chosen = {"selected": "selected"} if severity is self._choice.at_least else {}
                    label = say("at least {severity}", severity=say(SEVERITY_LABELS[severity]).lower())
                    words("option", label, value=severity.key, **chosen)
            with words("label", say("Search")):
                tag("input", "search", type="search", name="text", value=self._choice.text, maxlength="100")
            words("button", say("Find"), "act main", type="submit")

    async def _search(self) -> None:
        say = self._view.say
        try:
            described = await run.io_bound(self._find)
        except TelemetryError as error:
            self._count.text = say("The alarms do not answer: {problem}", problem=error)
            return
        if described is None:  # The server is stopping.
            return
        count = say.plural("{count} alarm", "{count} alarms", len(described))
        if len(described) == MOST_FOUND:
            count = say("the newest {count} alarms: choose a shorter period to see others", count=MOST_FOUND)
        self._count.text = count
        self._table.show(described)

    def _find(self) -> list[Described]:
        view, alarms = self._view, self._view.services.alarms
        if alarms is None:
            return []
        search = Search(self._period, self._choice.at_least, view.over(Permission.READ))
        described = (
            describe(alarm, view.snapshot, view.say, view.services.rule_words) for alarm in found(alarms.store, search)
        )
        return list(islice((one for one in described if says(self._choice.text, one.found_by)), MOST_FOUND))

    async def _open(self, alarm_id: str) -> None:
        await self._panel.open(alarm_id)


@page("/alarms/history", mark("History of alarms"), Permission.READ)
def alarm_history(view: View) -> None:
    """Closed and open alarms by period."""
    HistoryPage(view)
