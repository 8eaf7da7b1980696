"""Energy: the load curve, what is drawn at night, degree-days, and the power factor."""

import numpy as np

from indicators.windows import HOUR_MS, Curves, Floats, Ints, cut, day_parts, extreme, growth, ratio

GAP_MS = 3 * HOUR_MS
"""Meters send their index, or a block of it, every two hours at the slowest."""
NIGHT = (0, 1, 2, 3, 4, 5, 6)
BASE_HEATING = 18.0
"""°C, the base of the « degrés-jours unifiés »."""
BASE_COOLING = 21.0
"""°C. Source: the base of Eurostat's cooling degree days is 24 °C in the day's mean and 21 °C counted from."""


def load(edges: Ints, index: Curves) -> Floats:
    """The mean power of each window, W, a point of the load curve: the growth of the index (W.h) over its hours."""
    return growth(index, edges, GAP_MS) / (np.diff(edges) / HOUR_MS)


def consumption(edges: Ints, index: Curves) -> Floats:
    """The energy of each window, in the unit of the index."""
    return growth(index, edges, GAP_MS)


def night_base(days: Ints, index: Curves) -> Floats:
    """The least mean power of the hours from 00:00 to 06:00 local of each day, W: « talon ».

    What is drawn when nobody works runs all year. Source: « talon de consommation », ADEME's guides to energy
    audits (NF EN 16247-2).
    """
    energies, hours = day_parts(index, days, NIGHT, lambda curves, edges: growth(curves, edges, GAP_MS))
    powers = ratio(energies, np.broadcast_to(hours, energies.shape))
    complete = (np.isfinite(powers) | (hours == 0)).all(axis=2)
    return np.where(complete, np.fmin.reduce(powers, axis=2), np.nan) if powers.size else powers[:, :, 0]


def _range(days: Ints, temperature: Curves) -> tuple[Floats, Floats]:
    """Least and greatest outdoor temperature of each day that is covered to three quarters."""
    known = cut(temperature, days, GAP_MS).covered >= 0.75
    lowest = extreme(temperature, days, np.fmin.at)
    return np.where(known, lowest, np.nan), np.where(known, extreme(temperature, days, np.fmax.at), np.nan)


def heating_degree_days(days: Ints, temperature: Curves) -> Floats:
    """Degree-days of each day under 18 °C, K·d, from its least (Tn) and greatest (Tx) temperature.

    18 − (Tn + Tx)/2 where Tx ≤ 18; 0 where Tn ≥ 18; between them (18 − Tn)·(0.08 + 0.42·(18 − Tn)/(Tx − Tn)).
    Source: COSTIC, « degrés-jours unifiés », méthode « professionnels de l'énergie ».
    """
    return _costic(BASE_HEATING, *_range(days, temperature))


def cooling_degree_days(days: Ints, temperature: Curves) -> Floats:
    """Degree-days of each day over 21 °C, K·d: the same method, the other way up."""
    lowest, highest = _range(days, temperature)
    return _costic(-BASE_COOLING, -highest, -lowest)


def _costic(base: float, lowest: Floats, highest: Floats) -> Floats:
    below = base - lowest
    part = ratio(below, highest - lowest, highest > base)
    between = below * (0.08 + 0.42 * part)
    cold = base - (lowest + highest) / 2
    return np.where(highest <= base, cold, np.where(lowest >= base, 0.0, between))


def power_factor(edges: Ints, active: Curves, reactive: Curves) -> Floats:
    """The mean power factor of each window, from active (W.h) and reactive (var.h) energy.

    E/√(E² + R²), cos φ where there are no harmonics. Source: IEC 60050-131-11-46; tan φ = R/E is what the
    network operator bills.
    """
    energy, idle = growth(active, edges, GAP_MS), growth(reactive, edges, GAP_MS)
    return ratio(energy, np.hypot(energy, idle))
