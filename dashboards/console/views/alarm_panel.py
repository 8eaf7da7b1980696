"""One alarm: what it is and what to do, what people can do to it, its curve, its history."""

from collections.abc import Callable
from typing import Final, NamedTuple

from nicegui import events, run, ui
from nicegui.element import Element

from alarms.notify.texts import moment
from dashboards.console import text
from dashboards.console.alarm_words import cause_words, describe, history_words
from dashboards.console.charts import Plot, caption, options
from dashboards.console.desk import Deed, Wish, perform, possible
from dashboards.console.severity import SeveritySymbol
from dashboards.console.view import View, address
from dashboards.console.views.markup import Facts, tag, words
from telemetry.access import Permission
from telemetry.alarm import Alarm, Transition
from telemetry.errors import NotFoundError, TelemetryError
from telemetry.i18n import mark
from telemetry.quantity import Kind
from telemetry.series import Span

DEED_WORDS: Final = {
    Deed.ACKNOWLEDGE: mark("Acknowledge"),
    Deed.UNACKNOWLEDGE: mark("Take the acknowledgement back"),
    Deed.CONFIRM: mark("Confirm: done"),
    Deed.RESET: mark("Reset"),
    Deed.SHELVE: mark("Shelve"),
    Deed.UNSHELVE: mark("Take up again"),
    Deed.OUT_OF_SERVICE: mark("Out of service"),
    Deed.IN_SERVICE: mark("In service again"),
    Deed.COMMENT: mark("Comment"),
}
_SHELVES: Final = {30: mark("30 min"), 60: mark("1 h"), 240: mark("4 h"), 480: mark("8 h"), 1440: mark("24 h")}
_BEFORE_MS: Final = 6 * 3_600_000
_AFTER_MS: Final = 3_600_000
_LONGEST_MS: Final = 3 * 86_400_000
"""A curve of raw samples is no longer than this: an alarm of last month would need a million of them."""


class _Read(NamedTuple):
    alarm: Alarm
    history: list[Transition]
    plot: Plot | None


class AlarmPanel:
    """A dialog beside the list; `on_close` is told when it has closed."""

    def __init__(self, view: View, on_close: Callable[[], None]) -> None:
        self._view = view
        self._on_close = on_close
        self._alarm_id = ""
        self._shown: Alarm | None = None
        say = view.say
        self._dialog = ui.dialog().props("position=right full-height")
        self._dialog.on_value_change(self._toggled)
        with self._dialog, tag("article", "panel alarm-panel", aria_labelledby="alarm-title"):
            with tag("header"):
                self._symbol = SeveritySymbol()
                self._title = words("h2", id="alarm-title")
                close = ui.button(icon="close", on_click=self._dialog.close).props("flat round")
                close.props["aria-label"] = say("Close")
            self._state = words("p", "", "alarm-state", role="status")
            self._guidance = words("p", "", "guidance")
            self._build_facts()
            self._build_actions()
            self._caption = words("h3")
            # The library of charts is large: it comes when an alarm is opened, not with the list.
            self._frame = tag("div")
            self._chart: ui.echart | None = None
            words("h3", say("What happened"))
            self._history = tag("ol", "history")

    def _build_facts(self) -> None:
        say = self._view.say
        self._names = (
            say("Severity"),
            say("Site"),
            say("Device"),
            say("Value"),
            say("Raised"),
            say("Cleared"),
            say("Acknowledged"),
            say("Suppressed by"),
            say("Shelved"),
            say("Out of service"),
            say("Authority"),
            say("Rule"),
        )
        self._facts = Facts(self._names)
        self._links = tag("p", "links")

    def _build_actions(self) -> None:
        say = self._view.say
        with tag("section", "actions", aria_label=say("Actions")) as self._actions:
            self._comment = ui.input(say("Comment or reason")).props("dense outlined maxlength=500")
            shelves = {minutes: say(label) for minutes, label in _SHELVES.items()}
            self._minutes = ui.select(shelves, value=60, label=say("Shelve for")).props("dense outlined options-dense")
            with tag("div", "deeds"):
                self._deeds = {deed: self._deed(deed) for deed in Deed}

    def _deed(self, deed: Deed) -> Element:
        button = words("button", self._view.say(DEED_WORDS[deed]), "act", type="button")
        return button.on("click", lambda: self._do(deed))

    async def _do(self, deed: Deed) -> None:
        if self._shown is None:
            return
        wish = Wish(deed, self._alarm_id, self._shown.revision, self._comment.value or "", int(self._minutes.value))
        refusal = await perform(self._view, wish)
        if refusal:
            ui.notify(refusal, type="warning", multi_line=True)
        else:
            self._comment.value = ""
        await self.refresh()

    async def open(self, alarm_id: str) -> None:
        """Show an alarm."""
        self._alarm_id, self._shown = alarm_id, None
        if await self.refresh():
            self._dialog.open()

    def close(self) -> None:
        """Close the panel."""
        self._dialog.close()

    def _toggled(self, event: events.ValueChangeEventArguments[bool]) -> None:
        if not event.value and self._alarm_id:
            self._alarm_id, self._shown = "", None
            self._on_close()

    async def refresh(self) -> bool:
        """Read the alarm again and show it if it has changed; false when there is none that the visitor may see."""
        alarm_id = self._alarm_id
        if not alarm_id:
            return False
        try:
            read = await run.io_bound(self._read, alarm_id)
        except TelemetryError as error:
            missing = isinstance(error, NotFoundError)
            ui.notify(self._view.say("No alarm {name}", name=alarm_id) if missing else str(error))
            return False
        if read is not None and alarm_id == self._alarm_id and read.alarm != self._shown:
            self._shown = read.alarm
            self._show(read)
        return True

    def _read(self, alarm_id: str) -> _Read:
        alarms = self._view.services.alarms
        if alarms is None:
            raise NotFoundError(alarm_id)
        alarm = alarms.store.get(alarm_id)
        if not self._view.may(Permission.READ, alarm.source.tenant):
            raise NotFoundError(alarm_id)
        return _Read(alarm, alarms.store.history(alarm_id), self._plot(alarm))

    def _plot(self, alarm: Alarm) -> Plot | None:
        """The curve around the alarm; a counter grows, so that a limit says nothing about its values."""
        registry, source = self._view.services.registry, alarm.source
        device = registry.device(source.device) if source.device else None
        wanted = source.quantity, source.channel
        series = registry.series_of([device]) if device else []
        found = next((one for one in series if (one.quantity.key, one.channel) == wanted), None)
        if found is None or found.quantity.kind is Kind.COUNTER:
            return None
        start_ms = alarm.since_ms - _BEFORE_MS
        end_ms = min((alarm.cleared_ms or self._view.snapshot.now_ms) + _AFTER_MS, start_ms + _LONGEST_MS)
        span = Span(start_ms, end_ms)
        try:
            return Plot(found, span, list(self._view.services.store.samples(found, span)))
        except TelemetryError:
            return None  # The alarm is told without its curve while the store is away.

    def _show(self, read: _Read) -> None:
        view, alarm = self._view, read.alarm
        told = describe(alarm, view.snapshot, view.say, view.services.rule_words)
        self._symbol.show(alarm.severity)
        self._title.text = told.title
        self._state.text = told.state
        self._guidance.text = view.say("What to do: {guidance}", guidance=told.guidance)
        self._guidance.set_visibility(bool(told.guidance))
        facts = (told.severity, told.site, told.point, told.value, *self._times(alarm), told.tenant, alarm.source.rule)
        self._facts.show(dict(zip(self._names, facts, strict=True)))
        self._show_links(alarm)
        self._show_actions(alarm)
        self._show_chart(read)
        self._history.clear()
        with self._history:
            for line in read.history:
                with tag("li"):
                    words("time", self._moment(line.time_ms))
                    words("span", history_words(line, view.say))

    def _times(self, alarm: Alarm) -> tuple[str, ...]:
        say, shelf = self._view.say, alarm.shelved
        age = text.age_text(alarm.raised_ms, self._view.snapshot.now_ms, say)
        shelved = ""
        if shelf:
            until = say("until {time}", time=self._moment(shelf.until_ms))
            shelved = f"{shelf.by} · {until} · {shelf.why}"
        return (
            f"{self._moment(alarm.raised_ms)}, {age}",
            self._moment(alarm.cleared_ms),
            " · ".join(filter(None, (alarm.acknowledged_by, self._moment(alarm.acknowledged_ms)))),
            ", ".join(cause_words(cause, say) for cause in alarm.suppressed),
            shelved,
            alarm.out_of_service,
        )

    def _moment(self, time_ms: int | None) -> str:
        return moment(time_ms, self._view.say, self._view.snapshot.now_ms) if time_ms else ""

    def _show_links(self, alarm: Alarm) -> None:
        say, source = self._view.say, alarm.source
        self._links.clear()
        with self._links:
            words("a", say("The site and what depends on it"), href=address(f"/sites/{source.site}"))
            if source.device:
                words("a", say("The device"), href=address(f"/?device={source.device}"))

    def _show_actions(self, alarm: Alarm) -> None:
        allowed = possible(alarm)
        self._actions.set_visibility(self._view.may(Permission.OPERATE, alarm.source.tenant))
        self._minutes.set_visibility(Deed.SHELVE in allowed)
        for deed, button in self._deeds.items():
            button.set_visibility(deed in allowed)

    def _show_chart(self, read: _Read) -> None:
        plot, say = read.plot, self._view.say
        drawn = plot is not None and bool(plot.samples)
        self._frame.set_visibility(drawn)
        self._caption.set_visibility(drawn)
        if plot is None or not drawn:
            return
        self._caption.text = caption(plot, say)
        if self._chart is None:
            with self._frame:
                self._chart = ui.echart({}, renderer="svg").classes("chart")
        self._chart.options.clear()
        self._chart.options.update(options(plot, say, read.alarm.limit, (read.alarm.since_ms, read.alarm.cleared_ms)))
