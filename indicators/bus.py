"""Buses: how fast they get on, how regular and how full they are."""

import numpy as np

from indicators.windows import MINUTE_MS, Curves, Floats, Ints, cut, extreme, paired, ratio, samples_in

GAP_MS = 15 * MINUTE_MS
EARTH_KM = 6371.0088
"""Mean radius of the Earth. Source: IUGG."""
EARLY_S, LATE_S = -60, 300
"""A bus is on time from one minute early to five minutes late. Source: TCRP Report 165, chapter 5."""


def commercial_speed(edges: Ints, latitude: Curves, longitude: Curves) -> Floats:
    """The speed of each window with all its stops, km/h: the way between positions over the time between them.

    Positions minutes apart cut corners, so that this is a lower bound. A bus that did not move all the window
    long was not in service, and has no speed. Source: great-circle distance by the haversine formula.
    """
    north, east = paired(latitude, longitude)
    kilometres = _steps(north.owner, np.radians(north.values), np.radians(east.values))
    way = cut(north.having(kilometres), edges, GAP_MS)
    distance = way.sum(way.after * way.share)
    return ratio(3600 * distance, way.sum(way.seconds), (way.covered >= 0.5) & (distance > 0.1))


def _steps(owner: Ints, north: Floats, east: Floats) -> Floats:
    """The way (km) to each position from the one before it."""
    lower, upper = north[:-1], north[1:]
    chord = np.sin(np.diff(north) / 2) ** 2 + np.cos(lower) * np.cos(upper) * np.sin(np.diff(east) / 2) ** 2
    way = 2 * EARTH_KM * np.arcsin(np.sqrt(chord)) * (np.diff(owner) == 0)
    return np.concatenate([np.zeros(1), way])[: len(owner)]


def punctuality(edges: Ints, deviation: Curves) -> Floats:
    """The share of the reports of each window that were on time (−1 to +5 min), %."""
    cell, inside = samples_in(deviation, edges)
    size = deviation.size * max(0, len(edges) - 1)
    on_time = (deviation.values >= EARLY_S) & (deviation.values <= LATE_S)
    reports = np.bincount(cell[inside], minlength=size).astype(np.float64)
    good = np.bincount(cell[inside], on_time[inside].astype(np.float64), size).astype(np.float64)
    return 100 * ratio(good, reports).reshape(deviation.size, max(0, len(edges) - 1))


def peak_load(edges: Ints, passengers: Curves, capacity: Floats) -> Floats:
    """The greatest number of passengers of each window over the capacity of the bus, %."""
    return 100 * ratio(extreme(passengers, edges, np.fmax.at), capacity[:, None])
