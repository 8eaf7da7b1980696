"""Every query of every dashboard on a real InfluxDB that a simulated fleet has filled through the real store."""

import math
import re
from typing import Any

import pytest
from grafana_json import dashboards, panels
from grafana_world import (
    World,
    columns_of,
    fill,
    values_of,
)
from servers import InfluxDB

from dashboards.grafana.units import unit_of
from telemetry.quantity import CATALOGUE, CO2_HOURS_ABOVE_800, CO2_HOURS_ABOVE_1500, DERIVED, ICONE

DASHBOARDS = dashboards()
TARGETS = [
    pytest.param(uid, panel, target, id=f"{uid}-{panel['id']}{target['refId']}")
    for uid, dashboard in DASHBOARDS.items()
    for panel in panels(dashboard)
    for target in panel["targets"]
]
TABLES = [
    pytest.param(uid, panel, id=f"{uid}-{panel['id']}")
    for uid, dashboard in DASHBOARDS.items()
    for panel in panels(dashboard)
    if panel["type"] == "table"
]
MAY_BE_EMPTY = {
    "Capteurs sans changement depuis 24 h",  # No sensor is stuck, and it is not certain that one space stays as it is.
    "Trames par heure et par facteur d'étalement",  # Some factors may not occur.
    "Gravités par jour",  # Nor some severities.
    # Nobody is in a classroom at the weekend.
    "Heures par jour au-dessus de 800 ppm",
    "Heures par jour au-dessus de 1500 ppm",
    CO2_HOURS_ABOVE_800.french,
    CO2_HOURS_ABOVE_1500.french,
    ICONE.french,
}


NOT_SIMULATED = {
    "samara-air": {"no2", "o3", "so2"},
    "samara-bus": {"schedule_deviation"},
    "samara-datacenter": {"dew_point", "fuel_level", "genset_running", "intrusion", "smoke"},
    "samara-energy": {"active_energy_exported", "power_factor"},
    "samara-lighting": {"dimming_level", "lamp_fault", "lamp_on", "operating_time"},
    "samara-nro": {
        "breaker_tripped", "cooling_fault", "dc_voltage", "intrusion", "mains_failure", "optical_power",
        "rectifier_fault",
    },
    "samara-parking": {"parking_free"},
    "samara-video": {"link_up", "video_loss"},
    "samara-water": {"water_pressure"},
}  # fmt: skip
"""For each dashboard, what the simulated fleet does not say; a bench does, so that its queries are tested too."""

DERIVED_UNITS = {"h", "suffix: L/h", "suffix: cm/h", "suffix: °C/h", "suffix: %/j"}
"""Units of what is computed from a quantity and is not one: a rate, a number of hours."""


@pytest.fixture(scope="module")
def world(influxdb: InfluxDB, tmp_path_factory: pytest.TempPathFactory) -> World:
    return fill(influxdb, tmp_path_factory.mktemp("grafana"))


@pytest.mark.parametrize(("uid", "panel", "target"), TARGETS)
def test_a_query_returns_rows_in_the_range_of_its_quantity(
    world: World, uid: str, panel: dict[str, Any], target: dict[str, Any]
) -> None:
    world.choose(DASHBOARDS[uid])
    series = world.ask(world.rendered(target["query"]))
    if panel["title"] not in MAY_BE_EMPTY:
        assert any(values_of(series, column) for column in columns_of(series) - {"time"}), target["query"]
    for key in columns_of(series) & CATALOGUE.keys():
        if (unit := unit_shown(panel, key)) not in DERIVED_UNITS:
            assert unit == unit_of(CATALOGUE[key]) or panel["type"] in {"state-timeline", "geomap"}
            assert all(CATALOGUE[key].is_plausible(value) for value in values_of(series, key)), key


@pytest.mark.parametrize(("uid", "panel"), TABLES)
def test_a_table_shows_what_it_asks(world: World, uid: str, panel: dict[str, Any]) -> None:
    world.choose(DASHBOARDS[uid])
    asked = [columns_of(world.ask(world.rendered(target["query"]))) for target in panel["targets"]]
    shown = {override["matcher"]["options"] for override in panel["fieldConfig"]["overrides"]} - {"Time"}
    hidden = set(panel["transformations"][-1]["options"]["excludeByName"])
    assert shown | hidden >= set().union(*asked) - {"time"}
    if all(asked):
        assert shown <= set().union(*asked)


def unit_shown(panel: dict[str, Any], field: str) -> str | None:
    """The unit that a panel writes a field in."""
    unit: str | None = panel["fieldConfig"]["defaults"].get("unit")
    for override in panel["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] in {field, f"/^{field}( |$)/"}:
            unit = next(one["value"] for one in override["properties"] if one["id"] == "unit")
    return unit


def test_the_simulated_fleet_lacks_this_and_no_more(world: World) -> None:
    # Indicators aside: what can be computed depends on the day of the week and on years of history.
    assert {uid: keys - DERIVED for uid, keys in world.lacking.items() if keys - DERIVED} == NOT_SIMULATED


def answer(world: World, uid: str, title: str, kind: str = "") -> list[dict[str, Any]]:
    (panel,) = [one for one in panels(DASHBOARDS[uid]) if one["title"] == title and kind in ("", one["type"])]
    world.choose(DASHBOARDS[uid])
    return world.ask(world.rendered(panel["targets"][0]["query"]))


def test_active_alarms_are_those_whose_last_transition_leaves_them_active(world: World) -> None:
    assert values_of(answer(world, "samara-alarms", "Alarmes actives", "stat"), "active") == [3]
    assert values_of(answer(world, "samara-alarms", "Dont critiques"), "active") == [1]
    assert values_of(answer(world, "samara-alarms", "Dont non acquittées"), "active") == [2]


def test_a_flood_is_counted_in_its_ten_minutes(world: World) -> None:
    assert max(values_of(answer(world, "samara-alarms", "Alarmes en dix minutes"), "alarms")) == 12
    assert values_of(answer(world, "samara-alarms", "Durée en avalanche"), "flood") == [10]


def test_the_energetic_mean_is_above_the_mean_of_the_levels(world: World) -> None:
    energetic = answer(world, "samara-noise", "LAeq de chaque heure")
    levels = world.ask(
        world.rendered('SELECT exp("sound_level_equivalent" * 0.23025850929940458) FROM "readings" WHERE $timeFilter')
    )
    powers = values_of(levels, "exp")
    peak = 10 * math.log10(max(powers))
    assert all(0 < value <= peak + 1e-6 for value in values_of(energetic, "sound_level_equivalent"))


def test_frames_that_nobody_heard_are_a_share(world: World) -> None:
    lost = values_of(answer(world, "samara-lorawan", "Trames perdues"), "lost")
    assert len(lost) > 100
    assert all(0 <= share < 100 for share in lost)


def test_a_day_of_water_is_what_its_hours_are(world: World) -> None:
    daily = sum(values_of(answer(world, "samara-water", "Volume par jour"), "water_volume"))
    hourly = sum(values_of(answer(world, "samara-water", "Volume par heure"), "water_volume"))
    assert daily > 0
    assert hourly > 0


def test_a_trade_offers_its_own_sites_and_names_them(world: World) -> None:
    world.chosen = {"tenant": ".*"}
    (site,) = [one for one in DASHBOARDS["samara-nro"]["templating"]["list"] if one["name"] == "site"]
    options = world.options(site)
    assert len(options) > 5
    assert all(text.startswith("NRO ") for text, _ in options), options
    assert all(re.fullmatch(r"[a-z0-9-]+", value) for _, value in options)
