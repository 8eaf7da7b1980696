"""A table of alarms, of which the server sends only the page that is looked at."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from alarms.notify.texts import moment
from dashboards.console import text
from dashboards.console.alarm_list import PAGE_LENGTH, AlarmChoice
from dashboards.console.alarm_words import Described
from dashboards.console.view import View
from dashboards.console.views.paged_table import PagedTable
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
        on_acknowledge: Callable[[str, int], Awaitable[None]] | None = None,
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
        self._table = PagedTable(names, _ROW, PAGE_LENGTH, say("No alarm"), self._rows)
        self._table.on("open", lambda event: on_open(str(event.args)))
        self._acts = on_acknowledge is not None
        if on_acknowledge is not None:
            self._table.on("acknowledge", lambda event: on_acknowledge(str(event.args[0]), int(event.args[1])))

    def first_page(self) -> None:
        """Begin at the top again: another choice has been made."""
        self._table.first_page()

    def show(self, described: list[Described]) -> None:
        """Show these alarms, in this order; what has not changed is not sent."""
        self._described = described
        self._table.show(len(described))

    def _rows(self, first: int, after: int) -> list[dict[str, Any]]:
        """One page; the first row of each group has its name, and how many there are of it."""
        shown = self._described[first:after]
        rows = [self._row(one) for one in shown]
        names = [self._choice.group_of(one) for one in self._described]
        before = ""
        for row, name in zip(rows, names[first:after], strict=True):
            if name and name != before:
                row["group"] = f"{name} · {self._view.say.number(names.count(name))}"
            before = name
        return rows

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
            "waits": alarm.state is State.UNACKNOWLEDGED,
            "may_acknowledge": self._acts
            and not alarm.acknowledged
            and alarm.open
            and self._view.may(Permission.OPERATE, alarm.source.tenant),
            "acknowledge": say("Acknowledge"),
            "acknowledge_label": name,
        }
