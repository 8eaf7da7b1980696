"""Energy: what buildings draw from the grid, and the heat that they take."""

from functools import cache

import numpy as np

from simulators import weather
from simulators.accumulation import OFFICE, Accumulation
from simulators.civil import calendar
from simulators.noise import Floats, one
from simulators.spot import Spot

HOUR = 3600.0
BEGINNING = float(calendar().midnight[0])
"""When indices were zero (Unix seconds)."""

# Off-peak hours of the tariff, 22 h to 6 h: what is drawn then, and what is drawn at other hours.
_OFF_PEAK = tuple(weight if hour < 6 or hour >= 22 else 0.0 for hour, weight in enumerate(OFFICE))
_PEAK = tuple(weight if 6 <= hour < 22 else 0.0 for hour, weight in enumerate(OFFICE))

_TIGHT = 17.0  # °C outside from which a building needs no heating
_COLDEST = 26.0  # K below it at which its heating is at full power
_LONGITUDE = 2.3  # heat is summed up for the middle of the territory


def electricity(spot: Spot, name: str = "", low: float = 15_000.0, high: float = 60_000.0) -> Accumulation:
    """What a public building draws in all, in W.h; a few tens of kW.h a day, half of them on days off."""
    daily = one(spot.chance(f"building {name}"), low, high)
    return Accumulation(spot.chance(f"electricity {name}"), daily, OFFICE, "working", 0.5, 0.4)


def tariff(spot: Spot) -> tuple[Accumulation, Accumulation]:
    """What it draws at off-peak and at peak hours, in W.h."""
    daily = one(spot.chance("building"), 15_000.0, 60_000.0) / sum(OFFICE)
    off_peak = Accumulation(spot.chance("off-peak"), daily * sum(_OFF_PEAK), _OFF_PEAK, "working", 0.5, 0.4)
    return off_peak, Accumulation(spot.chance("peak"), daily * sum(_PEAK), _PEAK, "working", 0.5, 0.4)


def heat_power(spot: Spot, t: Floats) -> Floats:
    """Heat that a substation delivers, in W: the colder outside the more, and a little for hot water all the year."""
    return _full_power(spot) * _share(t, spot.longitude)


def heat(spot: Spot, t: Floats) -> Floats:
    """What it has delivered since the calendar began, in W.h."""
    grid, hours = _heated_hours()
    return np.asarray(_full_power(spot) * np.interp(t, grid, hours))


def _full_power(spot: Spot) -> float:
    return one(spot.chance("substation"), 40_000.0, 250_000.0)


def _share(t: Floats, longitude: float) -> Floats:
    return np.clip((_TIGHT - weather.temperature(t, longitude)) / _COLDEST, 0.04, 1.0)


@cache
def _heated_hours() -> tuple[Floats, Floats]:
    """Each hour of the calendar, and how long a heating at full power would have run for the same heat by then."""
    midnight = calendar().midnight
    grid = np.arange(midnight[0], midnight[-2], HOUR)
    return grid, np.concatenate(([0.0], np.cumsum(_share(grid[:-1] + HOUR / 2, _LONGITUDE))))
