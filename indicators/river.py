"""Rivers: how fast the water rises, and which of the site's thresholds it has passed."""

import numpy as np

from indicators.windows import HOUR_MS, Curves, Floats, Ints, at, extreme

GAP_MS = 2 * HOUR_MS
GREEN, YELLOW, ORANGE, RED = range(4)


def rise(edges: Ints, level: Curves) -> Floats:
    """How much the water rose in the hour before the end of each window, cm/h; negative when it falls."""
    return 100 * (at(level, edges[1:], GAP_MS) - at(level, edges[1:] - HOUR_MS, GAP_MS))


def vigilance(edges: Ints, level: Curves, yellow: Floats, orange: Floats, red: Floats) -> Floats:
    """The highest colour that the level reached in each window: 0 green, 1 yellow, 2 orange, 3 red.

    Thresholds are the site's own, m, as Vigicrues has them for each of its stretches (règlement de surveillance,
    de prévision et de transmission de l'information sur les crues); a site without the yellow one has no colour.
    """
    highest = extreme(level, edges, np.fmax.at)
    passed = sum((highest >= threshold[:, None]).astype(np.float64) for threshold in (yellow, orange, red))
    return np.where(np.isnan(highest) | np.isnan(yellow)[:, None], np.nan, passed)
