"""Radio health, worked by hand."""

import numpy as np
import pytest
from curves import civil_days, curves, edges, hours, steady, values
from hypothesis import given
from hypothesis import strategies as st

from indicators import lorawan


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([1, 2, 3, 4], 0),
        ([1, 2, 4, 5], 25),
        ([10, 11, 1, 2], 0),
        ([65534, 65535, 1, 2], 25),
        ([1, 2, 2, 3], 0),
        ([1, 60000, 60001], 0),
        ([7], None),
    ],
    ids=["whole", "one lost", "joined anew", "wrapped, one lost", "repeated", "set anew", "one frame"],
)
def test_loss(counts: list[float], expected: float | None) -> None:
    assert values(lorawan.loss(edges(0, 10), curves(steady(counts)))) == [expected]


@given(st.lists(st.booleans(), min_size=3, max_size=60))
def test_loss_is_what_was_left_out(heard: list[bool]) -> None:
    counts = [float(number) for number, kept in enumerate([True, *heard, True]) if kept]
    lost = heard.count(False)
    assert values(lorawan.loss(edges(0, 100), curves(steady(counts)))) == [
        pytest.approx(100 * lost / (len(heard) + 1), abs=1e-5)
    ]


def test_a_loss_belongs_to_its_own_device() -> None:
    found = lorawan.loss(edges(0, 10), curves(steady([1, 2]), steady([90, 91, 93])))
    assert found[:, 0].tolist() == [0, pytest.approx(100 / 3)]


def test_shares_of_spreading_factors_add_up() -> None:
    one = curves(steady([7, 7, 9, 12]))
    shares = [values(lorawan.spreading_share(edges(0, 10), one, factor))[0] for factor in range(7, 13)]
    assert shares == [50, 0, 25, 0, 0, 25]


def test_gateways_are_averaged() -> None:
    assert values(lorawan.gateways(edges(0, 2, 4, 6), curves(steady([1, 2, 3])))) == [1.5, 3, None]


@pytest.mark.parametrize(
    ("factor", "payload", "expected"), [(7, 0, 0.046336), (7, 20, 0.071936), (10, 10, 0.370688), (12, 51, 2.793472)]
)
def test_airtime(factor: float, payload: int, expected: float) -> None:
    # The values of the usual airtime calculators for 125 kHz, CR 4/5, with 13 bytes of LoRaWAN around.
    assert lorawan.airtime(np.array([factor]), payload)[0] == pytest.approx(expected, rel=1e-3)


def test_duty_cycle() -> None:
    one = curves(steady([12] * 60, 1 / 60))
    expected = 100 * 60 * float(lorawan.airtime(np.array([12.0]))[0]) / 3600
    assert values(lorawan.duty_cycle(edges(0, 1, 2), one)) == [pytest.approx(expected, abs=1e-6), None]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([0, 1, 2, 3, 4, 5], [0, 0, 1]),
        ([0, 1, 2, 3, 4, 5, 6.5, 8], [0, 0, 0]),
        ([0, 6], [0, 0, 0]),
        ([5.9], [0, 0, 0]),
        ([], [None, None, None]),
    ],
    ids=["hourly then nothing", "late", "too few to know", "once", "never"],
)
def test_silent_is_three_periods(times: list[float], expected: list[float | None]) -> None:
    heard = curves(hours(*((time, 1) for time in times)))
    assert values(lorawan.silent(edges(5, 6, 8, 8.5), heard)) == expected


def test_silence_of_a_day_is_none_for_one_that_speaks_daily() -> None:
    heard = curves(hours(*((24 * day, 1) for day in range(8))))
    assert values(lorawan.silent(edges(190, 215, 239, 241), heard)) == [0, 0, 1]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([80 - 0.5 * day for day in range(61)], 80),
        ([80 - 0.5 * day - (40 if day == 30 else 0) for day in range(61)], 80),
        ([90] * 61, 3650),
        ([9] * 61, 0),
        ([80, 79, 78], None),
    ],
    ids=["falls", "one bad reading", "does not fall", "empty", "too young"],
)
def test_battery(levels: list[float], expected: float | None) -> None:
    days = civil_days(2026, 6, 1)
    end = int(days[1])
    start = end - (len(levels) - 1) * 24 * 3_600_000
    found = values(lorawan.battery_days_left(days, curves(steady(levels, 24, start))))
    assert found == [pytest.approx(expected, abs=0.01) if expected is not None else None]


def test_a_voltage_has_its_own_end() -> None:
    days = civil_days(2026, 6, 1)
    volts = [3.6 - 0.005 * day for day in range(61)]
    start = int(days[1]) - 60 * 24 * 3_600_000
    found = lorawan.battery_days_left(days, curves(steady(volts, 24, start)), np.array([3.0]))
    assert values(found) == [pytest.approx(60, abs=0.01)]
