"""Outdoor air: daily sub-indices, means of a day and of a year, beside the limits of the law.

Only an approved association (here Atmo Hauts-de-France) may publish an « indice ATMO » (arrêté of 10 July 2020,
article 2), and sensors on lamp posts are no reference instruments: everything here is « indicatif ».
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indicators.windows import HOUR_MS, Curves, Floats, Ints, linear_mean, ratio

GAP_MS = 2 * HOUR_MS
CAPTURE = 0.75
"""Data capture that a mean of an hour or a day needs. Source: directive 2008/50/EC, annex XI."""
YEAR_CAPTURE = 0.9
"""Data capture that a mean of a year needs. Source: the same."""

LEVELS: Mapping[str, tuple[float, ...]] = {
    "pm10": (20, 40, 50, 100, 150),
    "pm2_5": (10, 20, 25, 50, 75),
    "no2": (40, 90, 120, 230, 340),
    "o3": (50, 100, 130, 240, 380),
    "so2": (100, 200, 350, 500, 750),
}
"""The upper bounds (µg/m³) of levels 1 (bon) to 5 (très mauvais); above is 6 (extrêmement mauvais).

Source: arrêté of 10 July 2020 on the indice ATMO: particles by their mean of the day, gases by their highest
hour.
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit value for the protection of health, µg/m³; `allowed` days or hours above it in a calendar year."""

    text: str
    period: str
    value: float
    allowed: int = 0


LIMITS: Mapping[str, tuple[Limit, ...]] = {
    "pm10": (
        Limit("2008/50", "year", 40),
        Limit("2008/50", "day", 50, 35),
        Limit("2024/2881", "year", 20),
        Limit("2024/2881", "day", 45, 18),
    ),
    "pm2_5": (Limit("2008/50", "year", 25), Limit("2024/2881", "year", 10), Limit("2024/2881", "day", 25, 18)),
    "no2": (
        Limit("2008/50", "year", 40),
        Limit("2008/50", "hour", 200, 18),
        Limit("2024/2881", "year", 20),
        Limit("2024/2881", "day", 50, 18),
        Limit("2024/2881", "hour", 200, 3),
    ),
    "so2": (
        Limit("2008/50", "day", 125, 3),
        Limit("2008/50", "hour", 350, 24),
        Limit("2024/2881", "year", 20),
        Limit("2024/2881", "day", 50, 18),
        Limit("2024/2881", "hour", 350, 3),
    ),
}
"""Limit values of directive 2008/50/EC (annex XI) and, to be met from 2030, of directive (EU) 2024/2881 (annex I)."""


def day_mean(days: Ints, concentration: Curves) -> Floats:
    """The mean of each civil day, µg/m³, with three quarters of it covered at least."""
    return linear_mean(concentration, days, GAP_MS, CAPTURE)


def highest_hour(days: Ints, concentration: Curves) -> Floats:
    """The highest mean of an hour of each civil day, µg/m³, with three quarters of the hours known at least."""
    if len(days) < 2:
        return np.empty((concentration.size, 0))
    hours = np.arange(days[0], days[-1] + 1, HOUR_MS, dtype=np.int64)
    means = linear_mean(concentration, hours, GAP_MS, CAPTURE)
    first = np.searchsorted(hours, days[:-1])
    known = np.add.reduceat(np.isfinite(means), first, axis=1, dtype=np.float64)
    return np.where(known >= CAPTURE * np.diff(days) / HOUR_MS, np.fmax.reduceat(means, first, axis=1), np.nan)


def level(values: Floats, bounds: tuple[float, ...]) -> Floats:
    """The level, 1 (bon) to 6 (extrêmement mauvais), of concentrations; a bound belongs to the level below it."""
    return np.where(np.isnan(values), np.nan, 1.0 + np.searchsorted(bounds, values, "left"))


def particle_index(days: Ints, concentration: Curves, pollutant: str) -> Floats:
    """The daily sub-index of particles (`pm10`, `pm2_5`), by the mean of the day; « indicatif »."""
    return level(day_mean(days, concentration), LEVELS[pollutant])


def gas_index(days: Ints, concentration: Curves, pollutant: str) -> Floats:
    """The daily sub-index of a gas (`no2`, `o3`, `so2`), by its highest hour; « indicatif »."""
    return level(highest_hour(days, concentration), LEVELS[pollutant])


def year_mean(days: Ints, daily: Curves) -> Floats:
    """The mean of the 365 days that end with each day, µg/m³, from daily means, 90 % of them at least."""
    total, count, _ = _year(days, daily, np.inf)
    return ratio(total, count, count >= YEAR_CAPTURE * 365)


def days_above(days: Ints, daily: Curves, limit: float) -> Floats:
    """How many of the 365 days that end with each day had a mean above a limit (µg/m³), of 90 % at least."""
    _, count, above = _year(days, daily, limit)
    return np.where(count >= YEAR_CAPTURE * 365, above, np.nan)


def _year(days: Ints, daily: Curves, limit: float) -> tuple[Floats, Floats, Floats]:
    """Sum, number, and number above a limit of the daily means of the 365 days that end with each day."""
    found = np.zeros((3, daily.size, max(0, len(days) - 1)))
    for column, day in enumerate(days[:-1]):
        inside = (daily.times > day - 364 * 24 * HOUR_MS - 12 * HOUR_MS) & (daily.times <= day)
        owner, values = daily.owner[inside], daily.values[inside]
        for row, weights in enumerate((values, np.ones(len(values)), (values > limit).astype(np.float64))):
            found[row, :, column] = np.bincount(owner, weights, daily.size)
    return found[0], found[1], found[2]


def hours_above(edges: Ints, concentration: Curves, limit: float) -> Floats:
    """How many hours of each window had a mean above a limit (µg/m³), of the hours that are known."""
    if len(edges) < 2:
        return np.empty((concentration.size, 0))
    hours = np.arange(edges[0], edges[-1] + 1, HOUR_MS, dtype=np.int64)
    means = linear_mean(concentration, hours, GAP_MS, CAPTURE)
    return np.add.reduceat(means > limit, np.searchsorted(hours, edges[:-1]), axis=1, dtype=np.float64)
