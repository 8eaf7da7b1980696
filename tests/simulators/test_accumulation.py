"""Totals grow, never fall, and do not depend on what else is asked."""

from datetime import UTC, datetime

import numpy as np
import pytest

from simulators.accumulation import HOUSEHOLDS, SCHOOL, STEADY, Accumulation, Leak

YEAR = np.arange(datetime(2026, 1, 1, tzinfo=UTC).timestamp(), datetime(2027, 1, 1, tzinfo=UTC).timestamp(), 900.0)


@pytest.mark.parametrize("key", range(3))
@pytest.mark.parametrize(
    ("shape", "days", "rest", "chance"),
    [(HOUSEHOLDS, "all", 1.0, 0.9), (SCHOOL, "school", 0.03, 0.5), (STEADY, "working", 0.0, 0.1)],
)
def test_a_total_never_falls_in_a_year_with_two_clock_changes(
    key: int, shape: tuple[float, ...], days: str, rest: float, chance: float
) -> None:
    total = Accumulation(key, 10.0, shape, days, rest, chance).total(YEAR)
    assert np.diff(total).min() >= 0.0


def test_a_year_adds_up_to_its_days() -> None:
    total = Accumulation(4, 10.0).total(YEAR)
    assert total[-1] - total[0] == pytest.approx(3650, rel=0.01)


def test_days_differ_and_holidays_rest() -> None:
    daily = np.diff(Accumulation(4, 10.0, SCHOOL, "school", 0.03).total(YEAR[::96]))
    assert daily.max() > 1.2 * np.median(daily[daily > 5])
    august = daily[213:243]
    assert august.max() < 1.0


def test_a_total_is_a_function_of_its_instant_alone() -> None:
    whole = Accumulation(4, 10.0).total(YEAR)
    assert Accumulation(4, 10.0).total(YEAR[5000:5003]).tolist() == whole[5000:5003].tolist()


def test_a_leak_adds_for_some_days_and_is_repaired() -> None:
    total = Leak(key=3, rate=0.5, probability=1.0, since=YEAR[0]).total(YEAR)
    hourly = np.diff(total) * 4
    assert np.diff(total).min() >= 0.0
    assert hourly.max() == pytest.approx(0.5)
    assert 0.03 < (hourly > 0.25).mean() < 0.2
