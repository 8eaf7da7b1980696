"""EN 50600-4 and ASHRAE, worked by hand."""

import numpy as np
import pytest
from curves import civil_days, curves, edges, group, steady, values

from indicators import datacenter as dc
from indicators.places import Group
from telemetry.series import Sample

DAY = civil_days(2026, 3, 2)
NONE = group()


def meter(power_w: float, count: int = 25) -> list[Sample]:
    return steady([power_w * number for number in range(count)])


def site(*meters: tuple[str, float], count: int = 25, **numbers: float) -> Group:
    return group(*(meter(power, count) for _, power in meters), roles=[role for role, _ in meters], **numbers)


@pytest.mark.parametrize(
    ("meters", "expected"),
    [
        ([("total", 1500), ("it", 1000)], 1.5),
        ([("total", 900), ("total", 600), ("it", 400), ("it", 600), ("cooling", 300)], 1.5),
        ([("total", 1000), ("it", 1000)], 1),
        ([("total", 999), ("it", 1000)], None),
        ([("total", 1500)], None),
        ([("it", 1000)], None),
        ([("total", 1500), ("it", 0)], None),
    ],
    ids=["one each", "two feeds", "ideal", "below 1 is refused", "no IT meter", "no total", "nothing drawn"],
)
def test_pue(meters: list[tuple[str, float]], expected: float | None) -> None:
    assert values(dc.pue(DAY, site(*meters), NONE)) == [expected]


def test_it_registers_are_preferred_to_roles() -> None:
    assert values(dc.pue(DAY, site(("total", 1500), ("it", 1000)), group(meter(1200)))) == [1.25]


def test_a_partial_period_is_refused() -> None:
    assert values(dc.pue(DAY, group(meter(1500), meter(1000, 20), roles=["total", "it"]), NONE)) == [None]


def test_counters_that_were_reset_count_on() -> None:
    total = [Sample(time, value if number < 10 else value - 14_000) for number, (time, value) in enumerate(meter(1500))]
    assert values(dc.pue(DAY, group(total, meter(1000), roles=["total", "it"]), NONE)) == [
        pytest.approx(35_500 / 24_000)
    ]


def test_the_other_ratios() -> None:
    meters = site(("total", 1500), ("it", 1000), ("cooling", 300), ("renewable", 375), carbon_kg_per_kwh=0.05)
    assert values(dc.cooling_ppue(DAY, meters, NONE)) == [1.3]
    assert values(dc.ref(DAY, meters)) == [0.25]
    assert values(dc.cue(DAY, meters, NONE)) == [0.075]
    assert values(dc.erf(DAY, group(meter(150), meter(999), roles=["reused", ""]), meters)) == [0.1]
    assert values(dc.cer(DAY, group(meter(1200)), meters)) == [4]
    water = group(steady([0.001 * number for number in range(25)]))
    assert values(dc.wue(DAY, water, meters, NONE)) == [1]


@pytest.mark.parametrize(
    ("temperature", "humidity", "expected"), [(20, 50, 9.26), (25, 60, 16.69), (25, 100, 25), (0, 80, -3.04)]
)
def test_dew_point(temperature: float, humidity: float, expected: float) -> None:
    # Worked by hand from the Magnus formula, and near the psychrometric chart.
    assert dc.dew_point_of(np.array([temperature]), np.array([humidity]))[0] == pytest.approx(expected, abs=0.06)


def test_dry_air_has_no_dew_point() -> None:
    found = dc.dew_point(edges(0, 1), curves(steady([20] * 5, 0.25)), curves(steady([0] * 5, 0.25)))
    assert values(found) == [None]


@pytest.mark.parametrize(
    ("climate", "recommended", "allowable"),
    [
        ([(22, 45)] * 5, 100, 100),
        ([(22, 45), (22, 45), (29, 35), (29, 35), (22, 45)], 50, 100),
        ([(34, 30)] * 5, 0, 0),
        ([(26, 75)] * 5, 0, 0),
        ([(20, 5)] * 5, 0, 0),
    ],
    ids=["good", "warm for half an hour", "hot", "damp", "dry"],
)
def test_compliance(climate: list[tuple[float, float]], recommended: float, allowable: float) -> None:
    warm = curves(steady([temperature for temperature, _ in climate], 0.25))
    moist = curves(steady([humidity for _, humidity in climate], 0.25))
    found = [
        values(dc.compliance(edges(0, 1), warm, moist, envelope))[0] for envelope in (dc.RECOMMENDED, dc.ALLOWABLE_A1)
    ]
    assert found == [recommended, allowable]


def test_rise_is_by_the_hour() -> None:
    assert values(dc.rise(edges(1, 1.25, 1.5), curves(steady([20, 21, 22, 23, 27, 31, 33], 0.25)))) == [10, 11]


@pytest.mark.parametrize(
    ("faults", "numbers", "expected"),
    [
        ([0, 0], {}, 1),
        ([0, 1], {}, 0),
        ([1, 1], {}, -1),
        ([0, 0, 0, 1], {"cooling_needed": 2}, 1),
        ([0, 0, 1, 1], {"cooling_needed": 2}, 0),
    ],
    ids=["N+1", "redundancy lost", "none left", "N+2 less one", "N"],
)
def test_cooling_spare(faults: list[float], numbers: dict[str, float], expected: float) -> None:
    units = [steady([fault] * 3, 0.25) for fault in faults]
    held = group(*units, **{"cooling_needed": np.nan, **numbers})
    assert values(dc.cooling_spare(edges(0, 0.5), held)) == [expected]


def test_cooling_is_not_judged_while_a_unit_is_silent() -> None:
    held = group(steady([0, 0, 0], 0.25), steady([0]), cooling_needed=np.nan)
    assert values(dc.cooling_spare(edges(0, 0.5, 0.75), held)) == [1, None]
