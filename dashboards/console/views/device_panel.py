"""One device: facts, the last value of each of its series, a chart of any of them, radio."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from nicegui import events, run, ui

from dashboards.console import text
from dashboards.console.charts import Plot, Range, caption, options, read_plot
from dashboards.console.fleet import Vitals
from dashboards.console.snapshot import Snapshot, label
from dashboards.console.views.markup import Facts, Symbol, set_attribute, tag, words
from telemetry.errors import TelemetryError
from telemetry.i18n import Translator
from telemetry.ports import ReadingStore
from telemetry.series import Sample, Series
from telemetry.words import value_text


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panel shows, and a link can name: a device, one of its series (None for the first), a range."""

    dev_eui: str
    series_id: int | None = None
    reach: Range = Range.DAY


class DevicePanel:
    """A dialog over the page; `on_change` is told what it shows now, None when it has closed."""

    def __init__(self, say: Translator, store: ReadingStore, on_change: Callable[[Shown | None], None]) -> None:
        self._say = say
        self._store = store
        self._on_change = on_change
        self._snapshot: Snapshot | None = None
        self._shown: Shown | None = None
        self._drawn: tuple[Shown, Sample] | None = None
        self._buttons: dict[int, _SeriesButton] = {}
        self._dialog = ui.dialog().props("position=right full-height")
        self._dialog.on_value_change(self._toggled)
        with self._dialog, tag("article", "panel", aria_labelledby="panel-title"):
            self._build_head()
            self._build_series()
            words("h3", say("Radio"))
            self._radio = Facts(
                (
                    say("Heard"),
                    say("Signal"),
                    say("Spreading factor"),
                    say("Frame counter"),
                    say("Gateway"),
                    say("Gateways that heard it"),
                )
            )

    def _build_head(self) -> None:
        say = self._say
        with tag("header"):
            self._symbol = Symbol()
            self._title = words("h2", id="panel-title")
            close = ui.button(icon="close", on_click=self._dialog.close).props("flat round")
            close.props["aria-label"] = say("Close")
        self._problem = words("p", "", "problem")
        self._facts = Facts((say("State"), say("Site"), say("Authority"), say("Domain"), say("Decoder"), "DevEUI"))

    def _build_series(self) -> None:
        say = self._say
        words("h3", say("Last values"))
        self._series = tag("div", "series-list", role="group", aria_label=say("Series to draw"))
        with tag("div", "chart-head"):
            self._caption = words("h3")
            with tag("div", "ranges", role="group", aria_label=say("Range")):
                self._ranges = {
                    Range.DAY: self._range_button(Range.DAY, say("24 h")),
                    Range.WEEK: self._range_button(Range.WEEK, say("7 days")),
                }
        self._no_data = words("p", "", "empty")
        self._chart = ui.echart({}, renderer="svg").classes("chart")

    def _range_button(self, reach: Range, name: str) -> ui.element:
        button = words("button", name, "chip", type="button", aria_pressed="false")
        button.on("click", lambda: self._choose(reach=reach))
        return button

    async def open(self, shown: Shown, snapshot: Snapshot) -> None:
        """Show a device."""
        self._shown = shown
        self._dialog.open()
        self._on_change(shown)
        await self.show(snapshot)

    def close(self) -> None:
        """Close the panel."""
        self._dialog.close()

    def _toggled(self, event: events.ValueChangeEventArguments[bool]) -> None:
        if not event.value and self._shown is not None:
            self._shown = self._drawn = None
            self._on_change(None)

    async def _choose(self, *, series_id: int | None = None, reach: Range | None = None) -> None:
        if self._shown is None or self._snapshot is None:
            return
        series_id = self._shown.series_id if series_id is None else series_id
        await self.open(replace(self._shown, series_id=series_id, reach=reach or self._shown.reach), self._snapshot)

    async def show(self, snapshot: Snapshot) -> None:
        """Bring the panel up to date; the chart is read again when its series has a new sample."""
        self._snapshot = snapshot
        if self._shown is None:
            return
        vitals = snapshot.vitals.get(self._shown.dev_eui)
        if vitals is None:
            ui.notify(self._say("No device {dev_eui}", dev_eui=self._shown.dev_eui))
            self._dialog.close()
            return
        self._show_head(vitals, snapshot)
        self._show_series(vitals, snapshot)
        self._show_radio(vitals, snapshot)
        await self._show_chart(vitals, snapshot.now_ms)

    def _show_head(self, vitals: Vitals, snapshot: Snapshot) -> None:
        say, device = self._say, vitals.device
        state = snapshot.states[device.dev_eui]
        self._symbol.show(state)
        self._title.text = label(vitals)
        self._problem.set_visibility(bool(vitals.problem))
        self._problem.text = say("The last message was not understood: {reason}", reason=vitals.problem)
        self._facts.show(
            {
                say("State"): say(text.STATE_LABELS[state]),
                say("Site"): snapshot.site_name(device.site) if device.assigned else say("Unassigned"),
                say("Authority"): snapshot.tenant_name(device.tenant) if device.assigned else "",
                say("Domain"): say(text.DOMAIN_LABELS[device.domain]),
                say("Decoder"): device.decoder or device.profile,
                "DevEUI": device.dev_eui,
            }
        )

    def _show_series(self, vitals: Vitals, snapshot: Snapshot) -> None:
        if self._buttons.keys() != vitals.latest.keys():
            self._series.clear()
            with self._series:
                self._buttons = {
                    series_id: _SeriesButton(series, self._say, partial(self._choose, series_id=series_id))
                    for series_id, (series, _) in vitals.measured_first.items()
                }
        wanted = self._wanted(vitals)
        for series_id, button in self._buttons.items():
            button.show(vitals.latest[series_id][1], snapshot.now_ms, chosen=series_id == wanted)

    def _wanted(self, vitals: Vitals) -> int | None:
        """The series to draw: the one asked for, or else the first."""
        asked = self._shown.series_id if self._shown else None
        return asked if asked in vitals.latest else next(iter(vitals.measured_first), None)

    def _show_radio(self, vitals: Vitals, snapshot: Snapshot) -> None:
        say, activity = self._say, vitals.activity
        heard = text.age_text(vitals.heard_ms, snapshot.now_ms, say)
        values = [heard, "", "", "", "", ""]
        if activity is not None:
            values = [heard, *text.radio_facts(activity, say)]
        self._radio.show(dict(zip(self._radio.names, values, strict=True)))

    async def _show_chart(self, vitals: Vitals, now_ms: int) -> None:
        """Read and draw the chart, unless it is drawn already; a slow answer to an older question is dropped."""
        shown, series_id = self._shown, self._wanted(vitals)
        for reach, button in self._ranges.items():
            set_attribute(button, "aria-pressed", "true" if shown and reach is shown.reach else "false")
        if shown is None or series_id is None:
            self._say_no_data(self._say("No value yet"))
            return
        series, newest = vitals.latest[series_id]
        if self._drawn == (shown, newest):
            return
        try:
            plot = await run.io_bound(read_plot, self._store, series, shown.reach, now_ms)
        except TelemetryError as error:
            self._say_no_data(str(error))
            return
        if plot is not None and shown == self._shown:
            self._drawn = shown, newest
            self._draw(plot)

    def _draw(self, plot: Plot) -> None:
        self._caption.text = caption(plot, self._say)
        if not plot.samples:
            self._say_no_data(self._say("No value in this period"))
            return
        self._no_data.set_visibility(False)
        self._chart.set_visibility(True)
        self._chart.options.clear()
        self._chart.options.update(options(plot, self._say))

    def _say_no_data(self, reason: str) -> None:
        self._no_data.text = reason
        self._no_data.set_visibility(True)
        self._chart.set_visibility(False)


class _SeriesButton:
    """One series: its name, its last value and its age; pressed when the chart shows it."""

    def __init__(self, series: Series, say: Translator, on_click: Callable[[], Awaitable[None]]) -> None:
        self._quantity = series.quantity
        self._say = say
        self._button = tag("button", "series", type="button", aria_pressed="false").on("click", on_click)
        with self._button:
            words("span", text.series_label(series, say), "series-name")
            self._value = words("span", "", "series-value")
            self._note = words("span", "", "second")

    def show(self, sample: Sample, now_ms: int, *, chosen: bool) -> None:
        """Bring the value up to date."""
        say = self._say
        doubt = not self._quantity.is_plausible(sample.value)
        self._value.text = ("⚠ " if doubt else "") + value_text(self._quantity, sample.value, say)
        self._value.classes(add="doubt" if doubt else None, remove=None if doubt else "doubt")
        age = text.age_text(sample.time_ms, now_ms, say)
        self._note.text = say("{age}, suspect: outside its physical range", age=age) if doubt else age
        set_attribute(self._button, "aria-pressed", "true" if chosen else "false")
