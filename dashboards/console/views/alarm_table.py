"""A table of alarms, of which the server sends only the page that is looked at."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from nicegui import events, ui

from alarms.notify.texts import moment
from dashboards.console import text
from dashboards.console.alarm_list import PAGE_LENGTH, AlarmChoice
from dashboards.console.alarm_words import Described
from dashboards.console.view import View
from telemetry.access import Permission
from telemetry.alarm import State

_ROW: Final = r"""
<q-tr v-if="props.row.group" class="group"><q-td colspan="100%">{{ props.row.group }}</q-td></q-tr>
<q-tr :props="props" :class="['alarm', props.row.severity, {quiet: !props.row.waits}]" data-alarm>
  <q-td key="severity" :props="props" class="a-severity">
    <svg :class="'state ' + props.row.severity" aria-hidden="true"><use :href="'#alarm-' + props.row.severity"/></svg>
    <span>{{ props.row.severity_text }}</span>
  </q-td>
  <q-td key="what" :props="props" class="a-what">
    <a :href="'?alarm=' + props.row.id" @click.exact.prevent="() => $parent.$emit('open', props.row.id)"
      >{{ props.row.title }}</a>
    <span class="second">{{ props.row.point }}</span>
  </q-td>
  <q-td key="value" :props="props" class="a-value">{{ props.row.value }}</q-td>
  <q-td key="site" :props="props" class="a-site">
    {{ props.row.site }}<span class="second">{{ props.row.tenant }}</span>
  </q-td>
  <q-td key="since" :props="props" class="a-since">
    {{ props.row.since }}<span class="second">{{ props.row.age }}</span>
  </q-td>
  <q-td key="state" :props="props" class="a-state">{{ props.row.state }}</q-td>
  <q-td key="act" :props="props" class="a-act">
    <button v-if="props.row.may_acknowledge" type="button" class="act main" :aria-label="props.row.acknowledge_label"
      @click="() => $parent.$emit('acknowledge', [props.row.id, props.row.revision])"
      >{{ props.row.acknowledge }}</button>
  </q-td>
</q-tr>
"""


class AlarmTable:
    """Pages of alarms; the callbacks are given the id of the alarm (and the revision that was seen)."""

    def __init__(
        self,
        view: View,
        choice: AlarmChoice,
        on_open: Callable[[str], Awaitable[None]],
        on_acknowledge: Callable[[str, int], Awaitable[None]],
    ) -> None:
        self._view = view
        self._choice = choice
        self._described: list[Described] = []
        say = view.say
        names = (
            ("severity", say("Severity")),
            ("what", say("Alarm")),
            ("value", say("Value")),
            ("site", say("Site")),
            ("since", say("Raised")),
            ("state", say("State")),
            ("act", ""),
        )
        columns = [{"name": name, "label": label, "field": name, "align": "left"} for name, label in names]
        self._table = ui.table(rows=[], columns=columns, row_key="id", pagination=self._pagination(1))
        self._table.props("flat wrap-cells").classes("cards alarms")
        self._table.props["rows-per-page-options"] = [PAGE_LENGTH]
        self._table.props["no-data-label"] = say("No alarm")
        self._table.add_slot("body", _ROW)
        self._table.on("request", self._turn, ["pagination"])
        self._table.on("open", lambda event: on_open(str(event.args)))
        self._table.on("acknowledge", lambda event: on_acknowledge(str(event.args[0]), int(event.args[1])))
        self._page = 1

    def _pagination(self, page: int) -> dict[str, Any]:
        return {"page": page, "rowsPerPage": PAGE_LENGTH, "rowsNumber": len(self._described)}

    def _turn(self, event: events.GenericEventArguments) -> None:
        self._page = max(1, int(event.args["pagination"]["page"]))
        self.show(self._described)

    def first_page(self) -> None:
        """Begin at the top again: another choice has been made."""
        self._page = 1

    def show(self, described: list[Described]) -> None:
        """Show these alarms, in this order; what has not changed is not sent."""
        self._described = described
        self._page = min(self._page, max(1, -(-len(described) // PAGE_LENGTH)))
        first = (self._page - 1) * PAGE_LENGTH
        rows = [self._row(one) for one in described[first : first + PAGE_LENGTH]]
        self._head_groups(rows, described[first : first + PAGE_LENGTH])
        if rows != self._table.rows:
            self._table.rows = rows
        if (pagination := self._pagination(self._page)) != self._table.pagination:
            self._table.pagination = pagination
        # The last line counts pages, and says that there is nothing.
        self._table.props["hide-bottom"] = 0 < len(described) <= PAGE_LENGTH

    def _head_groups(self, rows: list[dict[str, Any]], shown: list[Described]) -> None:
        """Put the name of its group, and how many there are of it, above the first row of each."""
        names = [self._choice.group_of(one) for one in self._described]
        before = ""
        for row, one in zip(rows, shown, strict=True):
            name = self._choice.group_of(one)
            if name and name != before:
                row["group"] = f"{name} · {self._view.say.number(names.count(name))}"
            before = name

    def _row(self, one: Described) -> dict[str, Any]:
        alarm, say, now_ms = one.alarm, self._view.say, self._view.snapshot.now_ms
        name = f"{say('Acknowledge')} · {one.title} · {one.site}"
        return {
            "id": alarm.id,
            "revision": alarm.revision,
            "severity": alarm.severity.key,
            "severity_text": one.severity,
            "title": one.title,
            "point": one.point,
            "value": one.value,
            "site": one.site,
            "tenant": one.tenant,
            "since": moment(alarm.raised_ms, say, now_ms),
            "age": text.age_text(alarm.raised_ms, now_ms, say),
            "state": one.state,
            "waits": alarm.state in (State.UNACKNOWLEDGED, State.RETURNED),
            "may_acknowledge": not alarm.acknowledged
            and alarm.open
            and self._view.may(Permission.OPERATE, alarm.source.tenant),
            "acknowledge": say("Acknowledge"),
            "acknowledge_label": name,
        }
