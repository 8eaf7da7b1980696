"""Load, night base, degree-days, power factor; worked by hand."""

import pytest
from curves import civil_days, curves, edges, hours, steady, values
from hypothesis import given
from hypothesis import strategies as st

from indicators import energy

DAY = civil_days(2026, 3, 2)


def test_the_load_curve_is_the_mean_power_of_each_quarter() -> None:
    index = curves(hours((0, 1000), (0.25, 1100), (0.5, 1150), (1, 1350)))
    assert values(energy.load(edges(0, 0.25, 0.5, 0.75, 1), index)) == [400, 200, 400, 400]


def test_the_energy_of_a_day_survives_a_new_meter() -> None:
    assert values(energy.consumption(DAY, curves(steady([*range(5000, 5013), *range(12)])))) == [23]
    assert values(energy.load(edges(0, 1, 2), curves(hours((0, 50), (1, 3), (2, 5))))) == [3, 2]


@pytest.mark.parametrize(
    ("day", "hour_count"), [((2026, 3, 29), 23), ((2026, 3, 2), 24), ((2026, 10, 25), 25)], ids=["23 h", "24 h", "25 h"]
)
def test_the_night_base_is_the_least_hour_of_the_night(day: tuple[int, int, int], hour_count: int) -> None:
    days = civil_days(*day)
    steps = [500.0] * (hour_count + 1)
    steps[4], steps[10] = 200, 50
    index = [sum(steps[:number]) for number in range(hour_count + 2)]
    assert values(energy.night_base(days, curves(steady(index, start=int(days[0]))))) == [200]


@pytest.mark.parametrize(
    ("lowest", "highest", "heating", "cooling"),
    [
        (2, 10, 12, 0),
        (18, 25, 0, 4 * (0.08 + 0.42 * 4 / 7)),
        (19, 20, 0, 0),
        (10, 22, 8 * (0.08 + 0.42 * 8 / 12), 1 * (0.08 + 0.42 / 12)),
        (24, 30, 0, 6),
        (-8, -2, 23, 0),
    ],
    ids=["cold", "warm", "neither", "crosses both", "hot", "frost"],
)
def test_degree_days(lowest: float, highest: float, heating: float, cooling: float) -> None:
    one = curves(
        hours(
            *((hour, lowest if hour == 6 else highest if hour == 15 else (lowest + highest) / 2) for hour in range(25))
        )
    )
    assert values(energy.heating_degree_days(DAY, one)) == [pytest.approx(heating, abs=1e-6)]
    assert values(energy.cooling_degree_days(DAY, one)) == [pytest.approx(cooling, abs=1e-6)]


@given(st.floats(-30, 40), st.floats(0, 20))
def test_degree_days_are_continuous_and_never_negative(lowest: float, width: float) -> None:
    found = [
        energy.heating_degree_days(DAY, curves(steady([one, one + width, *[one] * 24])))[0, 0]
        for one in (lowest, lowest + 1e-6)
    ]
    assert found[0] >= 0
    assert found[0] == pytest.approx(found[1], abs=1e-4)


def test_no_degree_days_for_half_a_day() -> None:
    assert values(energy.heating_degree_days(DAY, curves(steady([5] * 12)))) == [None]


@pytest.mark.parametrize(("idle", "expected"), [(0, 1), (3, 0.8), (4, 0.707107)])
def test_power_factor(idle: float, expected: float) -> None:
    active, reactive = curves(steady([4 * n for n in range(25)])), curves(steady([idle * n for n in range(25)]))
    assert values(energy.power_factor(DAY, active, reactive)) == [pytest.approx(expected, abs=1e-6)]


def test_no_power_factor_where_nothing_is_drawn() -> None:
    still = curves(steady([7] * 25))
    assert values(energy.power_factor(DAY, still, still)) == [None]
