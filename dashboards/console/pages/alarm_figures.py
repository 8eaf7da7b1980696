"""How many alarms people bear, beside what EEMUA 191 and ISA-18.2 say they can."""

from typing import Final, NamedTuple

from nicegui import run, ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from alarms.figures import Figures
from dashboards.console.alarm_past import figures
from dashboards.console.view import View, page
from dashboards.console.views.markup import set_attribute, tag, words
from telemetry.access import Permission
from telemetry.errors import TelemetryError
from telemetry.i18n import Translator, mark

_REFRESH_S: Final = 10.0


class Line(NamedTuple):
    """One figure: its name, its value, what is said to be bearable, and whether it is beyond that."""

    name: str
    value: str
    target: str = ""
    beyond: bool = False


def lines(held: Figures, say: Translator) -> list[Line]:
    """The figures in words; the targets are those of EEMUA 191 (3rd edition) and ISA-18.2 §16."""
    per_day, share = say.number(held.last_day), _share(held.flood_share, say)
    return [
        Line(say("Alarms in ten minutes"), say.number(held.last_10_min), say("1, at most 10"), held.last_10_min > 10),
        Line(say("Alarms in an hour"), say.number(held.last_hour), say("6, at most 12"), held.last_hour > 12),
        Line(say("Alarms in a day"), per_day, say("150, at most 300"), held.last_day > 300),
        Line(say("Most in ten minutes"), say.number(held.peak_10_min), "10", held.peak_10_min > 10),
        Line(say("Time in flood"), share, say("below 1 %"), held.flood_share >= 0.01),
        Line(say("Standing"), say.number(held.standing)),
        Line(say("Not acknowledged"), say.number(held.unacknowledged)),
        Line(say("Standing for more than a day"), say.number(held.stale), say("below 5"), held.stale >= 5),
        Line(say("Chattering"), say.number(held.chattering), "0", held.chattering > 0),
        Line(say("Suppressed"), say.number(held.suppressed)),
        Line(say("Shelved"), say.number(held.shelved)),
        Line(say("Critical"), _share(held.high_share, say), say("about 5 %")),
        Line(say("Major"), _share(held.medium_share, say), say("about 15 %")),
        Line(say("Minor and warning"), _share(held.low_share, say), say("about 80 %")),
        Line(say("Share of the ten most frequent"), _share(held.top_share, say), say("below 5 %")),
    ]


def _share(value: float, say: Translator) -> str:
    return f"{say.number(100 * value, 1)}\u00a0%"


class FiguresPage:
    """A table of the figures, and the sources that speak most."""

    def __init__(self, view: View) -> None:
        self._view = view
        say = view.say
        with tag("section", "card"):
            words("h1", say("Load on operators"), "card-title")
            words(
                "p", say("The last 24 hours, after EEMUA 191 and ISA-18.2; suppressed alarms burden nobody."), "empty"
            )
            self._problem = words("p", "", "problem", role="alert")
            self._problem.set_visibility(False)
            with tag("table", "figures"):
                with tag("thead"), tag("tr"):
                    for name in (say("Figure"), say("Now"), say("Bearable")):
                        words("th", name, scope="col")
                self._body = tag("tbody")
        with tag("section", "card"):
            words("h2", say("Most frequent sources"), "card-title")
            self._top = tag("ol", "top-sources")
        self._rows: list[tuple[Element, TextElement, TextElement]] = []
        self._told: tuple[tuple[str, int], ...] | None = None
        ui.timer(_REFRESH_S, self._refresh)

    async def _refresh(self) -> None:
        alarms = self._view.services.alarms
        if alarms is None:
            return
        tenants, now_ms = self._view.over(Permission.READ), self._view.snapshot.now_ms
        try:
            held = await run.io_bound(figures, alarms.store, tenants, now_ms)
        except TelemetryError as error:
            self._problem.text = self._view.say("The alarms do not answer: {problem}", problem=error)
            self._problem.set_visibility(True)
            return
        self._problem.set_visibility(False)
        if held is not None:
            self._show(held)

    def _show(self, held: Figures) -> None:
        told = lines(held, self._view.say)
        if not self._rows:
            with self._body:
                self._rows = [self._row(line) for line in told]
        for line, (row, value, mark_of) in zip(told, self._rows, strict=True):
            value.text = line.value
            mark_of.text = self._view.say("too many") if line.beyond else ""
            set_attribute(row, "class", "beyond" if line.beyond else "")
        if held.top != self._told:
            self._told = held.top
            self._show_top(held.top)

    def _row(self, line: Line) -> tuple[Element, TextElement, TextElement]:
        with tag("tr") as row:
            words("th", line.name, scope="row")
            with tag("td"):
                value, beyond = words("b"), words("span", "", "beyond-mark")
            words("td", line.target)
        return row, value, beyond

    def _show_top(self, top: tuple[tuple[str, int], ...]) -> None:
        view = self._view
        self._top.clear()
        with self._top:
            for key, count in top:
                rule, _, site, device, *_ = key.split("/")
                vitals = view.snapshot.vitals.get(device)
                title = view.services.rule_words(rule, view.say.language).title
                name = vitals.device.name if vitals else device
                where = " · ".join(filter(None, (title, view.snapshot.site_name(site), name)))
                words("li", view.say("{name}: {value}", name=where, value=view.say.number(count)))


@page("/alarms/figures", mark("Load on operators"), Permission.READ)
def alarm_figures(view: View) -> None:
    """The figures of EEMUA 191."""
    FiguresPage(view)
