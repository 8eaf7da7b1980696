"""Samples into the options of an ECharts chart, pure. Colours are the page's own CSS variables."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import Any, Final

from dashboards.console.text import series_label
from telemetry.i18n import Translator
from telemetry.ports import ReadingStore
from telemetry.quantity import Kind
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Sample, Series, Span
from telemetry.words import decimals, scaled, unit

_GAP: Final = 3
"""A pause of more than so many usual steps is shown as a gap: nobody knows what happened in between."""

_DAY_MS: Final = 24 * HOUR_MS


class Range(StrEnum):
    """How far back a chart looks."""

    DAY = "day"
    WEEK = "week"

    def span(self, now_ms: int) -> Span:
        """The span that ends now."""
        return Span(now_ms - (_DAY_MS if self is Range.DAY else 7 * _DAY_MS), now_ms + 1)


@dataclass(frozen=True, slots=True)
class Plot:
    """The samples of one series over a span, and what they are: raw when `aggregate` is None."""

    series: Series
    span: Span
    samples: Sequence[Sample]
    aggregate: Aggregate | None = None
    window_ms: int = 0


def read_plot(store: ReadingStore, series: Series, reach: Range, now_ms: int) -> Plot:
    """Ask the store for what a chart of this series should show; blocking.

    Gauges and states are raw over a day; gauges are hourly means over a week. A counter is shown by what it
    grew: per hour over a day, per civil day over a week.
    """
    span = reach.span(now_ms)
    if series.quantity.kind is Kind.COUNTER:
        aggregate, window_ms = Aggregate.INCREASE, HOUR_MS if reach is Range.DAY else CIVIL_DAY_MS
    elif series.quantity.kind is Kind.GAUGE and reach is Range.WEEK:
        aggregate, window_ms = Aggregate.MEAN, HOUR_MS
    else:
        return Plot(series, span, list(store.samples(series, span)))
    held = dict(store.aggregate([series], span, window_ms, aggregate))
    return Plot(series, span, held.get(series.id, []), aggregate, window_ms)


def with_gaps(plot: Plot) -> list[list[float | None]]:
    """The `[time, value]` pairs of a line, with an empty value wherever data is missing."""
    steps = [after.time_ms - before.time_ms for before, after in pairwise(plot.samples)]
    longest = _GAP * (plot.window_ms or (median(steps) if steps else 0))
    quantity = plot.series.quantity
    points: list[list[float | None]] = []
    for number, (time_ms, value) in enumerate(plot.samples):
        if number and steps[number - 1] > longest:
            points.append([time_ms - 1, None])
        points.append([time_ms, scaled(quantity, value)])
    return points


def suspects(plot: Plot) -> list[list[float | None]]:
    """The raw samples that lie outside the physical range of their quantity."""
    quantity = plot.series.quantity
    if plot.aggregate is Aggregate.INCREASE:
        return []
    return [[time_ms, scaled(quantity, value)] for time_ms, value in plot.samples if not quantity.is_plausible(value)]


def caption(plot: Plot, say: Translator) -> str:
    """What a chart shows, in words: the series, its unit, and how its values were reduced."""
    title = series_label(plot.series, say)
    if symbol := unit(plot.series.quantity):
        title = f"{title} ({symbol})"
    if plot.aggregate is Aggregate.MEAN:
        return say("{title}, hourly mean", title=title)
    if plot.aggregate is Aggregate.INCREASE:
        per_day = plot.window_ms == CIVIL_DAY_MS
        return say("{title}, per day", title=title) if per_day else say("{title}, per hour", title=title)
    return title


def options(
    plot: Plot, say: Translator, limit: float | None = None, alarm: tuple[int, int | None] | None = None
) -> dict[str, Any]:
    """The ECharts options of a plot: a line with gaps, steps for a state, bars for a counter's growth.

    `limit` is drawn across it, and the time of an alarm (its beginning, and its end if it has one) shaded.
    """
    points = with_gaps(plot)
    digits = max((decimals(value) for _, value in points if value is not None), default=0)
    bars = plot.aggregate is Aggregate.INCREASE
    muted = {"color": "var(--muted)"}
    grid_line = {"lineStyle": {"color": "var(--line)"}}
    return {
        "animation": False,
        "textStyle": {"fontFamily": "Roboto, sans-serif"},
        "aria": {"enabled": True, "label": {"description": caption(plot, say)}},
        "grid": {"left": 8, "right": 16, "top": 16, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis", "className": "chart-tip", ":formatter": _tooltip(plot, digits, say)},
        "xAxis": {
            "type": "time",
            "min": plot.span.start_ms,
            "max": plot.span.end_ms,
            "axisLabel": {**muted, "hideOverlap": True, "formatter": _TIME_LABELS},
            "axisLine": grid_line,
        },
        "yAxis": {
            "type": "value",
            "scale": not bars,
            "minInterval": 1 if plot.series.quantity.kind is Kind.STATE else 0,
            "axisLabel": {**muted, ":formatter": f"value => {_value_script(plot, digits, say)}"},
            "splitLine": grid_line,
        },
        "series": [{**_curve(plot, points), **_bounds(plot, say, limit, alarm)}, _marks(plot, say)],
    }


_TIME_LABELS: Final = {
    "year": "{yyyy}",
    "month": "{dd}/{MM}",
    "day": "{dd}/{MM}",
    "hour": "{HH}:{mm}",
    "minute": "{HH}:{mm}",
    "second": "{HH}:{mm}:{ss}",
}


def _curve(plot: Plot, points: list[list[float | None]]) -> dict[str, Any]:
    style = {
        "data": points,
        "itemStyle": {"color": "var(--chart)"},
        "lineStyle": {"color": "var(--chart)", "width": 1.5},
    }
    if plot.aggregate is Aggregate.INCREASE:
        return {**style, "type": "bar", "barMaxWidth": 24}
    # A lone point between two gaps has no line: it needs its own dot.
    return {
        **style,
        "type": "line",
        "showSymbol": len(points) < 60,
        "symbolSize": 4,
        "connectNulls": False,
        "step": "end" if plot.series.quantity.kind is Kind.STATE else False,
    }


def _bounds(plot: Plot, say: Translator, limit: float | None, alarm: tuple[int, int | None] | None) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    if limit is not None:
        level = scaled(plot.series.quantity, limit)
        bounds["markLine"] = {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": "var(--critical)", "type": "dashed"},
            "label": {"color": "var(--critical)", "position": "insideEndTop", "formatter": say("Limit")},
            "data": [{"yAxis": level}],
        }
    if alarm is not None:
        start_ms, end_ms = alarm
        bounds["markArea"] = {
            "silent": True,
            "itemStyle": {"color": "var(--critical)", "opacity": 0.1},
            "data": [[{"xAxis": start_ms}, {"xAxis": end_ms or plot.span.end_ms}]],
        }
    return bounds


def _marks(plot: Plot, say: Translator) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": say("suspect value"),
        "symbol": "triangle",
        "symbolSize": 11,
        "itemStyle": {"color": "var(--suspect)"},
        "data": suspects(plot),
    }


def _value_script(plot: Plot, digits: int, say: Translator) -> str:
    """A JavaScript expression: `value` as the reader writes it."""
    if plot.series.quantity.kind is Kind.STATE:
        return f"value ? {json.dumps(say('yes'))} : {json.dumps(say('no'))}"
    return f"value.toLocaleString('{say.language}', {{maximumFractionDigits: {digits}}})"


def _tooltip(plot: Plot, digits: int, say: Translator) -> str:
    """A JavaScript function: the local time (only the day for a daily value) and the value with its unit."""
    clock = "" if plot.window_ms == CIVIL_DAY_MS and plot.aggregate else ", timeStyle: 'short'"
    return (
        "points => { const [time, value] = points[0].value; if (value === null) return '';"
        f" const style = {{timeZone: 'Europe/Paris', dateStyle: 'short'{clock}}};"
        f" const day = new Date(time).toLocaleString('{say.language}', style);"
        f" return day + '<br><b>' + ({_value_script(plot, digits, say)}) + ' {unit(plot.series.quantity)}</b>'; }}"
    )
