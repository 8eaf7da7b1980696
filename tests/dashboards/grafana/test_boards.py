"""What holds of every dashboard, without a server."""

import json
import re
from itertools import combinations
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard
from grafana_json import dashboards, fields_read, panels

from dashboards.grafana import thresholds
from dashboards.grafana.board import FOLDERS
from dashboards.grafana.build import FOLDER, all_boards, stale
from dashboards.grafana.datasource import DATASOURCE_UID
from dashboards.grafana.units import unit_of
from telemetry.quantity import CATALOGUE, Quantity

DASHBOARDS = dashboards()

STABLE_UIDS = {
    "samara-air", "samara-alarms", "samara-bus", "samara-datacenter", "samara-device", "samara-energy",
    "samara-ingestion", "samara-lighting", "samara-lorawan", "samara-noise", "samara-nro", "samara-parking",
    "samara-river-weather", "samara-territory", "samara-video", "samara-waste", "samara-water",
}  # fmt: skip
"""Bookmarks and links of people: a uid that goes breaks them, so it goes from here by intention only."""

every_dashboard = pytest.mark.parametrize("dashboard", DASHBOARDS.values(), ids=DASHBOARDS)


def test_the_json_in_the_repository_is_what_the_code_says() -> None:
    assert stale() == []


def test_uids_are_unique_and_stable() -> None:
    assert sorted(board.uid for board in all_boards()) == sorted(STABLE_UIDS)
    assert DASHBOARDS.keys() == STABLE_UIDS
    assert len({folder.uid for folder in FOLDERS}) == len(FOLDERS)


def test_every_board_stands_in_its_folder() -> None:
    assert {(board.folder.slug, board.slug) for board in all_boards()} == {
        (path.parent.name, path.stem) for path in FOLDER.glob("*/*.json")
    }


@every_dashboard
def test_grafanas_own_model_reads_all_of_it(dashboard: dict[str, Any]) -> None:
    # The SDK is generated from Grafana's schema: what it does not know would be lost on the way.
    register_default_plugins()
    again = json.loads(json.dumps(Dashboard.from_json(dashboard), cls=JSONEncoder))
    assert again == dashboard


@every_dashboard
def test_panels_are_numbered_and_do_not_overlap(dashboard: dict[str, Any]) -> None:
    numbers = [panel["id"] for panel in dashboard["panels"]]
    assert numbers == list(range(1, len(numbers) + 1))
    places = [panel["gridPos"] for panel in dashboard["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or below, (one, other)


@every_dashboard
def test_every_query_asks_our_datasource_within_an_authority(dashboard: dict[str, Any]) -> None:
    for panel in panels(dashboard):
        assert panel["targets"], panel["title"]
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == DATASOURCE_UID
            if 'FROM "samara"' not in target["query"]:
                assert "${tenant:regex}" in target["query"]


@every_dashboard
def test_queries_name_quantities_of_the_catalogue_only(dashboard: dict[str, Any]) -> None:
    for panel in panels(dashboard):
        for target in panel["targets"]:
            assert 'FROM "readings' not in target["query"] or fields_read(target["query"])
            assert fields_read(target["query"]) <= CATALOGUE.keys() | {"${quantity}"}


@every_dashboard
def test_every_panel_says_that_nothing_is_nothing(dashboard: dict[str, Any]) -> None:
    for panel in panels(dashboard):
        assert panel["title"]
        assert panel["fieldConfig"]["defaults"]["noValue"] in {"pas de donnée", "0"}
        for target in panel["targets"]:
            filled = re.search(r"fill\((?!none)", target["query"])
            assert not filled or 'FROM "alarms"' in target["query"], "only counts of events may be filled with 0"


@every_dashboard
def test_a_line_breaks_where_nothing_came_and_a_day_is_a_bar(dashboard: dict[str, Any]) -> None:
    for panel in panels(dashboard):
        if panel["type"] == "timeseries":
            custom = panel["fieldConfig"]["defaults"]["custom"]
            daily = all("GROUP BY time(1d)" in target["query"] for target in panel["targets"])
            assert (custom["drawStyle"] == "bars") >= daily, panel["title"]
            assert (custom["insertNulls"] is False) == (custom["drawStyle"] == "bars")


@pytest.mark.parametrize("quantity", CATALOGUE.values(), ids=CATALOGUE)
def test_a_unit_is_one_of_grafanas_or_is_written_out(quantity: Quantity) -> None:
    known = {value for name, value in vars(units).items() if not name.startswith("_") and isinstance(value, str)}
    unit = unit_of(quantity)
    assert unit in known or re.fullmatch(r"suffix: [^\[\]_]*", unit)


@pytest.mark.parametrize(
    "scale", [pytest.param(one, id=name) for name, one in vars(thresholds).items() if isinstance(one, thresholds.Scale)]
)
def test_steps_ascend_and_have_a_source(scale: thresholds.Scale) -> None:
    values = [value for value, _ in scale.steps]
    assert values == sorted(set(values))
    assert scale.source or not scale.steps
