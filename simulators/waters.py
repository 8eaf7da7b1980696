"""Water: meters of the network, rivers after rain, soils."""

import numpy as np

from simulators import weather
from simulators.accumulation import HOUSEHOLDS, SCHOOL, Accumulation, Leak
from simulators.civil import moment
from simulators.noise import Floats, one, smooth
from simulators.spot import YEAR, Spot

HOUR = 3600.0
_LEAK = 0.25
"""m³ an hour that a cistern or a burst hose lets run."""


def meter_index(spot: Spot, t: Floats) -> Floats:
    """Index of a meter in m³: a district with its night minimum, or a school; a few leak for days.

    A district of the network never sleeps: pipes lose a little at all hours.
    """
    school = not serves_district(spot)
    people = 25 if school else one(spot.chance("homes"), 60, 400)
    use = Accumulation(
        spot.chance("water"),
        daily=people * (0.05 if school else 0.12),
        shape=SCHOOL if school else HOUSEHOLDS,
        days="school" if school else "all",
        rest=0.03,
        origin=one(spot.chance("index"), 500.0, 9000.0),
    )
    leak = Leak(spot.chance("leak"), 0.15 if school else 0.9, 0.25, spot.installed)
    loss = (0.0 if school else 0.06) * (t - spot.installed) / HOUR
    tonight = _LEAK * spot.seconds_of("leak", t) / HOUR
    return use.total(t) + leak.total(t) + loss + tonight


def serves_district(spot: Spot) -> bool:
    """Whether a meter counts what a whole quarter draws, and so never stands still."""
    return one(spot.chance("customer")) >= 0.4


def hourly_index(spot: Spot, t: Floats, hours: int) -> tuple[Floats, Floats]:
    """The index at the last full hours before each instant: instants of the oldest, and a row of indices each."""
    oldest = np.floor(t / HOUR) * HOUR - (hours - 1) * HOUR
    grid = oldest[:, None] + np.arange(hours) * HOUR
    flat, where = np.unique(grid, return_inverse=True)
    return oldest, meter_index(spot, flat)[where.reshape(grid.shape)]


def river_level(spot: Spot, t: Floats) -> Floats:
    """Water level in m above the gauge's zero: chalk aquifers highest in March, and rain of the last days.

    Wide rivers (a populous valley) answer slowly and little; a brook answers within hours.
    """
    reach = one(spot.shared("reach"))
    memory = (10.0 + 50.0 * reach) * HOUR
    season = np.cos(2 * np.pi * (t / YEAR - 75 / 365.25))
    felt = weather.wetness(t, spot.longitude, memory)
    base = one(spot.shared("base"), 0.5, 1.4)
    waves = 0.006 * smooth(spot.chance("waves"), t, 900.0)
    return np.maximum(0.05, base + 0.15 * season + (0.022 - 0.012 * reach) * felt + waves + spot.drift(t, 0.01))


def soil_moisture(spot: Spot, t: Floats) -> Floats:
    """Volumetric moisture in %: ten days of rain, dried by summer."""
    felt = weather.wetness(t, spot.longitude, 10 * weather.DAY)
    winter = np.cos(2 * np.pi * (t / YEAR - 20 / 365.25))
    sandy = one(spot.chance("soil"), 0.0, 6.0)
    return np.clip(20.0 - sandy + 6.0 * winter + 0.28 * felt + spot.drift(t, 0.5), 3.0, 48.0)


def soil_temperature(spot: Spot, t: Floats) -> Floats:
    """Temperature 20 cm deep in °C: the season, some days late, and a weak daily wave."""
    season = np.cos(2 * np.pi * (t / YEAR - 208 / 365.25))
    daily = np.cos(2 * np.pi * (moment(t).fraction - 0.8))
    return 11.5 + 6.5 * season + 0.6 * daily + 0.8 * smooth(spot.chance("soil heat"), t, 5 * weather.DAY)


def soil_conductivity(spot: Spot, t: Floats) -> Floats:
    """Bulk electrical conductivity in µS/cm, which rises with moisture."""
    return one(spot.chance("salts"), 8.0, 16.0) * soil_moisture(spot, t)


def boiler_gas(spot: Spot) -> Accumulation:
    """Gas of a school's boiler, in m³."""
    return Accumulation(spot.chance("gas"), one(spot.chance("boiler"), 20.0, 90.0), SCHOOL, "school", 0.3)
