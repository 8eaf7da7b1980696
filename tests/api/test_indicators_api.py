"""Indicators over HTTP: the list, and values computed on demand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from indicators.catalogue import INDICATORS
from telemetry.device import Domain
from telemetry.ports import Inventory
from telemetry.quantity import PARKING_OCCUPIED, WATER_VOLUME
from telemetry.times import parse_instant

Ask = Callable[..., httpx.Response]
METER = "a81758fffe0312ab"


def test_the_list_says_what_each_is_computed_from(ask: Ask) -> None:
    page = ask("/v1/indicators?limit=1000").json()

    assert [one["key"] for one in page["items"]] == list(INDICATORS)
    found = {one["key"]: one for one in page["items"]}
    assert found["pue"]["level"] == "site"
    assert found["pue"]["domains"] == ["datacenter", "nro"]
    assert found["pm10_year"]["inputs"] == ["pm10_day"]
    assert [(limit["text"], limit["value"]) for limit in found["pm10_year"]["limits"]] == [
        ("2008/50", 40),
        ("2024/2881", 20),
    ]
    assert found["spreading_factor_share.sf12"]["quantity"] == "spreading_factor_share"


def test_values_are_computed_from_the_readings(world: Any, own_ask: Ask) -> None:
    start = parse_instant("2026-11-18T23:00:00Z")
    for hour in range(25):
        world.store.write([world.record(METER, start + timedelta(hours=hour), {WATER_VOLUME: 5000 + hour / 10})])

    answer = own_ask(f"/v1/indicators/water_day_volume?dev_eui={METER}&from=2026-11-19&to=2026-11-20").json()

    assert answer["indicator"]["unit"] == "m3"
    assert (answer["from"], answer["to"]) == ("2026-11-18T23:00:00Z", "2026-11-19T23:00:00Z")
    assert answer["series"] == [
        {
            "dev_eui": METER,
            "site": "reservoir-nord",
            "channel": "main",
            "values": [{"time": "2026-11-18T23:00:00Z", "value": pytest.approx(2.4), "suspect": False}],
        }
    ]


def test_a_site_has_its_own(world: Any, own_ask: Ask) -> None:
    start = parse_instant("2026-11-21T06:00:00Z")
    for hour, taken in enumerate((0.0, 1.0, 1.0, 0.0)):
        world.store.write([world.record(METER, start + timedelta(hours=hour), {PARKING_OCCUPIED: taken})])
    path = "/v1/indicators/parking_occupancy?from=2026-11-21T06:00:00Z&to=2026-11-21T09:00:00Z"

    assert own_ask(path).json()["series"] == []  # the meter's trade is water

    meter = replace(world.registry.device(METER), domain=Domain.PARKING)
    world.registry.merge(Inventory(devices=(meter,)))
    (found,) = own_ask(f"{path}&site=reservoir-nord").json()["series"]
    assert (found["dev_eui"], found["site"]) == (None, "reservoir-nord")
    assert [reading["value"] for reading in found["values"]] == [0, 100, 100]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("peu", 404, "no indicator 'peu'"),
        ("pue?from=2026-11-20&to=2026-11-19", 400, "is not before to"),
        ("pue?from=2027-01-01", 400, "lies ahead"),
        ("pue?from=1990-01-01", 400, "at most 3660"),
        ("pue?dev_eui=0000000000000001", 404, "no device 0000000000000001"),
        ("load_power?from=2017-01-01", 400, "name a site, or a shorter range"),
        ("pue?windows=1", 422, "this path takes dev_eui, domain, from, site, tenant, to"),
        ("pue?site=", 422, "at least 1 character"),
        ("pue?from=yesterday", 422, "not an instant"),
    ],
)
def test_a_wrong_question_is_refused(ask: Ask, query: str, status: int, words: str) -> None:
    answer = ask(f"/v1/indicators/{query}")

    assert answer.status_code == status
    assert words in answer.text


@pytest.mark.parametrize("key", INDICATORS)
def test_every_indicator_answers(ask: Ask, key: str) -> None:
    answer = ask(f"/v1/indicators/{key}?from=2026-11-20T00:00:00Z&to=2026-11-21T12:00:00Z")

    assert answer.status_code == 200
    assert answer.json()["indicator"]["key"] == key
