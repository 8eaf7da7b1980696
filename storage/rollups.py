"""Hour and day roll-ups over any back end: how they are computed, and how a question is answered from them.

Aggregates always equal what the raw readings give: the hours that are stale (see `storage.sqlite.state`)
are computed from the raw readings at the moment of the question, and laid over the roll-ups.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from telemetry.aggregation import buckets, fuller, merge, reduce, whole_windows, window_end, window_start
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Bucket, Sample, Series, Span

_DAY_MS = 24 * HOUR_MS
_ROWS = 50_000
"""Roll-up rows held in memory at once while a question is answered."""


class Source(Protocol):
    """What a back end can read, each call on its own; series by id."""

    def stale(self, series_ids: Sequence[int], span: Span) -> Mapping[int, Sequence[int]]:
        """The stale hours in a span, in order."""

    def rolled(
        self, window_ms: int, series_ids: Sequence[int], span: Span, function: Aggregate | None
    ) -> Mapping[int, Sequence[Bucket]]:
        """The roll-ups (`HOUR_MS` or `CIVIL_DAY_MS`) in a span, in time order.

        `function` says what for: the fields of a bucket that it does not need may be zero.
        """

    def raw(self, series_ids: Sequence[int], span: Span) -> Mapping[int, Sequence[Sample]]:
        """The raw samples of a short span, in time order."""

    def samples(self, series: Series, span: Span) -> Iterator[Sample]:
        """The raw samples of any span, streamed."""

    def before(self, series_ids: Sequence[int], time_ms: int) -> Mapping[int, float]:
        """The last value before a time, expired or not."""


def aggregate(
    source: Source, series: Sequence[Series], span: Span, window_ms: int, function: Aggregate
) -> Iterator[tuple[int, list[Sample]]]:
    """Answer `ReadingStore.aggregate`: from day roll-ups, hour roll-ups or raw readings, whichever fit the window.

    Raises `QueryError` at the call, not at the first value.
    """
    whole = whole_windows(span, window_ms)
    if window_ms == CIVIL_DAY_MS:
        return _reduced(source, series, whole, window_ms, function, _DAY_MS)
    if window_ms % HOUR_MS == 0:
        return _reduced(source, series, whole, window_ms, function, HOUR_MS)
    return _reduced_raw(source, series, whole, window_ms, function)


def _reduced(
    source: Source, series: Sequence[Series], whole: Span, window_ms: int, function: Aggregate, part_ms: int
) -> Iterator[tuple[int, list[Sample]]]:
    rows_each = max(1, (whole.end_ms - whole.start_ms) // part_ms)
    at_once = max(1, _ROWS // rows_each)
    parts_of = _days if window_ms == CIVIL_DAY_MS else _hours
    for first in range(0, len(series), at_once):
        ids = [one.id for one in series[first : first + at_once]]
        before = source.before(ids, whole.start_ms) if function is Aggregate.INCREASE else {}
        parts = parts_of(source, ids, whole, function)
        for series_id in ids:
            held: Iterable[Bucket] = parts.get(series_id, ())
            if window_ms not in (CIVIL_DAY_MS, HOUR_MS):
                held = merge(held, window_ms)
            values = list(reduce(held, function, before.get(series_id)))
            if values:
                yield series_id, values


def _reduced_raw(
    source: Source, series: Sequence[Series], whole: Span, window_ms: int, function: Aggregate
) -> Iterator[tuple[int, list[Sample]]]:
    for one in series:
        before = source.before([one.id], whole.start_ms) if function is Aggregate.INCREASE else {}
        values = list(reduce(buckets(source.samples(one, whole), window_ms), function, before.get(one.id)))
        if values:
            yield one.id, values


def _hours(
    source: Source, series_ids: Sequence[int], span: Span, function: Aggregate
) -> Mapping[int, Sequence[Bucket]]:
    """The hours of a span: roll-ups, and stale hours from the raw readings."""
    # Marks are read first: a roll-up ends by clearing them, and what it wrote is then there to be read.
    stale = source.stale(series_ids, span)
    rolled = source.rolled(HOUR_MS, series_ids, span, function)
    return _overlay(rolled, _raw_hours(source, stale))


def _days(source: Source, series_ids: Sequence[int], span: Span, function: Aggregate) -> Mapping[int, Sequence[Bucket]]:
    """The civil days of a span: roll-ups, and days with a stale hour from their hours."""
    stale = source.stale(series_ids, span)
    rolled = source.rolled(CIVIL_DAY_MS, series_ids, span, function)
    fresh: dict[int, list[Bucket]] = defaultdict(list)
    for day, ids in _by_day(stale).items():
        hours = _hours(source, ids, Span(day, window_end(day, CIVIL_DAY_MS)), function)
        for series_id, parts in hours.items():
            fresh[series_id].extend(merge(parts, CIVIL_DAY_MS))
    return _overlay(rolled, fresh)


def _overlay(
    rolled: Mapping[int, Sequence[Bucket]], fresh: Mapping[int, Sequence[Bucket]]
) -> dict[int, Sequence[Bucket]]:
    """Roll-ups with fresh buckets in the place of theirs, in time order."""
    whole = dict(rolled)
    for series_id, new in fresh.items():
        held = {bucket.start_ms: bucket for bucket in rolled.get(series_id, ())}
        for bucket in new:
            held[bucket.start_ms] = fuller(held.get(bucket.start_ms, bucket), bucket)
        whole[series_id] = [held[start_ms] for start_ms in sorted(held)]
    return whole


def _raw_hours(source: Source, stale: Mapping[int, Sequence[int]]) -> dict[int, list[Bucket]]:
    """Stale hours computed from the raw readings; series that are stale at the same hours are read together."""
    together: dict[Span, list[int]] = defaultdict(list)
    for series_id, hours in stale.items():
        for run in _runs(hours):
            together[run].append(series_id)
    fresh: dict[int, list[Bucket]] = defaultdict(list)
    for run, ids in together.items():
        for series_id, samples in source.raw(ids, run).items():
            fresh[series_id].extend(buckets(samples, HOUR_MS))
    return fresh


def _runs(hours: Iterable[int]) -> Iterator[Span]:
    """Cut hours, in order, into spans without a gap, of a week at most."""
    run: Span | None = None
    for hour in hours:
        if run is not None and hour == run.end_ms and hour - run.start_ms < 7 * _DAY_MS:
            run = Span(run.start_ms, hour + HOUR_MS)
            continue
        if run is not None:
            yield run
        run = Span(hour, hour + HOUR_MS)
    if run is not None:
        yield run


def _by_day(stale: Mapping[int, Iterable[int]]) -> dict[int, list[int]]:
    """The series that have a stale hour, by civil day."""
    together: dict[int, list[int]] = defaultdict(list)
    for series_id, hours in stale.items():
        for day in {_day_of(hour) for hour in hours}:
            together[day].append(series_id)
    return together


@lru_cache(maxsize=1024)
def _day_of(hour_ms: int) -> int:
    # Remembered, since thousands of series are stale at the same few hours.
    return window_start(hour_ms, CIVIL_DAY_MS)


class RollUps(NamedTuple):
    """Buckets to write, by series."""

    hours: Mapping[int, Sequence[Bucket]]
    days: Mapping[int, Sequence[Bucket]]

    @property
    def size(self) -> int:
        """How many buckets there are."""
        return sum(map(len, (*self.hours.values(), *self.days.values())))


def recompute(source: Source, marks: Iterable[tuple[int, int]]) -> RollUps:
    """Compute these stale hours (series id, start) from the raw readings, and the days that hold them.

    A day that has other stale hours comes out partly old; its other marks, still there, bring it right.
    """
    stale: dict[int, list[int]] = defaultdict(list)
    for series_id, hour in sorted(marks):
        stale[series_id].append(hour)
    fresh = _raw_hours(source, stale)
    changed: dict[int, list[Bucket]] = defaultdict(list)
    days: dict[int, list[Bucket]] = defaultdict(list)
    for day, ids in _by_day(stale).items():
        span = Span(day, window_end(day, CIVIL_DAY_MS))
        new = {series_id: [hour for hour in fresh[series_id] if _holds(span, hour)] for series_id in ids}
        hours = _overlay(source.rolled(HOUR_MS, ids, span, None), new)
        for series_id in ids:
            kept = hours[series_id]
            changed[series_id].extend(hour for hour in new[series_id] if hour in kept)
            days[series_id].extend(merge(kept, CIVIL_DAY_MS))
    return RollUps(changed, days)


def _holds(span: Span, bucket: Bucket) -> bool:
    return span.start_ms <= bucket.start_ms < span.end_ms
