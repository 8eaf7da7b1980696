"""Many series as arrays, cut at the borders of windows: the base of every indicator.

Samples come when they come: steps are unequal, some are missing, a civil day has 23, 24 or 25 hours. So nothing
here counts samples. What lies between two samples is a segment; segments are cut at the borders of the windows
into pieces, and an indicator is a sum over pieces weighted by their duration. A segment longer than the `max_gap`
is a gap: it has no pieces, and the windows that it touches are not whole.

Results are matrices of series × windows, NaN where the data do not suffice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

import numpy as np
import numpy.typing as npt

from telemetry.errors import QueryError
from telemetry.series import Sample, Span
from telemetry.times import PARIS, civil_day_start, from_ms, next_civil_day, to_ms

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
_WHOLE = 1 - 1e-9
"""The share of a window that is all of it, rounding aside."""


class Step(StrEnum):
    """The windows that an indicator is given for; a day is civil, in Europe/Paris."""

    QUARTER_HOUR = "quarter_hour"
    HOUR = "hour"
    DAY = "day"


def borders(span: Span, step: Step) -> Ints:
    """The borders (ms) of the whole windows from the one that holds the start of a span to the last that ends in it.

    Raises `QueryError` outside the calendar.
    """
    if span.end_ms <= span.start_ms:
        return np.empty(0, np.int64)
    if step is not Step.DAY:
        width = HOUR_MS if step is Step.HOUR else 15 * MINUTE_MS
        return np.arange(span.start_ms // width * width, span.end_ms + 1, width, dtype=np.int64)
    try:
        days = [civil_day_start(from_ms(span.start_ms))]
        while to_ms(following := next_civil_day(days[-1])) <= span.end_ms:
            days.append(following)
    except OverflowError as error:
        raise QueryError("the span is outside the calendar; ask for years from 1970 to 9998") from error
    return np.array([to_ms(day) for day in days], np.int64)


def hours_of_days(days: Ints, hours: Iterable[int]) -> Ints:
    """The instants (ms) of local hours of each civil day, days × hours; an hour from 24 on is of the next day.

    On the day when clocks go forward 02:00 does not exist and falls on 03:00; when they go back the first 02:00
    counts. `days` are the borders of civil days, of which the last begins no day.
    """
    wanted = tuple(hours)
    starts = [from_ms(int(day)).astimezone(PARIS).replace(tzinfo=None) for day in days[:-1]]
    instants = [[_instant(start, hour) for hour in wanted] for start in starts]
    return np.array(instants, np.int64).reshape(len(starts), len(wanted))


def _instant(midnight: datetime, hour: int) -> int:
    return to_ms((midnight + timedelta(hours=hour)).replace(tzinfo=PARIS))


@dataclass(frozen=True, slots=True)
class Curves:
    """The samples of `size` series end to end: by `owner` (0 to size - 1), then by time (ms), each time once."""

    owner: Ints
    times: Ints
    values: Floats
    size: int

    @classmethod
    def of(cls, series: Sequence[Iterable[Sample]]) -> Self:
        """From samples in any order: of two at the same time the last wins, and what is no number is left out."""
        rows = [np.array([*samples], np.float64).reshape(-1, 2) for samples in series]
        # Milliseconds since 1970 are whole numbers far below 2⁵³: a float holds them exactly.
        flat = np.concatenate(rows) if rows else np.empty((0, 2))
        owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        return cls.from_arrays(owner, flat[:, 0].astype(np.int64), flat[:, 1], len(rows))

    @classmethod
    def from_arrays(cls, owner: Ints, times: Ints, values: Floats, size: int) -> Self:
        """From arrays in any order, as `of`."""
        known = np.isfinite(values)
        owner, times, values = owner[known], times[known], values[known]
        order = np.lexsort((times, owner))
        owner, times, values = owner[order], times[order], values[order]
        last = np.append((np.diff(owner) != 0) | (np.diff(times) != 0), True)[: len(owner)]
        return cls(owner[last], times[last], values[last], size)

    @property
    def keys(self) -> Ints:
        """One ascending key for owner and time, by which one search answers for all series; good until 2109."""
        return (self.owner << 42) | self.times

    def having(self, values: Floats) -> Self:
        """The same samples with other values."""
        return type(self)(self.owner, self.times, values, self.size)


def paired(one: Curves, other: Curves) -> tuple[Curves, Curves]:
    """The samples that two quantities of the same devices have at the same times: those of the same uplink."""
    _, here, there = np.intersect1d(one.keys, other.keys, assume_unique=True, return_indices=True)
    return (
        Curves(one.owner[here], one.times[here], one.values[here], one.size),
        Curves(other.owner[there], other.times[there], other.values[there], other.size),
    )


@dataclass(frozen=True, slots=True)
class Pieces:
    """Segments between samples, cut at the borders of windows: one entry for each piece.

    `before` and `after` are the values of the samples around the whole segment, `first` and `last` those at the
    ends of the piece on the straight line between them, `share` the part of the segment that the piece is.
    """

    cell: Ints
    seconds: Floats
    share: Floats
    before: Floats
    after: Floats
    first: Floats
    last: Floats
    shape: tuple[int, int]
    lengths: Floats

    def sum(self, weights: Floats) -> Floats:
        """The sum of a number for each piece, by series and window; 0 where there is no piece."""
        size = self.shape[0] * self.shape[1]
        return np.bincount(self.cell, weights, size).astype(np.float64).reshape(self.shape)

    @property
    def covered(self) -> Floats:
        """The share of each window that its pieces cover, 0 to 1."""
        covered: Floats = np.divide(
            self.sum(self.seconds), self.lengths, out=np.zeros(self.shape), where=self.lengths > 0
        )
        return covered

    def mean(self, values: Floats, least: float) -> Floats:
        """The mean of a value for each piece over time; NaN where less than this share of a window is covered."""
        return ratio(self.sum(values * self.seconds), self.sum(self.seconds), self.covered >= least * _WHOLE)


def ratio(above: Floats, below: Floats, valid: Flags | bool = True) -> Floats:
    """A quotient, NaN where it is not valid or would divide by zero."""
    out = np.full(np.broadcast(above, below).shape, np.nan)
    quotient: Floats = np.divide(above, below, out=out, where=(below != 0) & valid)
    return quotient


def cut(curves: Curves, edges: Ints, max_gap_ms: int) -> Pieces:
    """Cut the segments between the samples of each series at the borders `edges` (ms, ascending)."""
    windows = max(0, len(edges) - 1)
    together = (np.diff(curves.owner) == 0) & (np.diff(curves.times) <= max_gap_ms)
    index = np.flatnonzero(together)
    starts, ends = curves.times[index], curves.times[index + 1]
    first = np.clip(np.searchsorted(edges, starts, "right") - 1, 0, None)
    last = np.clip(np.searchsorted(edges, ends, "left") - 1, None, windows - 1)
    repeats = np.clip(last - first + 1, 0, None)
    index = np.repeat(index, repeats)
    window = np.arange(len(index)) - np.repeat(np.cumsum(repeats) - repeats, repeats) + np.repeat(first, repeats)
    starts, ends = curves.times[index], curves.times[index + 1]
    begins, stops = np.maximum(starts, edges[window]), np.minimum(ends, edges[window + 1])
    before, after = curves.values[index], curves.values[index + 1]
    whole = (ends - starts).astype(np.float64)
    slope = (after - before) / whole
    return Pieces(
        cell=curves.owner[index] * windows + window,
        seconds=(stops - begins) / 1000,
        share=(stops - begins) / whole,
        before=before,
        after=after,
        first=before + slope * (begins - starts),
        last=before + slope * (stops - starts),
        shape=(curves.size, windows),
        lengths=np.diff(edges) / 1000 if windows else np.empty(0),
    )


def growth(curves: Curves, edges: Ints, max_gap_ms: int) -> Floats:
    """How much counters grew in each window, NaN unless the window is covered whole.

    A fall is a reset, after which the counter grew from zero (as `telemetry.aggregation.counter_step` has it);
    between two samples it grows evenly, so that the index at midnight needs no reading at midnight.
    """
    pieces = cut(curves, edges, max_gap_ms)
    step = np.where(pieces.after >= pieces.before, pieces.after - pieces.before, pieces.after)
    return np.where(pieces.covered >= _WHOLE, pieces.sum(step * pieces.share), np.nan)


def linear_mean(curves: Curves, edges: Ints, max_gap_ms: int, least: float = 0.75) -> Floats:
    """The mean over time of gauges (trapezoidal rule), NaN where less than this share of a window is covered."""
    pieces = cut(curves, edges, max_gap_ms)
    return pieces.mean((pieces.first + pieces.last) / 2, least)


def held_mean(curves: Curves, edges: Ints, max_gap_ms: int, least: float = 0.75) -> Floats:
    """The mean over time of states, which hold until the next sample: the share of time that they are true."""
    pieces = cut(curves, edges, max_gap_ms)
    return pieces.mean(pieces.before, least)


def share_above(pieces: Pieces, threshold: float) -> Floats:
    """The part of each piece during which the straight line is above a threshold, 0 to 1."""
    low, high = np.minimum(pieces.first, pieces.last), np.maximum(pieces.first, pieces.last)
    crossing = np.divide(high - threshold, high - low, out=np.zeros(len(low)), where=high > low)
    return np.where(low > threshold, 1.0, np.clip(crossing, 0, 1) * (high > threshold))


def at(curves: Curves, instants: Ints, max_gap_ms: int) -> Floats:
    """The values of gauges at instants (ms), on the straight line between samples; NaN in gaps: series × instants."""
    if not len(curves.times):
        return np.full((curves.size, len(instants)), np.nan)
    keys = curves.keys
    wanted = (np.arange(curves.size, dtype=np.int64)[:, None] << 42) | instants
    right = np.searchsorted(keys, wanted)
    left = np.clip(right - 1, 0, None)
    right = np.clip(right, None, len(keys) - 1)
    rows = np.arange(curves.size)[:, None]
    left = np.where(keys[right] == wanted, right, left)
    right = np.where(keys[left] == wanted, left, right)
    width = curves.times[right] - curves.times[left]
    known = (curves.owner[left] == rows) & (curves.owner[right] == rows) & (width >= 0) & (width <= max_gap_ms)
    known &= (curves.times[left] <= instants) & (curves.times[right] >= instants)
    part = np.divide(instants - curves.times[left], width, out=np.zeros(width.shape), where=width > 0)
    return np.where(known, curves.values[left] + part * (curves.values[right] - curves.values[left]), np.nan)


def samples_in(curves: Curves, edges: Ints) -> tuple[Ints, Flags]:
    """The cell (series × windows, flat) of each sample, and which samples lie in a window at all."""
    window = np.searchsorted(edges, curves.times, "right") - 1
    inside = (window >= 0) & (window < len(edges) - 1)
    return curves.owner * max(0, len(edges) - 1) + window, inside


def extreme(curves: Curves, edges: Ints, pick: Callable[..., None]) -> Floats:
    """The greatest (`numpy.fmax.at`) or least (`numpy.fmin.at`) sample of each window, NaN where there is none."""
    cell, inside = samples_in(curves, edges)
    found = np.full(curves.size * max(0, len(edges) - 1), np.nan)
    pick(found, cell[inside], curves.values[inside])
    return found.reshape(curves.size, max(0, len(edges) - 1))


def quantile(pieces: Pieces, values: Floats, part: float, least: float = 0.75) -> Floats:
    """The value that is not passed during this part of the covered time of each window."""
    order = np.lexsort((values, pieces.cell))
    cell, ordered, seconds = pieces.cell[order], values[order], pieces.seconds[order]
    total = pieces.sum(pieces.seconds).ravel()
    elapsed = np.cumsum(seconds)
    begun = np.cumsum(total) - total
    reached = elapsed - begun[cell] >= part * total[cell] * _WHOLE
    found = np.full(len(total), np.nan)
    # Assigned backwards, the first piece that reaches the part of its cell is the one that stays.
    found[cell[reached][::-1]] = ordered[reached][::-1]
    return np.where(pieces.covered >= least * _WHOLE, found.reshape(pieces.shape), np.nan)


def day_parts(
    curves: Curves, days: Ints, hours: Sequence[int], reduce: Callable[[Curves, Ints], Floats]
) -> tuple[Floats, Floats]:
    """A reduction of the parts of each day between local hours (series × days × parts), and how long they are (h)."""
    instants = hours_of_days(days, hours)
    edges = instants.ravel()
    parts = reduce(curves, edges)
    # Between the last hour of a day and the first of the next lies a window that nobody asked for.
    padded = np.concatenate([parts, np.full((curves.size, 1), np.nan)], axis=1) if len(edges) else parts
    return padded.reshape(curves.size, *instants.shape)[:, :, :-1], np.diff(instants, axis=1) / HOUR_MS


def run_lengths(flags: Flags) -> Ints:
    """For each place of each row, how many true values end there without a break."""
    position = np.arange(1, flags.shape[1] + 1)
    broken = np.maximum.accumulate(np.where(flags, 0, position), axis=1)
    lengths: Ints = position - broken
    return lengths


def last_known(values: Floats) -> Floats:
    """The last value of each row that is known."""
    position = np.where(np.isnan(values), -1, np.arange(values.shape[1])).max(axis=1, initial=-1)
    return np.where(position >= 0, values[np.arange(len(values)), position], np.nan)


def trend(times: Floats, values: Floats) -> Floats:
    """The robust slope of each row over `times`: the median of the slopes of all pairs, of five values at least.

    Source: Theil (1950) and Sen (1968); up to 29 % of the values may be wrong without moving it far.
    """
    one, other = np.triu_indices(len(times), 1)
    slopes = (values[:, other] - values[:, one]) / (times[other] - times[one])
    enough = np.isfinite(values).sum(axis=1) >= 5
    found = np.full(len(values), np.nan)
    found[enough] = np.nanmedian(slopes[enough], axis=1) if enough.any() else np.nan
    return found
