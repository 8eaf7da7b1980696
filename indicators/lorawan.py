"""The LoRaWAN network: what is lost, at which spreading factors, how long on air, who is silent, whose battery ends."""

import numpy as np

from indicators.windows import DAY_MS, HOUR_MS, Curves, Floats, Ints, at, last_known, ratio, samples_in, trend

MAX_FCNT_GAP = 16_384
"""A counter that jumps further has been set anew. Source: LoRaWAN 1.0.3 regional parameters, MAX_FCNT_GAP."""
SILENT_PERIODS = 3
_STEPS = 5
BATTERY_DAYS = 60
BATTERY_GAP_MS = 8 * DAY_MS
EMPTY_LEVEL = 10.0
"""Battery level (%) at which a device is to be visited: below, the voltage under load may not suffice."""
MOST_DAYS = 3650.0
PAYLOAD_BYTES = 24
"""The store does not keep the length of payloads; this one is taken for all."""
_OVERHEAD = 13  # MHDR, DevAddr, FCtrl, FCnt, FPort, MIC: LoRaWAN 1.0.3, clause 4


def loss(edges: Ints, f_cnt: Curves) -> Floats:
    """The share of uplinks that never came, by the gaps of the frame counter, %.

    A counter that falls or jumps far has been set anew by a join and tells nothing; a fall near 2¹⁶ is the wrap
    of devices that count in 16 bits. Source: LoRaWAN 1.0.3, clause 4.3.1.5.
    """
    steps = np.concatenate([np.zeros(1), np.diff(f_cnt.values)])[: len(f_cnt.values)]
    first = np.concatenate([[True], np.diff(f_cnt.owner) != 0])[: len(f_cnt.values)]
    steps = np.where((steps < -65536 + MAX_FCNT_GAP) & (steps > -65536), steps + 65536, steps)
    counted = ~first & (steps > 0) & (steps <= MAX_FCNT_GAP)
    sent = _sum(edges, f_cnt, np.where(counted, steps, 0.0))
    return 100 * ratio(sent - _sum(edges, f_cnt, counted.astype(np.float64)), sent)


def spreading_share(edges: Ints, spreading_factor: Curves, wanted: int) -> Floats:
    """The share of the uplinks of each window that had a spreading factor, %."""
    had = (spreading_factor.values == wanted).astype(np.float64)
    return 100 * ratio(_sum(edges, spreading_factor, had), _count(edges, spreading_factor))


def gateways(edges: Ints, heard_by: Curves) -> Floats:
    """How many gateways heard an uplink, on average: with one, its failure silences the device."""
    return ratio(_sum(edges, heard_by, heard_by.values), _count(edges, heard_by))


def airtime(spreading_factor: Floats, payload_bytes: int = PAYLOAD_BYTES) -> Floats:
    """The time on air (s) of an uplink at 125 kHz and coding rate 4/5 with an application payload of so many bytes.

    Source: Semtech, SX1276 data sheet, clause 4.1.1.7, with eight symbols of preamble, explicit header and CRC;
    low data rate optimisation at SF11 and SF12.
    """
    symbol = 2**spreading_factor / 125_000
    slow = spreading_factor >= 11
    bits = 8 * (payload_bytes + _OVERHEAD) - 4 * spreading_factor + 28 + 16
    symbols = 8 + np.maximum(0, np.ceil(bits / (4 * (spreading_factor - 2 * slow))) * 5)
    seconds: Floats = (8 + 4.25 + symbols) * symbol
    return seconds


def duty_cycle(edges: Ints, spreading_factor: Curves) -> Floats:
    """The share of each window that a device was on air, %, with payloads of 24 bytes: an estimate.

    The limit is 1 % in the bands of the three common channels. Source: ETSI EN 300 220-2, annex B.
    """
    seconds = _sum(edges, spreading_factor, airtime(spreading_factor.values))
    heard = _count(edges, spreading_factor) > 0
    return np.where(heard, 100 * seconds / (np.diff(edges) / 1000), np.nan)


def silent(edges: Ints, heard: Curves) -> Floats:
    """Whether a device has been silent for three of its periods at the end of each window: 1 or 0.

    Its period is the median of the last five times between its uplinks; a day where there are not so many.
    """
    if not len(heard.times):
        return np.full((heard.size, max(0, len(edges) - 1)), np.nan)
    rows = np.arange(heard.size, dtype=np.int64)[:, None]
    before = np.searchsorted(heard.keys, (rows << 42) | edges[1:], "right") - 1
    since = edges[1:] - heard.times[before]
    known = (before >= 0) & (heard.owner[before] == rows)
    return np.where(known, since > SILENT_PERIODS * _periods(heard)[before], np.nan)


def _periods(heard: Curves) -> Floats:
    """The median (ms) of the last five times between uplinks, at each uplink."""
    found = np.full(len(heard.times), float(DAY_MS))
    if len(found) > _STEPS:
        steps = np.lib.stride_tricks.sliding_window_view(np.diff(heard.times), _STEPS)
        same = heard.owner[_STEPS:] == heard.owner[:-_STEPS]
        found[_STEPS:][same] = np.median(steps, axis=1)[same]
    return found


def battery_days_left(days: Ints, battery: Curves, empty: Floats | float = EMPTY_LEVEL) -> Floats:
    """In how many days a battery will be empty, seen at the end of each day; at most 3650.

    `empty` is in the unit of the readings. The robust slope (Theil-Sen) of sixty days, by days, so that a cold week
    or a bad reading does not move it.
    """
    limit = np.broadcast_to(np.asarray(empty, np.float64), battery.size)
    found = np.full((battery.size, max(0, len(days) - 1)), np.nan)
    for column, end in enumerate(days[1:]):
        instants = np.arange(end - BATTERY_DAYS * DAY_MS, end + HOUR_MS, DAY_MS, dtype=np.int64)
        levels = at(battery, instants, BATTERY_GAP_MS)
        per_day = trend(instants / DAY_MS, levels)
        left = last_known(levels) - limit
        days_left = np.where(per_day < -left / MOST_DAYS, left / -np.where(per_day < 0, per_day, -1), MOST_DAYS)
        known = ~np.isnan(per_day) & ~np.isnan(left)
        found[:, column] = np.where(known, np.where(left <= 0, 0.0, days_left), np.nan)
    return found


def _sum(edges: Ints, curves: Curves, weights: Floats) -> Floats:
    cell, inside = samples_in(curves, edges)
    size = curves.size * max(0, len(edges) - 1)
    return (
        np.bincount(cell[inside], weights[inside], size).astype(np.float64).reshape(curves.size, max(0, len(edges) - 1))
    )


def _count(edges: Ints, curves: Curves) -> Floats:
    return _sum(edges, curves, np.ones(len(curves.values)))
