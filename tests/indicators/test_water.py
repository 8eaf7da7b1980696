"""Meters: volumes, nights, leaks, back-flow, districts; worked by hand."""

import numpy as np
import pytest
from curves import HOUR, START, civil_days, curves, edges, group, hours, steady, values

from indicators import water
from telemetry.series import Sample

DAYS = civil_days(2026, 3, 2, 2)


def index(flows: list[float], start_h: float = 0) -> list[Sample]:
    """An index (m³) read every hour, from the flow (m³/h) of each hour."""
    return steady([0, *np.cumsum(flows).tolist()], start=START + round(start_h * HOUR))


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (hours((0, 100), (24, 101.5), (48, 104)), [1.5, 2.5]),
        (hours((-6, 100), (6, 112), (18, 124), (30, 130), (48, 139)), [21, 12]),
        (hours((0, 999_990), (12, 999_999), (24, 3), (48, 4)), [12, 1]),
        (hours((0, 0), (20, 1)), [None, None]),
        (hours((0, 0), (24, 1), (60, 5)), [1, None]),
    ],
    ids=["at midnight", "twice a day", "meter changed", "not over yet", "silent for a day and a half"],
)
def test_volume(samples: list[Sample], expected: list[float | None]) -> None:
    assert values(water.volume(DAYS, curves(samples))) == expected


@pytest.mark.parametrize(
    ("night", "expected"),
    [([0.03, 0.012, 0.02], 12), ([0, 0.5, 0.5], 0), ([0.1, 0.1, 0.1], 100)],
    ids=["least hour", "a dry hour", "even"],
)
def test_night_flow_is_the_least_hour_in_litres(night: list[float], expected: float) -> None:
    flows = [0.2, 0.3, *night, *[0.4] * 19]
    assert values(water.night_flow(civil_days(2026, 3, 2), curves(index(flows)))) == [expected]


@pytest.mark.parametrize(("month", "day", "hour_count"), [(3, 29, 23), (10, 25, 25)], ids=["23 h", "25 h"])
def test_night_flow_on_the_days_of_clock_changes(month: int, day: int, hour_count: int) -> None:
    days = civil_days(2026, month, day)
    samples = steady([0.01 * number for number in range(hour_count + 3)], start=int(days[0]) - HOUR)
    assert values(water.night_flow(days, curves(samples))) == [10]


def test_a_meter_read_twice_a_day_tells_nothing_of_its_nights() -> None:
    assert values(water.night_flow(DAYS, curves(hours((0, 0), (12, 1), (24, 2), (36, 3), (48, 4))))) == [None, None]


def test_flow_without_a_break_is_counted_in_hours_and_a_gap_ends_it() -> None:
    samples = index([0, 1, 1, 1, 0, 1])
    assert values(water.continuous_flow(edges(*range(7)), curves(samples))) == [0, 1, 2, 3, 0, 1]
    del samples[2:4]
    assert values(water.continuous_flow(edges(*range(7)), curves(samples))) == [0, None, None, None, 0, 1]


def test_a_meter_that_never_rests_for_a_day_leaks() -> None:
    quiet = ([0.0] * 6 + [0.1] * 18) * 31
    flows = quiet[: 30 * 24] + [0.02] * 48
    days = civil_days(2026, 4, 1, 2)
    samples = index(flows, (int(days[0]) - START) / HOUR - 30 * 24)
    assert values(water.leak(days, curves(samples))) == [1, 1]
    flows[30 * 24 + 3] = 0
    samples = index(flows, (int(days[0]) - START) / HOUR - 30 * 24)
    assert values(water.leak(days, curves(samples))) == [0, 1]


@pytest.mark.parametrize(("tonight", "expected"), [(1.4, 0), (1.6, 1)])
def test_a_district_leaks_when_its_night_leaves_its_baseline(tonight: float, expected: float) -> None:
    days = civil_days(2026, 4, 1)
    samples = index([1.0] * 30 * 24 + [tonight] * 24, (int(days[0]) - START) / HOUR - 30 * 24)
    assert values(water.leak(days, curves(samples))) == [expected]


def test_a_leak_is_not_told_without_a_baseline() -> None:
    assert values(water.leak(civil_days(2026, 3, 2), curves(index([0.1] * 24)))) == [None]


@pytest.mark.parametrize(
    ("past", "expected"),
    [([1, 1, 1], 3), ([1, 2, 3], 1.5), ([1], 3), ([], None)],
    ids=["steady", "mean of three years", "one year known", "none known"],
)
def test_consumption_against_the_same_period_of_three_years(past: list[float], expected: float | None) -> None:
    day = int(civil_days(2026, 6, 15)[0])
    samples = [Sample(day - number * 24 * HOUR, 3.0) for number in range(30)]
    for years, daily in enumerate(past, start=1):
        then = day - round(years * 365.25) * 24 * HOUR
        samples += [Sample(then - number * 24 * HOUR, daily) for number in range(30)]
    assert values(water.against_past(civil_days(2026, 6, 15), curves(samples))) == [expected]


def test_consumption_is_not_compared_when_a_day_is_missing() -> None:
    day = int(civil_days(2026, 6, 15)[0])
    samples = [Sample(day - number * 24 * HOUR, 3.0) for number in (*range(30), *range(366, 394))]
    assert values(water.against_past(civil_days(2026, 6, 15), curves(samples))) == [None]


def test_back_flow_by_register_and_by_flow() -> None:
    assert values(water.backward(edges(0, 2), curves(hours((0, 1), (1, 1), (2, 1.25))))) == [0.25]
    assert values(water.backward_by_flow(edges(0, 4), curves(hours((0, 3), (1, -1), (2, -1), (3, 2), (4, 2))))) == [1.0]


@pytest.mark.parametrize(
    ("roles", "balance", "efficiency"),
    [(["inlet", "", ""], 3, 70), (["inlet", "outlet", ""], 3, 70), (["", "", ""], None, None)],
    ids=["consumers", "a neighbour", "no inlet"],
)
def test_a_district_loses_what_is_not_metered_out(
    roles: list[str], balance: float | None, efficiency: float | None
) -> None:
    meters = group(hours((0, 0), (24, 10)), hours((0, 0), (24, 4)), hours((0, 5), (24, 8)), roles=roles)
    assert values(water.balance(DAYS[:2], meters)) == [balance]
    assert values(water.efficiency(DAYS[:2], meters)) == [efficiency]


def test_a_district_with_a_silent_meter_has_no_balance() -> None:
    meters = group(hours((0, 0), (24, 10)), hours((0, 0), (24, 4)), hours((0, 5)), roles=["inlet", "", ""])
    assert values(water.balance(DAYS[:2], meters)) == [None]
