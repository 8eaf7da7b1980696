"""Waste: when a container will be full, and which ones a round should visit."""

import numpy as np

from indicators.windows import DAY_MS, HOUR_MS, Curves, Floats, Ints, at, last_known, trend

GAP_MS = 13 * HOUR_MS
PAST_DAYS = 14
STEP_MS = 6 * HOUR_MS
EMPTIED = 20.0
"""Percentage points by which the level falls at an emptying; less is settling, or the sensor."""
FULL = 100.0
DUE = 75.0
"""Fill level (%) from which a container is to be emptied."""
HORIZON_DAYS = 2.0
"""A container that will be full within this time is visited too: the next round comes too late."""
MOST_DAYS = 365.0


def days_to_full(edges: Ints, fill: Curves) -> Floats:
    """In how many days each container will be full, seen at the end of each window; at most 365.

    The robust slope (Theil-Sen) of the levels since the last emptying, of two weeks at most, carried on to 100 %.
    """
    found = np.full((fill.size, max(0, len(edges) - 1)), np.nan)
    for window, end in enumerate(edges[1:]):
        instants = np.arange(end - PAST_DAYS * DAY_MS, end + 1, STEP_MS, dtype=np.int64)
        levels = at(fill, instants, GAP_MS)
        since = _since_emptied(levels)
        per_day = trend(instants / DAY_MS, since)
        left = FULL - last_known(since)
        # A level that does not rise will be full one day; no more is known than that it is not soon.
        days = np.where(per_day > left / MOST_DAYS, left / np.where(per_day > 0, per_day, 1), MOST_DAYS)
        found[:, window] = np.where(np.isnan(per_day) | np.isnan(left), np.nan, np.where(left <= 0, 0.0, days))
    return found


def due(edges: Ints, fill: Curves) -> Floats:
    """Whether a round should visit each container at the end of each window: 1 or 0.

    Its level is 75 % or more, or it will be full within two days.
    """
    level = at(fill, edges[1:], GAP_MS)
    soon = days_to_full(edges, fill) <= HORIZON_DAYS
    return np.where(np.isnan(level), np.nan, (level >= DUE) | soon)


def _since_emptied(levels: Floats) -> Floats:
    """The levels of each row with what lies before its last emptying left out."""
    # Each level beside the last one known before it: a gap must not hide an emptying.
    latest = np.maximum.accumulate(np.where(np.isnan(levels), -1, np.arange(levels.shape[1])), axis=1)
    before = np.take_along_axis(levels, np.clip(latest[:, :-1], 0, None), axis=1)
    emptied = before - levels[:, 1:] >= EMPTIED
    position = np.arange(1, levels.shape[1])
    last = np.where(emptied, position, 0).max(axis=1, initial=0)
    return np.where(np.arange(levels.shape[1]) >= last[:, None], levels, np.nan)
