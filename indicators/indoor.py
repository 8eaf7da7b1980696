"""Indoor air: for how long a room was stuffy while people were in it, and how stuffy.

A room is taken to be occupied from 08:00 to 18:00 local on weekdays that are no public holidays, since few rooms say
so themselves. School holidays are not known here: an empty school has no hours above 800 ppm, but its ICONE falls.
"""

import numpy as np

from indicators.windows import HOUR_MS, Curves, Floats, Ints, cut, day_parts, hours_of_days, ratio, share_above
from telemetry.holidays import holidays
from telemetry.times import PARIS, from_ms

GAP_MS = HOUR_MS
OCCUPIED = (8, 18)
SATISFACTORY = 800
"""ppm; below it air renewal is satisfactory. Source: arrêté of 27 December 2022, article 4 (décret 2022-1689)."""
INSUFFICIENT = 1500
"""ppm; above it air renewal is insufficient. Source: the same."""
CAPTURE = 0.75


def hours_above(days: Ints, co2: Curves, threshold: float) -> Floats:
    """For how many hours of each day CO₂ was above a threshold (ppm) while the room was occupied.

    NaN on days without occupation, and where three quarters of it are not known.
    """
    return _parts(days, co2, threshold) * float(np.diff(OCCUPIED)[0])


def icone(days: Ints, co2: Curves) -> Floats:
    """The stuffiness index of each day, 0 (none) to 5 (extreme).

    8.3 × log₁₀(1 + f₁ + 3 f₂), f₁ and f₂ the shares of occupied time from 1000 to 1700 ppm and above 1700 ppm.
    Source: ICONE, Indice de confinement d'air dans les écoles, CSTB (Ribéron et al., 2011); décret 2012-14. The
    index is meant for a week of occupation: the mean of five days tells more than one of them.
    """
    stuffy, very = _parts(days, co2, 1000), _parts(days, co2, 1700)
    index: Floats = 8.3 * np.log10(1 + (stuffy - very) + 3 * very)
    return index


def _parts(days: Ints, co2: Curves, threshold: float) -> Floats:
    """The share of the occupied time of each day that CO₂ was above a threshold."""

    def share(curves: Curves, edges: Ints) -> Floats:
        pieces = cut(curves, edges, GAP_MS)
        above = pieces.sum(share_above(pieces, threshold) * pieces.seconds)
        return ratio(above, pieces.sum(pieces.seconds), pieces.covered >= CAPTURE)

    shares, _ = day_parts(co2, days, OCCUPIED, share)
    return np.where(_worked(days), shares[:, :, 0], np.nan)


def _worked(days: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    noons = hours_of_days(days, (12,)).ravel()
    dates = (from_ms(int(noon)).astimezone(PARIS).date() for noon in noons)
    return np.array([day.weekday() < 5 and day not in holidays(day.year) for day in dates], np.bool_)
