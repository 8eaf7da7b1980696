"""Car parks: how full they are, how often a space changes hands, for how long, and which sensors are stuck."""

import numpy as np

from indicators.places import Group
from indicators.windows import DAY_MS, HOUR_MS, Curves, Flags, Floats, Ints, cut, held_mean, ratio

QUIET_MS = 13 * HOUR_MS
"""Sensors repeat their state at least twice a day; after a longer silence it is not known."""
STUCK_MS = DAY_MS
LONGEST_MIN = 7 * 24 * 60
"""A longer stay is no use of a car park but « stationnement abusif » (code de la route, R417-12), or a stuck sensor."""


def occupancy(edges: Ints, spaces: Group) -> Floats:
    """The share of the time of all known spaces of a car park that was taken in each window, %.

    Source: occupied over available space-hours (ITE, Transportation and Land Development).
    """
    pieces = cut(spaces.curves, edges, QUIET_MS)
    taken = spaces.known_total(pieces.sum(pieces.before * pieces.seconds))
    known = spaces.known_total(pieces.sum(pieces.seconds))
    return 100 * ratio(taken, known)


def turnover(edges: Ints, spaces: Group) -> Floats:
    """How many vehicles came to each space in each window, on average.

    Source: parking turnover, vehicles parked per space and period (ITE, Transportation and Land Development).
    Only spaces whose sensor was heard throughout count, those that nobody came to among them.
    """
    came = np.where(_heard(edges, spaces.curves), _changes(edges, spaces.curves, arrivals=True), np.nan)
    return ratio(spaces.known_total(came), spaces.known(came))


def dwell(edges: Ints, spaces: Group) -> Floats:
    """How long the vehicles that left in each window had stayed, on average, min.

    NaN when none left. Stays of more than seven days do not count.
    """
    owner, ends, stayed = _stays(spaces.curves)
    left = Curves.from_arrays(owner, ends, stayed, spaces.curves.size)
    total = _by_window(edges, left, left.values)
    count = _by_window(edges, left, np.ones(len(left.values)))
    return ratio(spaces.known_total(total), spaces.known_total(count))


def stuck(edges: Ints, space: Curves) -> Floats:
    """Whether a space was heard and did not change in the 24 h before the end of each window: 1 or 0.

    NaN for a sensor that was not heard throughout: silent is not stuck.
    """
    found = np.full((space.size, max(0, len(edges) - 1)), np.nan)
    for window, end in enumerate(edges[1:]):
        day = np.array([end - STUCK_MS, end], np.int64)
        changes = _changes(day, space, arrivals=True) + _changes(day, space, arrivals=False)
        found[:, window] = np.where(_heard(day, space), changes == 0, np.nan)[:, 0]
    return found


def stuck_spaces(edges: Ints, spaces: Group) -> Floats:
    """How many of the known spaces of a car park are stuck at the end of each window."""
    rows = stuck(edges, spaces.curves)
    return np.where(spaces.known(rows) > 0, spaces.known_total(rows), np.nan)


def _heard(edges: Ints, space: Curves) -> Flags:
    return np.isfinite(held_mean(space, edges, QUIET_MS, least=0.9))


def _turns(space: Curves) -> tuple[Flags, Flags]:
    """Which samples begin a stay, and which end one."""
    taken = space.values > 0.5
    same = np.concatenate([[False], np.diff(space.owner) == 0])[: len(taken)]
    before = np.concatenate([[False], taken[:-1]])[: len(taken)]
    return same & taken & ~before, same & ~taken & before


def _changes(edges: Ints, space: Curves, *, arrivals: bool) -> Floats:
    begins, ends = _turns(space)
    return _by_window(edges, space, (begins if arrivals else ends).astype(np.float64))


def _stays(space: Curves) -> tuple[Ints, Ints, Floats]:
    """Of each stay whose beginning and end are known: the space, the end (ms), the length (min)."""
    begins, ends = _turns(space)
    started, ended = np.flatnonzero(begins), np.flatnonzero(ends)
    # Beginnings and ends take turns within a space; an end without its beginning has an older one before it.
    match = np.searchsorted(started, ended) - 1
    known = match >= 0
    known[known] = space.owner[started[match[known]]] == space.owner[ended[known]]
    started, ended = started[match[known]], ended[known]
    minutes = (space.times[ended] - space.times[started]) / 60_000
    usual = minutes <= LONGEST_MIN
    return space.owner[ended][usual], space.times[ended][usual], minutes[usual]


def _by_window(edges: Ints, curves: Curves, weights: Floats) -> Floats:
    windows = max(0, len(edges) - 1)
    window = np.searchsorted(edges, curves.times, "right") - 1
    inside = (window >= 0) & (window < windows)
    cell = curves.owner[inside] * windows + window[inside]
    sums = np.bincount(cell, weights[inside], curves.size * windows).astype(np.float64)
    return sums.reshape(curves.size, windows)
