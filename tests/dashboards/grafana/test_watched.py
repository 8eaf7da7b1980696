"""Panels and the rules of the packs say the same of a value."""

from itertools import pairwise
from typing import Any

import pytest
from grafana_json import dashboards, fields_read, panels

from alarms.detectors.series import Limit
from alarms.rules.reader import load, shipped
from alarms.rules.rule import Rule
from dashboards.grafana import thresholds
from dashboards.grafana.build import all_boards
from dashboards.grafana.thresholds import Level, Scale, told, watched
from dashboards.grafana.units import unit_of
from telemetry.alarm import Severity
from telemetry.quantity import CATALOGUE

PACKS = load(shipped())
LIMITS = [name for name, rule in PACKS.items() if isinstance(rule.detector, Limit)]
WHOLE = [name for name in LIMITS if not (PACKS[name].where.tag or PACKS[name].where.channel or PACKS[name].where.type)]
"""Those that watch all series of their quantities."""
BOARDS = {board.uid: board for board in all_boards()}
DASHBOARDS = dashboards()
SCALES = {one.rule: one for one in vars(thresholds).values() if isinstance(one, Scale) and one.rule}


def shown(scale: Scale, value: float) -> Level:
    return [scale.base, *(level for at, level in scale.steps if value >= at)][-1]


def judged(limit: Limit, value: float) -> Level:
    rank = max(limit.high.above(value)[0], limit.low.below(value)[0])
    return Level[Severity(rank).name] if rank else Level.NORMAL


@pytest.mark.parametrize("name", LIMITS)
def test_a_panel_colours_a_value_as_its_rule_judges_it(name: str) -> None:
    limit = PACKS[name].detector
    assert isinstance(limit, Limit)
    limits = sorted(at for _, at in (*limit.high.steps, *limit.low.steps))
    between = [(low + high) / 2 for low, high in pairwise([limits[0] - 1, *limits, limits[-1] + 1])]
    assert [shown(watched(name), value) for value in between] == [judged(limit, value) for value in between]


@pytest.mark.parametrize(
    ("name", "factor", "steps"),
    [
        pytest.param("dc.temperature_rise", 1, ((20, Level.CRITICAL),), id="5 °C in 15 min are 20 °C an hour"),
        pytest.param("city.river_rise", 100, ((30, Level.MINOR), (60, Level.MAJOR)), id="0.3 m an hour is 30 cm"),
        pytest.param("city.water_continuous", 1, ((24, Level.MINOR),), id="a duration in hours"),
        pytest.param("city.weak_radio", 1, ((-125, Level.NORMAL),), id="a signal below its limit"),
    ],
)
def test_what_is_no_limit_is_drawn_in_the_panels_unit(name: str, factor: float, steps: tuple[Any, ...]) -> None:
    assert watched(name, factor).steps == steps


def test_a_state_has_the_colour_of_its_rule() -> None:
    assert told("dc.leak") is Level.CRITICAL
    assert told("nro.door") is Level.MINOR  # Major only when it stays open.


def test_every_scale_of_a_rule_names_whence_its_figures_come() -> None:
    assert [name for name in SCALES if not PACKS[name].source.texts.keys() >= {"fr", "en"}] == []


def panels_of(rule: Rule) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """The curves and columns of a rule's quantities on the dashboards of its trade, with the steps that they have."""
    found = []
    for uid, board in BOARDS.items():
        trades = {*rule.where.domain, *rule.where.site_kind}
        for panel in panels(DASHBOARDS[uid]) if trades.intersection(board.domains) or not trades else ():
            for key in rule.where.quantity:
                found += [(uid, key, steps) for steps in steps_of(panel, key)]
    return found


def steps_of(panel: dict[str, Any], key: str) -> list[list[dict[str, Any]]]:
    if panel["type"] == "table":
        columns = [one["properties"] for one in panel["fieldConfig"]["overrides"] if one["matcher"]["options"] == key]
        return [next((one["value"]["steps"] for one in column if one["id"] == "thresholds"), []) for column in columns]
    defaults = panel["fieldConfig"]["defaults"]
    drawn = defaults.get("unit") == unit_of(CATALOGUE[key])
    own = all(fields_read(target["query"]) == {key} for target in panel["targets"])
    return [defaults["thresholds"]["steps"]] if drawn and own else []


@pytest.mark.parametrize("name", WHOLE)
def test_every_panel_of_what_a_rule_watches_has_its_limits(name: str) -> None:
    rule = PACKS[name]
    scale = watched(name)
    expected = [(None, scale.base), *scale.steps]
    different = [
        (uid, key, steps)
        for uid, key, steps in panels_of(rule)
        if [(step["value"], step["color"]) for step in steps] != expected
    ]
    assert different == []
