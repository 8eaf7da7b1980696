"""Short ways to write series for the tests of indicators."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from indicators.places import Group
from indicators.windows import Curves, Floats, Ints, Step, borders
from telemetry.series import Sample, Span
from telemetry.times import PARIS, to_ms

HOUR = 3_600_000
START = to_ms(datetime(2026, 3, 2, tzinfo=PARIS))
"""A Monday, midnight in Paris."""


def hours(*pairs: tuple[float, float], start: int = START) -> list[Sample]:
    """Samples at hours after a start."""
    return [Sample(start + round(hour * HOUR), value) for hour, value in pairs]


def curves(*series: Sequence[Sample]) -> Curves:
    """Series end to end."""
    return Curves.of(series)


def steady(values: Sequence[float], step_h: float = 1.0, start: int = START) -> list[Sample]:
    """Samples at even steps."""
    return hours(*((number * step_h, value) for number, value in enumerate(values)), start=start)


def edges(*at_hours: float, start: int = START) -> Ints:
    """Borders at hours after a start."""
    return np.array([start + round(hour * HOUR) for hour in at_hours], np.int64)


def civil_days(year: int, month: int, day: int, count: int = 1) -> Ints:
    """The borders of so many civil days."""
    start = to_ms(datetime(year, month, day, tzinfo=PARIS))
    return borders(Span(start, start + (count * 24 + 2) * HOUR), Step.DAY)[: count + 1]


def group(*series: Sequence[Sample], roles: Sequence[str] = (), places: Sequence[int] = (), **numbers: float) -> Group:
    """Series of one place (unless `places` says more), with roles, and the same numbers for all."""
    where = list(places) or [0] * len(series)
    return Group(
        curves(*series),
        np.array(where, np.int64),
        tuple(roles) or ("",) * len(series),
        {name: np.full(len(series), value) for name, value in numbers.items()},
        max(where, default=0) + 1,
    )


def values(matrix: Floats) -> list[float | None]:
    """The first row, None for NaN, rounded to what a test writes by hand."""
    return [None if np.isnan(value) else round(float(value), 6) for value in matrix[0]]
