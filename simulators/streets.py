"""Outdoors in towns: parking spaces, street noise, street lamps, waste points, people in the street."""

from functools import cache

import numpy as np

from simulators import weather
from simulators.accumulation import STEADY, Accumulation
from simulators.civil import calendar, moment
from simulators.noise import Flags, Floats, normal, one, smooth, uniform
from simulators.spot import Spot

# Share of a town-centre car park that is taken, by hour.
_WEEKDAY = (10, 8, 8, 8, 8, 10, 18, 35, 60, 78, 88, 92, 80, 70, 82, 88, 85, 75, 62, 45, 32, 25, 18, 13)
_SATURDAY = (14, 10, 8, 8, 8, 10, 20, 45, 80, 95, 98, 97, 75, 60, 72, 80, 78, 68, 55, 45, 38, 30, 25, 18)
_SUNDAY = (14, 12, 10, 10, 10, 10, 12, 18, 30, 45, 52, 50, 35, 28, 32, 35, 32, 28, 22, 18, 15, 14, 12, 11)
_STREET = (1, 0.7, 0.5, 0.5, 0.8, 2, 4, 7, 8, 7, 6.5, 7, 7, 6.5, 6.5, 7, 8, 9, 8, 6, 4, 3, 2.2, 1.5)


_STANDBY = 0.15  # A, the clock and the controller of a lighting cabinet


def space_is_taken(spot: Spot, t: Floats) -> Flags:
    """Whether a car stands on the space: drawn anew for each stay, against the demand of the hour.

    Spaces near the entrance (a low draw) fill first; stays last forty minutes or so.
    """
    stay = one(spot.chance("stay"), 1800.0, 5400.0)
    draw = uniform(spot.chance("space"), np.floor(t / stay).astype(np.int64))
    taken: Flags = draw < demand(spot, t)
    return taken


def held_for(spot: Spot, t: Floats, step: float, longest: int = 70) -> Floats:
    """How long the space was as it was just before each instant, in seconds: steps back, `longest` at most."""
    past = (t[:, None] - step * np.arange(1, longest + 1)).ravel()
    states = space_is_taken(spot, past).reshape(t.size, longest)
    same = np.cumprod(states == states[:, :1], axis=1)
    return np.asarray(step * same.sum(axis=1), dtype=np.float64)


def demand(spot: Spot, t: Floats) -> Floats:
    """Share of the car park that is wanted, from 0 to 1, all its spaces together."""
    days, when = calendar(), moment(t)
    shapes = np.array([_WEEKDAY, _SATURDAY, _SUNDAY]) / 100.0
    off = np.maximum(0, days.weekday[when.day] - 4)
    off = np.where((off == 0) & ~days.working[when.day], 2, off)
    hour = when.hour
    before = np.minimum(23, hour.astype(np.int64))
    blend = hour - before
    share = shapes[off, before] * (1.0 - blend) + shapes[off, (before + 1) % 24] * blend
    popular = one(spot.shared("popular"), 0.65, 1.05)
    events = 0.08 * smooth(spot.shared("town"), t, 3 * 3600.0)
    return np.asarray(np.clip(share * popular + events, 0.0, 1.0))


def sound_levels(spot: Spot, t: Floats) -> tuple[Floats, Floats, Floats]:
    """Instant, equivalent and highest A-weighted levels in dB: traffic by the hour, rain, a passing moped."""
    when = moment(t)
    hours = np.arange(25.0)
    traffic = np.interp(when.hour, hours, (*_STREET, _STREET[0]))
    street = one(spot.chance("street"), 44.0, 52.0) + 0.6 * np.log10(spot.population)
    rain = 4.0 * np.minimum(1.0, weather.rain(t, spot.longitude) / 3.0)
    slot = t.astype(np.int64)
    equivalent = street + 10.0 * np.log10(traffic + 0.6) + rain + 1.2 * normal(spot.chance("leq"), slot)
    highest = equivalent + 8.0 + 14.0 * uniform(spot.chance("lmax"), slot)
    instant = equivalent - 2.0 + 3.0 * normal(spot.chance("la"), slot)
    return np.clip(np.minimum(instant, highest), 30, 120), np.clip(equivalent, 30, 120), np.clip(highest, 30, 120)


def lamps_current(spot: Spot, t: Floats) -> Floats:
    """Current of a street-lighting cabinet in A: lamps at night, half of them between 23 h and 5 h."""
    noise = 1.0 + 0.02 * normal(spot.chance("current"), t.astype(np.int64))
    return _STANDBY + _lamps(spot) * noise * _burning(t)


def lamps_charge(spot: Spot, t: Floats) -> Floats:
    """What this cabinet has drawn since the calendar began, in A.h."""
    grid, burned = _burned_hours()
    return np.asarray(_STANDBY * (t - grid[0]) / 3600.0 + _lamps(spot) * np.interp(t, grid, burned))


def _lamps(spot: Spot) -> float:
    return one(spot.chance("lamps"), 8.0, 24.0)


def _burning(t: Floats, longitude: float = 2.3) -> Floats:
    """Share of the lamps that burn."""
    hour = moment(t).hour
    share = np.where((hour >= 23.0) | (hour < 5.0), 0.5, 1.0)
    return np.where(weather.is_dark(t, longitude), share, 0.0)


@cache
def _burned_hours() -> tuple[Floats, Floats]:
    """Each quarter of an hour of the calendar, and how long all lamps would have burned by then."""
    midnight = calendar().midnight
    grid = np.arange(midnight[0], midnight[-2], 900.0)
    return grid, np.concatenate(([0.0], np.cumsum(_burning(grid[:-1]) * 0.25)))


def fill_share(spot: Spot, t: Floats) -> Floats:
    """How full a waste container is, from 0 to 1: filled day by day, emptied once a week at half past seven."""
    days, when = calendar(), moment(t)
    round_day = int(one(spot.shared("round"), 0, 5))
    since = (days.weekday[when.day] - round_day) % 7
    since = np.where((since == 0) & (when.hour < 7.5), 7, since)
    emptied = days.midnight[when.day - since] + 7.5 * 3600.0
    waste = Accumulation(spot.chance("waste"), one(spot.chance("filling"), 0.06, 0.15), chance=0.9)
    return np.clip(waste.total(t) - waste.total(emptied), 0.0, 1.0)


def passers(spot: Spot, name: str, a_day: float) -> Accumulation:
    """People who have come in, or gone out, as a total that grows."""
    return Accumulation(spot.shared(name), a_day, _STREET, "working", 0.3)


def cabinet_charge(spot: Spot, mean_current: float) -> Accumulation:
    """Charge through a current clamp in A.h, for a load that varies little."""
    return Accumulation(spot.chance("load"), mean_current * 24.0, STEADY, chance=0.1)
