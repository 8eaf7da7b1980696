"""Datacenter: the indicators of EN 50600-4 (ISO/IEC 30134), and whether rooms are as cool and dry as they should be.

Energies come from counters: a window has an indicator when every meter of it covers the window whole. A PUE
below 1 cannot be, so it is refused: a meter is missing, or stands at the wrong place. Over less than a year the
standard calls them interim.

The role of a meter is the tag `role` of its device: `total` (what enters the site), `it` (at the UPS output, the
PDU or the IT input: categories 1, 2, 3), `cooling`, `renewable`; of a heat meter, `reused`.
"""

import numpy as np

from indicators.places import Group
from indicators.windows import HOUR_MS, Curves, Floats, Ints, at, extreme, growth, held_mean, linear_mean, paired, ratio

GAP_MS = 2 * HOUR_MS
_WATT_HOURS = 1000.0
RECOMMENDED = ((18.0, 27.0), (-9.0, 15.0), (0.0, 70.0))
ALLOWABLE_A1 = ((15.0, 32.0), (-12.0, 17.0), (8.0, 80.0))
"""Dry bulb (°C), dew point (°C) and relative humidity (%) of air at the inlets of racks.

Source: ASHRAE TC 9.9, Thermal Guidelines for Data Processing Environments, 5th edition (2021), low corrosion.
"""


def total_energy(edges: Ints, meters: Group, gap_ms: int = GAP_MS) -> Floats:
    """The energy that entered each site, W.h."""
    return meters.total(growth(meters.curves, edges, gap_ms), "total")


def it_energy(edges: Ints, meters: Group, it_meters: Group, gap_ms: int = GAP_MS) -> Floats:
    """The energy of the IT of each site, W.h: its IT registers, or else the meters whose role is `it`."""
    registers = it_meters.total(growth(it_meters.curves, edges, gap_ms))
    measured = np.bincount(it_meters.place, minlength=it_meters.count)[: it_meters.count] > 0
    return np.where(measured[:, None], registers, meters.total(growth(meters.curves, edges, gap_ms), "it"))


def pue_of(total: Floats, it: Floats) -> Floats:
    """Power usage effectiveness: total over IT energy, NaN where it would be below 1.

    Source: ISO/IEC 30134-2. Of a sub-system with its IT inside the same boundary it is the partial PUE.
    """
    value = ratio(total, it)
    return np.where(value >= 1, value, np.nan)


def pue(edges: Ints, meters: Group, it_meters: Group) -> Floats:
    """Power usage effectiveness of each site and window: total over IT energy, never below 1."""
    return pue_of(total_energy(edges, meters), it_energy(edges, meters, it_meters))


def cooling_ppue(edges: Ints, meters: Group, it_meters: Group) -> Floats:
    """The partial PUE of cooling: (cooling + IT) over IT energy. Source: ISO/IEC 30134-2."""
    it = it_energy(edges, meters, it_meters)
    return pue_of(meters.total(growth(meters.curves, edges, GAP_MS), "cooling") + it, it)


def wue(edges: Ints, water: Group, meters: Group, it_meters: Group) -> Floats:
    """Water usage effectiveness, L/(kW.h): water that entered over IT energy. Source: ISO/IEC 30134-9, category 1."""
    litres = 1000 * water.total(growth(water.curves, edges, 26 * HOUR_MS))
    return ratio(litres, it_energy(edges, meters, it_meters) / _WATT_HOURS)


def cue(edges: Ints, meters: Group, it_meters: Group) -> Floats:
    """Carbon usage effectiveness, kg CO₂e/(kW.h): emissions over IT energy. Source: ISO/IEC 30134-8, category 1.

    Each meter of role `total` says in its tag `carbon_kg_per_kwh` what a kW.h of its supply emits.
    """
    energy = growth(meters.curves, edges, GAP_MS) / _WATT_HOURS
    emitted = meters.total(energy * meters.numbers["carbon_kg_per_kwh"][:, None], "total")
    return ratio(emitted, it_energy(edges, meters, it_meters) / _WATT_HOURS)


def ref(edges: Ints, meters: Group) -> Floats:
    """Renewable energy factor, 0 to 1: renewable over total energy. Source: ISO/IEC 30134-3.

    Only what is metered counts (role `renewable`); guarantees of origin are the operator's to add.
    """
    return ratio(meters.total(growth(meters.curves, edges, GAP_MS), "renewable"), total_energy(edges, meters))


def erf(edges: Ints, heat: Group, meters: Group) -> Floats:
    """Energy reuse factor, 0 to 1: heat that is used elsewhere over total energy. Source: ISO/IEC 30134-6."""
    return ratio(heat.total(growth(heat.curves, edges, GAP_MS), "reused"), total_energy(edges, meters))


def cer(edges: Ints, cold: Group, meters: Group) -> Floats:
    """Cooling efficiency ratio: heat removed over the energy of cooling. Source: ISO/IEC 30134-7."""
    removed = cold.total(growth(cold.curves, edges, GAP_MS))
    return ratio(removed, meters.total(growth(meters.curves, edges, GAP_MS), "cooling"))


def dew_point_of(temperature: Floats, humidity: Floats) -> Floats:
    """Dew point (°C) of air of a temperature (°C) and relative humidity (%); NaN for perfectly dry air.

    The Magnus formula with the coefficients of Alduchov & Eskridge (1996): 17.625 and 243.04 °C.
    """
    moisture = np.log(np.where(humidity > 0, humidity, np.nan) / 100) + 17.625 * temperature / (243.04 + temperature)
    point: Floats = 243.04 * moisture / (17.625 - moisture)
    return point


def dew_point(edges: Ints, temperature: Curves, humidity: Curves) -> Floats:
    """The mean dew point of each window, °C."""
    warm, moist = paired(temperature, humidity)
    points = dew_point_of(warm.values, moist.values)
    known = np.isfinite(points)
    curves = Curves(warm.owner[known], warm.times[known], points[known], warm.size)
    return linear_mean(curves, edges, GAP_MS)


def compliance(edges: Ints, temperature: Curves, humidity: Curves, envelope: tuple[tuple[float, float], ...]) -> Floats:
    """The share of each window that the air was inside an envelope of ASHRAE, %."""
    warm, moist = paired(temperature, humidity)
    measured = (warm.values, dew_point_of(warm.values, moist.values), moist.values)
    within = [(values >= low) & (values <= high) for values, (low, high) in zip(measured, envelope, strict=True)]
    return 100 * held_mean(warm.having(np.all(within, axis=0).astype(np.float64)), edges, GAP_MS)


def rise(edges: Ints, temperature: Curves) -> Floats:
    """How much the temperature rose in the hour before the end of each window, K/h.

    ASHRAE allows 5 K/h where there are tapes, 20 K/h elsewhere.
    """
    return at(temperature, edges[1:], GAP_MS) - at(temperature, edges[1:] - HOUR_MS, GAP_MS)


def cooling_spare(edges: Ints, faults: Group) -> Floats:
    """How many cooling units each site has beyond what it needs: 1 is N+1, 0 is redundancy lost, below is too few.

    A unit counts when it had no fault in the window. One unit is the spare, unless the tag `cooling_needed` of
    the units says how many the site needs. Source: EN 50600-2-3, availability class 3 (N+1).
    """
    worst = extreme(faults.curves, edges, np.fmax.at)
    sound = np.where(np.isnan(worst), np.nan, worst == 0)
    units = np.bincount(faults.place, minlength=faults.count)[: faults.count].astype(np.float64)
    needed = np.full(faults.count, np.nan)
    np.fmax.at(needed, faults.place, faults.numbers["cooling_needed"])
    return faults.total(sound) - np.where(np.isnan(needed), units - 1, needed)[:, None]
