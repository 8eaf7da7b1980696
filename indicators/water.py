"""Water: what a meter's index says of consumption, leaks and districts.

Meters send their index every quarter of an hour to twice a day; between two readings the index is taken to grow
evenly. A meter read less often than every other hour tells nothing of its nights.
"""

import numpy as np

from indicators.places import Group
from indicators.windows import (
    DAY_MS,
    HOUR_MS,
    Curves,
    Floats,
    Ints,
    cut,
    day_parts,
    growth,
    hours_of_days,
    ratio,
    run_lengths,
)

READ_MS = 26 * HOUR_MS
"""A meter that is read once a day, and somewhat late, has no gap."""
FINE_MS = 2 * HOUR_MS
"""The longest step from which the flow of an hour can be told."""
NIGHT = (2, 3, 4, 5)
UNBROKEN_HOURS = 24
MOST_HOURS = 7 * 24
DRIFT = 1.5
"""How far above its own baseline a night flow is suspect."""
BASELINE_DAYS = 28
PERIOD_DAYS = 30
_LITRES = 1000.0


def volume(edges: Ints, index: Curves) -> Floats:
    """The volume of each window, m³: the growth of the index."""
    return growth(index, edges, READ_MS)


def night_flow(days: Ints, index: Curves) -> Floats:
    """The least flow of the hours from 02:00 to 05:00 local of each day, L/h.

    People sleep then, so that what still flows leaks. Source: minimum night flow analysis, IWA Water Loss Task
    Force (Farley & Trow, Losses in Water Distribution Networks, 2003).
    """
    volumes, hours = day_parts(index, days, NIGHT, lambda curves, edges: growth(curves, edges, FINE_MS))
    flows = _LITRES * ratio(volumes, np.broadcast_to(hours, volumes.shape))
    # Two o'clock does not exist on the day when clocks go forward: its hour is no window, and no gap either.
    complete = (np.isfinite(flows) | (hours == 0)).all(axis=2)
    return np.where(complete, np.fmin.reduce(flows, axis=2), np.nan) if flows.size else flows[:, :, 0]


def continuous_flow(edges: Ints, index: Curves) -> Floats:
    """For how many hours water had flowed without a break at the end of each window, h; a week at most."""
    if len(edges) < 2:
        return np.empty((index.size, 0))
    hours = np.arange(edges[0] - MOST_HOURS * HOUR_MS, edges[-1] + 1, HOUR_MS, dtype=np.int64)
    flowed = growth(index, hours, FINE_MS)
    runs = np.minimum(run_lengths(flowed > 0), MOST_HOURS).astype(np.float64)
    runs[np.isnan(flowed)] = np.nan
    # The hour that ends at the end of each window; windows of hours and of days alike.
    return runs[:, np.searchsorted(hours, edges[1:]) - 1]


def leak(days: Ints, index: Curves) -> Floats:
    """Whether a leak is suspected on each day: 1 or 0.

    A meter that uses to stop at night is suspect when water has flowed for 24 h without a break; one that never
    stops (a district, a hospital) when its night flow is half as much again as its own baseline, the median of
    the 28 nights before. NaN where nights or baseline are not known.
    """
    if len(days) < 2:
        return np.empty((index.size, 0))
    past = _days_before(days, BASELINE_DAYS)
    nights = night_flow(np.concatenate([past, days]), index)
    found = np.full((index.size, len(days) - 1), np.nan)
    unbroken = continuous_flow(days, index)
    for day in range(len(days) - 1):
        earlier = nights[:, day : day + BASELINE_DAYS]
        known = np.isfinite(earlier).sum(axis=1) >= BASELINE_DAYS / 4
        baseline = np.full(index.size, np.nan)
        baseline[known] = np.nanmedian(earlier[known], axis=1)
        tonight = nights[:, day + BASELINE_DAYS]
        suspect = np.where(baseline > 0, tonight > DRIFT * baseline, unbroken[:, day] >= UNBROKEN_HOURS)
        found[:, day] = np.where(np.isfinite(baseline + tonight + unbroken[:, day]), suspect, np.nan)
    return found


def _days_before(days: Ints, count: int) -> Ints:
    """The starts of so many civil days before the first."""
    first = days[:2]
    return np.array([hours_of_days(first, (-24 * back,))[0, 0] for back in range(count, 0, -1)], np.int64)


def against_past(days: Ints, daily: Curves) -> Floats:
    """The volume of the 30 days that end with each day, over the mean of the same 30 days one to three years before.

    More than 2 is « consommation anormale », of which the user must be told. Source: code général des
    collectivités territoriales, L2224-12-4 III bis and R2224-20-1 (décret 2012-1078). `daily` are daily volumes
    (m³), stamped with the start of their day; years that are not known are left out of the mean, one is enough.
    """
    if len(days) < 2:
        return np.empty((daily.size, 0))
    now = _thirty_days(days[:-1], daily)
    past = np.stack([_thirty_days(_years_before(days[:-1], years), daily) for years in (1, 2, 3)])
    known = np.isfinite(past)
    mean = ratio(np.where(known, past, 0).sum(axis=0), known.sum(axis=0).astype(np.float64))
    return ratio(now, mean)


def _thirty_days(days: Ints, daily: Curves) -> Floats:
    """The sum of the daily volumes of each day and the 29 before it, NaN when one is missing."""
    sums = np.empty((daily.size, len(days)))
    for column, day in enumerate(days):
        # Half a day of slack at either side: a clock change moves midnights by an hour.
        inside = (daily.times > day - PERIOD_DAYS * DAY_MS + DAY_MS // 2) & (daily.times < day + DAY_MS // 2)
        owners = daily.owner[inside]
        volumes = np.bincount(owners, daily.values[inside], daily.size)
        sums[:, column] = np.where(np.bincount(owners, minlength=daily.size) == PERIOD_DAYS, volumes, np.nan)
    return sums


def _years_before(days: Ints, years: int) -> Ints:
    # 365.25 days a year and a rounding to whole days keep the same date, or its neighbour at a leap day.
    return days - round(years * 365.25) * DAY_MS


def backward(edges: Ints, reverse: Curves) -> Floats:
    """The volume that flowed back in each window, m³, from the register that meters keep of it."""
    return growth(reverse, edges, READ_MS)


def backward_by_flow(edges: Ints, flow: Curves) -> Floats:
    """The volume that flowed back in each window, m³: the integral of a negative flow (m³/h)."""
    pieces = cut(flow, edges, FINE_MS)
    backwards = -np.minimum(0, (pieces.first + pieces.last) / 2)
    return np.where(pieces.covered >= 0.75, pieces.sum(backwards * pieces.seconds) / 3600, np.nan)


def balance(edges: Ints, meters: Group) -> Floats:
    """What entered a district and was not metered out of it, m³ in each window: its losses.

    Meters whose role is `inlet` count what enters, `outlet` what leaves for another district, and all others
    what is consumed. Source: IWA water balance (Lambert & Hirner, 2000).
    """
    entered, left = _district(edges, meters)
    return entered - left


def efficiency(edges: Ints, meters: Group) -> Floats:
    """The share of what entered a district that was metered out of it, %.

    Source: « rendement du réseau de distribution », indicator P104.3 of SISPEA (arrêté of 2 May 2007), without
    the volumes that are estimated.
    """
    entered, left = _district(edges, meters)
    return 100 * ratio(left, entered)


def _district(edges: Ints, meters: Group) -> tuple[Floats, Floats]:
    volumes = volume(edges, meters.curves)
    # A place without an inlet has no balance; one without any other meter has nothing to compare.
    return meters.total(volumes, "inlet"), meters.total(volumes, *_others(meters))


def _others(meters: Group) -> tuple[str, ...]:
    return tuple(sorted({*meters.role, "outlet"} - {"inlet"}))
