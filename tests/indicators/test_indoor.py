"""Stuffy rooms, worked by hand."""

import pytest
from curves import HOUR, civil_days, curves, steady, values

from indicators import indoor

MONDAY, SUNDAY = civil_days(2026, 3, 2), civil_days(2026, 3, 1)


def room(co2: list[float], day_ms: int) -> list[tuple[int, float]]:
    """Readings from 08:00 local, every half hour."""
    return list(steady(co2, 0.5, day_ms + 8 * HOUR))


@pytest.mark.parametrize(
    ("co2", "over_800", "over_1500"),
    [
        ([700] * 21, 0, 0),
        ([1600] * 21, 10, 10),
        ([800] * 21, 0, 0),
        ([600, 1000, 600, *[600] * 18], 0.5, 0),
        ([600, 1800, *[1800] * 19], 0.5 * 1000 / 1200 + 9.5, 0.5 * 300 / 1200 + 9.5),
    ],
    ids=["fresh", "stuffy", "at the threshold", "a peak", "crossed between two readings"],
)
def test_hours_above(co2: list[float], over_800: float, over_1500: float) -> None:
    one = curves(room(co2, int(MONDAY[0])))
    assert values(indoor.hours_above(MONDAY, one, 800)) == [pytest.approx(over_800, abs=1e-6)]
    assert values(indoor.hours_above(MONDAY, one, 1500)) == [pytest.approx(over_1500, abs=1e-6)]


@pytest.mark.parametrize(
    ("co2", "expected"),
    [([900] * 21, 0), ([1200] * 21, 2.498549), ([2000] * 21, 4.997098), ([*[1200] * 10, *[900] * 11], 1.421282)],
    ids=["none", "all between", "extreme", "nearly half of the day"],
)
def test_icone(co2: list[float], expected: float) -> None:
    assert values(indoor.icone(MONDAY, curves(room(co2, int(MONDAY[0]))))) == [pytest.approx(expected, abs=1e-5)]


def test_a_sunday_has_no_occupation() -> None:
    assert values(indoor.hours_above(SUNDAY, curves(room([1600] * 21, int(SUNDAY[0]))), 800)) == [None]


def test_nobody_is_in_on_a_public_holiday() -> None:
    easter_monday = civil_days(2026, 4, 6)
    assert values(indoor.hours_above(easter_monday, curves(room([1600] * 21, int(easter_monday[0]))), 800)) == [None]


def test_a_room_that_was_hardly_heard_is_not_judged() -> None:
    assert values(indoor.icone(MONDAY, curves(room([1600] * 14, int(MONDAY[0]))))) == [None]
