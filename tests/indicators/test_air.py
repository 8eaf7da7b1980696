"""Outdoor air, indoor air and noise, worked by hand."""

from itertools import pairwise

import numpy as np
import pytest
from curves import HOUR, civil_days, curves, hours, steady, values

from indicators import air
from telemetry.series import Sample

DAY = civil_days(2026, 3, 2)


@pytest.mark.parametrize(
    ("value", "expected"), [(0, 1), (20, 1), (20.1, 2), (40, 2), (50, 3), (100, 4), (150, 5), (150.1, 6)]
)
def test_a_bound_belongs_to_the_level_below(value: float, expected: float) -> None:
    assert values(air.particle_index(DAY, curves(steady([value] * 26)), "pm10")) == [expected]


@pytest.mark.parametrize(
    ("pollutant", "hour", "expected"), [("no2", 231, 5), ("o3", 131, 4), ("so2", 100, 1), ("no2", 341, 6)]
)
def test_gases_count_by_their_highest_hour(pollutant: str, hour: float, expected: float) -> None:
    samples = hours((0, 10), (7, 10), (7.999, 10), (8, hour), (9, hour), (9.001, 10), (11, 10))
    samples += hours(*((number, 10.0) for number in range(12, 26)), *((number, 10.0) for number in range(1, 7)))
    assert values(air.gas_index(DAY, curves(samples), pollutant)) == [expected]


def test_no_level_without_three_quarters_of_the_day() -> None:
    assert values(air.particle_index(DAY, curves(steady([30] * 17)), "pm10")) == [None]
    assert values(air.gas_index(DAY, curves(steady([30] * 17)), "no2")) == [None]
    assert values(air.particle_index(DAY, curves(steady([30] * 19)), "pm10")) == [2]


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)], ids=["23 h", "25 h"])
def test_days_of_clock_changes_have_all_their_hours(day: tuple[int, int, int]) -> None:
    days = civil_days(*day)
    samples = steady([30.0] * 30, start=int(days[0]) - 2 * HOUR)
    assert values(air.day_mean(days, curves(samples))) == [30]
    assert values(air.highest_hour(days, curves(samples))) == [30]


@pytest.mark.parametrize(("known", "expected"), [(365, 20), (329, 20), (328, None)])
def test_a_year_needs_nine_tenths_of_its_days(known: int, expected: float | None) -> None:
    day = int(DAY[0])
    samples = [Sample(day - number * 24 * HOUR, 10.0 if number % 2 else 30.0) for number in range(known)]
    found = air.year_mean(DAY, curves(samples))
    assert values(found) == [None if expected is None else pytest.approx(expected, abs=0.1)]


def test_days_above_a_limit_are_those_of_one_year() -> None:
    day = int(DAY[0])
    samples = [Sample(day - number * 24 * HOUR, 60.0 if number < 7 or number >= 365 else 50.0) for number in range(400)]
    assert values(air.days_above(DAY, curves(samples), 50)) == [7]


def test_hours_above_a_limit() -> None:
    samples = [Sample(int(DAY[0]) + number * HOUR // 2, 250.0 if 10 <= number < 16 else 100.0) for number in range(50)]
    assert values(air.hours_above(DAY, curves(samples), 200)) == [3]


@pytest.mark.parametrize("pollutant", air.LEVELS)
def test_levels_ascend(pollutant: str) -> None:
    assert all(one < other for one, other in pairwise(air.LEVELS[pollutant]))


@pytest.mark.parametrize("pollutant", air.LIMITS)
def test_the_new_directive_is_never_laxer(pollutant: str) -> None:
    for new in (limit for limit in air.LIMITS[pollutant] if limit.text == "2024/2881"):
        old = [limit for limit in air.LIMITS[pollutant] if limit.text == "2008/50" and limit.period == new.period]
        assert all(new.value <= limit.value for limit in old)


def test_what_is_not_known_has_no_level() -> None:
    assert np.isnan(air.level(np.array([[np.nan]]), (1, 2))).all()
