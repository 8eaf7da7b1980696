"""Waste, rivers and buses, worked by hand."""

import numpy as np
import pytest
from curves import curves, edges, hours, steady, values

from indicators import bus, river, waste
from indicators.windows import Curves

DAY = 24
END = edges(20 * DAY, 21 * DAY)
"""The day whose end is the present."""


def filling(*levels: float, step_h: float = 12) -> Curves:
    """A container whose last level is of the end of `END`."""
    first = 21 * DAY - (len(levels) - 1) * step_h
    return curves(hours(*((first + number * step_h, level) for number, level in enumerate(levels))))


@pytest.mark.parametrize(
    ("levels", "days", "due"),
    [
        ([10, 15, 20, 25, 30, 35, 40], 6, 0),
        ([40, 50, 60, 70, 80, 90, 2, 6, 10, 14, 18], 10.25, 0),
        ([50, 60, 70, 80, 90, 100], 0, 1),
        ([50, 50, 50, 50, 50], 365, 0),
        ([76, 76, 76, 76, 76], 365, 1),
        ([20, 35, 50, 65, 70], 1, 1),
        ([30], None, 0),
    ],
    ids=["fills", "emptied", "full", "still", "still but due", "full by tomorrow", "just installed"],
)
def test_containers(levels: list[float], days: float | None, due: float) -> None:
    one = filling(*levels)
    assert values(waste.days_to_full(END, one)) == [days]
    assert values(waste.due(END, one)) == [due]


def test_an_odd_reading_does_not_move_the_day() -> None:
    levels = [float(number) for number in range(10, 38)]
    levels[7] = 27.0
    assert values(waste.days_to_full(END, filling(*levels))) == [pytest.approx(31.5, abs=0.5)]


def test_a_silent_container_is_not_judged() -> None:
    assert values(waste.due(END, curves(hours((0, 80), (1, 80))))) == [None]


def test_rise_is_that_of_the_last_hour_whatever_the_window() -> None:
    level = curves(hours((0, 1.0), (1, 1.05), (1.5, 1.15), (2.5, 1.15)))
    assert values(river.rise(edges(0.75, 1, 1.25, 2), level)) == [5, pytest.approx(8.75), pytest.approx(10)]


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(0.9, 0), (1.0, 1), (1.99, 1), (2.5, 2), (3.0, 3)],
    ids=["green", "at", "yellow", "orange", "red"],
)
def test_colours_are_the_sites_own(highest: float, expected: float) -> None:
    thresholds = [np.array([value]) for value in (1.0, 2.0, 3.0)]
    level = curves(hours((0, 0.5), (0.5, highest), (0.75, 0.6)))
    assert values(river.vigilance(edges(0, 1, 2), level, *thresholds)) == [expected, None]


def test_a_site_without_thresholds_has_no_colour() -> None:
    unknown = np.array([np.nan])
    assert values(river.vigilance(edges(0, 1), curves(hours((0, 9))), unknown, unknown, unknown)) == [None]


def test_commercial_speed_counts_stops() -> None:
    # A tenth of a degree of latitude is 11.12 km; it takes half an hour, then the bus stands for the other half.
    times = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    north = curves(hours(*((time, 49.9 + min(time, 0.5) * 0.2) for time in times)))
    east = curves(hours(*((time, 2.3) for time in times)))
    assert values(bus.commercial_speed(edges(0, 1), north, east)) == [pytest.approx(11.1195, abs=1e-3)]


def test_a_bus_in_the_depot_has_no_speed() -> None:
    still = curves(steady([49.9] * 11, 0.1))
    assert values(bus.commercial_speed(edges(0, 1), still, still)) == [None]


def test_punctuality_is_from_one_minute_early_to_five_late() -> None:
    deviation = curves(hours((0, -61), (0.1, -60), (0.2, 0), (0.3, 300), (0.4, 301)))
    assert values(bus.punctuality(edges(0, 1, 2), deviation)) == [60, None]


def test_peak_load_is_of_the_capacity() -> None:
    passengers = curves(hours((0, 5), (0.5, 40), (0.9, 10)), hours((0, 5)))
    found = bus.peak_load(edges(0, 1), passengers, np.array([80.0, np.nan]))
    assert values(found) == [50]
    assert np.isnan(found[1, 0])
