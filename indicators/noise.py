"""Noise: energetic means, the day-evening-night levels with the French periods, and statistical levels.

The annual indicators of the law are long-term means by standard methods; what one sensor says of one day is
indicative.
"""

import numpy as np

from indicators.windows import HOUR_MS, Curves, Floats, Ints, Pieces, cut, day_parts, quantile

GAP_MS = HOUR_MS
CAPTURE = 0.75
PERIODS = (6, 18, 22, 30)
"""Day, evening and night begin at 06:00, 18:00 and 22:00 local; the night ends at 06:00 of the next day.

Source: code de l'environnement, R572-4, and arrêté of 4 April 2006, article 2.
"""
PENALTIES = (0.0, 5.0, 10.0)
HOURS = (12.0, 4.0, 8.0)
DAY, EVENING, NIGHT = range(3)


def mean_level(edges: Ints, level: Curves) -> Floats:
    """The energetic mean of each window, dB(A): LAeq.

    10 log₁₀ of the mean of 10^(L/10) over time. Source: ISO 1996-1. A sensor sends at its end what a period was
    like, so that a reading holds from the one before it.
    """
    return _decibels(_energy(level, edges))


def period_level(days: Ints, level: Curves, period: int) -> Floats:
    """The LAeq of the day (Ld), evening (Le) or night (Ln) that begins on each civil day, dB(A)."""
    return _decibels(_periods(days, level)[:, :, period])


def lden(days: Ints, level: Curves) -> Floats:
    """The day-evening-night level of each day, dB(A), from 06:00 to 06:00.

    10 log₁₀ (1/24) (12·10^(Ld/10) + 4·10^((Le + 5)/10) + 8·10^((Ln + 10)/10)). Source: directive 2002/49/EC,
    annex I, with the evening of France from 18:00 to 22:00.
    """
    weights = np.array(HOURS) / 24 * 10 ** (np.array(PENALTIES) / 10)
    weighted: Floats = (_periods(days, level) * weights).sum(axis=2)
    return _decibels(weighted)


def exceeded(edges: Ints, level: Curves, part: float) -> Floats:
    """The level that is exceeded during this part of each window, dB(A): L10 with 0.1, L90 with 0.9.

    Source: ISO 1996-1, percentile levels; of sensors that send means of ten minutes they are smoothed.
    """
    pieces = cut(level, edges, GAP_MS)
    return quantile(pieces, pieces.after, 1 - part, CAPTURE)


def _periods(days: Ints, level: Curves) -> Floats:
    energies, _ = day_parts(level, days, PERIODS, _energy)
    return energies


def _energy(level: Curves, edges: Ints) -> Floats:
    pieces: Pieces = cut(level, edges, GAP_MS)
    return pieces.mean(10 ** (pieces.after / 10), CAPTURE)


def _decibels(energy: Floats) -> Floats:
    levels: Floats = 10 * np.log10(energy)
    return levels
