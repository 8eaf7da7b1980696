"""Car parks, worked by hand."""

import pytest
from curves import civil_days, curves, edges, group, hours, values

from indicators import parking
from telemetry.series import Sample

DAY = civil_days(2026, 3, 2)
BUSY = hours((-1, 0), (6, 1), (9, 0), (12, 1), (18, 0), (25, 0))
FREE = hours((-1, 0), (8, 0), (16, 0), (25, 0))
SILENT = hours((-20, 0))


def test_occupancy_weighs_spaces_by_the_time_that_they_are_known() -> None:
    assert values(parking.occupancy(DAY, group(BUSY, FREE))) == [pytest.approx(100 * 9 / 48, abs=1e-6)]
    assert values(parking.occupancy(DAY, group(BUSY, SILENT))) == [37.5]
    assert values(parking.occupancy(DAY, group(SILENT))) == [None]


def test_turnover_counts_empty_spaces_and_not_silent_ones() -> None:
    assert values(parking.turnover(DAY, group(BUSY, FREE, SILENT))) == [1]


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (BUSY, 270),
        (FREE, None),
        (hours((-2, 0), (-1, 1), (1, 0), (2, 0)), 120),
        (hours((0, 1), (1, 0), (2, 1), (5, 0)), 180),
        (hours((-200, 0), (-190, 1), (5, 0)), None),
        (hours((1, 0), (2, 1), (3, 1), (4, 0)), 120),
    ],
    ids=["two stays", "nobody", "since yesterday", "came before it was heard", "more than a week", "repeated state"],
)
def test_dwell_is_that_of_those_who_left(samples: list[Sample], expected: float | None) -> None:
    assert values(parking.dwell(DAY, group(samples))) == [expected]


def test_a_stay_is_not_taken_from_the_neighbour() -> None:
    found = parking.dwell(DAY, group(hours((0, 0), (1, 1)), hours((3, 0), (4, 1), (5, 0))))
    assert values(found) == [60]


@pytest.mark.parametrize(
    ("samples", "expected"), [(BUSY, 0), (FREE, 1), (SILENT, None)], ids=["used", "never changed", "silent"]
)
def test_stuck_is_not_silent(samples: list[Sample], expected: float | None) -> None:
    assert values(parking.stuck(DAY, curves(samples))) == [expected]


def test_stuck_spaces_are_counted() -> None:
    assert values(parking.stuck_spaces(DAY, group(BUSY, FREE, FREE, SILENT))) == [2]
    assert values(parking.stuck_spaces(DAY, group(SILENT))) == [None]


def test_an_hour_is_a_window_like_any_other() -> None:
    assert values(parking.occupancy(edges(5.5, 6.5, 7), group(BUSY))) == [50, 100]
