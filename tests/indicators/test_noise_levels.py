"""Noise, worked by hand."""

import pytest
from curves import HOUR, civil_days, curves, edges, hours, steady, values
from hypothesis import given
from hypothesis import strategies as st

from indicators import noise

DAY = civil_days(2026, 3, 2)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([60, 60, 60, 60, 60], 60), ([0, 60, 60, 60, 70], 65.118834), ([0, 0, 0, 0, 60], 53.979431)],
    ids=["steady", "one quarter ten times louder", "one quarter of an hour"],
)
def test_the_mean_is_energetic(levels: list[float], expected: float) -> None:
    assert values(noise.mean_level(edges(0, 1), curves(steady(levels, 0.25)))) == [pytest.approx(expected, abs=1e-4)]


def test_the_louder_hour_counts_for_its_time_not_for_its_samples() -> None:
    many = hours((0, 50), (0.5, 50), *((0.5 + number / 100, 70.0) for number in range(1, 11)), (1, 50))
    # A tenth of the hour at 70 dB(A), the rest at 50: ten samples of fourteen must not make it louder.
    assert values(noise.mean_level(edges(0, 1), curves(many))) == [pytest.approx(60.374265, abs=1e-4)]


def _year_day(ld: float, le: float, ln: float, days: object = DAY) -> list[tuple[int, float]]:
    start = int(days[0])  # type: ignore[index]
    local = [(hour - 1) % 24 for hour in range(33)]  # each reading states the hour before it
    return [
        (start + hour * HOUR, ld if 6 <= local[hour] < 18 else le if 18 <= local[hour] < 22 else ln)
        for hour in range(33)
    ]


@pytest.mark.parametrize(
    ("levels", "lden"),
    [((60, 60, 60), 66.395), ((68, 62, 55), 67.027916), ((60, 55, 50), 60.0)],
    ids=["even", "road", "penalties cancel out"],
)
def test_lden_has_the_french_evening(levels: tuple[float, float, float], lden: float) -> None:
    one = curves(_year_day(*levels))
    found = [values(noise.period_level(DAY, one, period))[0] for period in (noise.DAY, noise.EVENING, noise.NIGHT)]
    assert found == [pytest.approx(level, abs=1e-6) for level in levels]
    assert values(noise.lden(DAY, one)) == [pytest.approx(lden, abs=1e-3)]


@pytest.mark.parametrize("day", [(2026, 3, 28), (2026, 10, 24)], ids=["night of 7 h", "night of 9 h"])
def test_nights_of_clock_changes_are_nights(day: tuple[int, int, int]) -> None:
    days = civil_days(*day)
    one = curves(steady([50.0] * 40, start=int(days[0])))
    assert values(noise.period_level(days, one, noise.NIGHT)) == [50]


def test_l10_and_l90_are_exceeded_for_a_tenth_and_nine_tenths() -> None:
    one = curves(steady([0, *range(41, 61)], 0.05))
    assert values(noise.exceeded(edges(0, 1), one, 0.1)) == [58]
    assert values(noise.exceeded(edges(0, 1), one, 0.9)) == [42]


def test_an_hour_that_was_hardly_heard_has_no_level() -> None:
    assert values(noise.mean_level(edges(0, 1), curves(steady([60, 60, 60], 0.25)))) == [None]


@given(st.lists(st.floats(20, 120), min_size=5, max_size=5))
def test_the_energetic_mean_lies_between_arithmetic_mean_and_maximum(levels: list[float]) -> None:
    found = noise.mean_level(edges(0, 1), curves(steady([0, *levels[1:]], 0.25)))[0, 0]
    assert sum(levels[1:]) / 4 - 1e-6 <= found <= max(levels[1:]) + 1e-6
