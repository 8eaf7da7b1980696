"""Samples into windows, pure: the one definition of an aggregate that every store must agree with."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from telemetry.errors import QueryError
from telemetry.series import CIVIL_DAY_MS, Aggregate, Bucket, Sample, Span
from telemetry.times import civil_day_start, from_ms, next_civil_day, to_ms


def window_start(time_ms: int, window_ms: int) -> int:
    """The start of the window that holds a time: a multiple of `window_ms`, or a Paris midnight."""
    if window_ms == CIVIL_DAY_MS:
        return to_ms(civil_day_start(from_ms(time_ms)))
    return time_ms - time_ms % window_ms


def window_end(start_ms: int, window_ms: int) -> int:
    """The end (exclusive) of the window that starts at `start_ms`."""
    if window_ms == CIVIL_DAY_MS:
        return to_ms(next_civil_day(from_ms(start_ms)))
    return start_ms + window_ms


def whole_windows(span: Span, window_ms: int) -> Span:
    """The span widened to the borders of its windows; an empty span stays empty.

    Raises `QueryError` for a window that is neither the civil day nor at least one second, and for a civil
    day outside the calendar.
    """
    if window_ms != CIVIL_DAY_MS and window_ms < 1000:
        raise QueryError(f"window of {window_ms} ms; give at least one second, or a civil day")
    if span.end_ms <= span.start_ms:
        return Span(span.start_ms, span.start_ms)
    try:
        start = window_start(span.start_ms, window_ms)
        return Span(start, window_end(window_start(span.end_ms - 1, window_ms), window_ms))
    except OverflowError as error:
        raise QueryError("the span is outside the calendar; ask for years from 1970 to 9998") from error


def counter_step(before: float, after: float) -> float:
    """Growth of a counter between two samples; a fall is a reset, after which it grew from zero.

    Source: the rule of Prometheus' `increase` and InfluxDB's `non_negative_difference`, but the growth
    since the reset is counted.
    """
    return after - before if after >= before else after


def bucket_of(start_ms: int, values: list[float]) -> Bucket:
    """Reduce the values of one window, in time order and at least one, to a bucket."""
    increase = sum(counter_step(before, after) for before, after in pairwise(values))
    return Bucket(start_ms, len(values), sum(values), min(values), max(values), values[0], values[-1], increase)


def buckets(samples: Iterable[Sample], window_ms: int) -> Iterator[Bucket]:
    """Cut samples in time order into buckets; windows without a sample are absent, never zero."""
    start = end = 0
    values: list[float] = []
    for time_ms, value in samples:
        if values and time_ms < end:
            values.append(value)
            continue
        if values:
            yield bucket_of(start, values)
        start = window_start(time_ms, window_ms)
        end = window_end(start, window_ms)
        values = [value]
    if values:
        yield bucket_of(start, values)


def merge(parts: Iterable[Bucket], window_ms: int) -> Iterator[Bucket]:
    """Merge buckets in time order into wider windows (each part lies in one window)."""
    whole: Bucket | None = None
    end = 0
    for part in parts:
        if whole is not None and part.start_ms < end:
            whole = Bucket(
                whole.start_ms,
                whole.size + part.size,
                whole.total + part.total,
                min(whole.low, part.low),
                max(whole.high, part.high),
                whole.first,
                part.last,
                whole.increase + counter_step(whole.last, part.first) + part.increase,
            )
            continue
        if whole is not None:
            yield whole
        start = window_start(part.start_ms, window_ms)
        end = window_end(start, window_ms)
        whole = part._replace(start_ms=start)
    if whole is not None:
        yield whole


def fuller(old: Bucket, new: Bucket) -> Bucket:
    """The bucket to keep of one window computed twice: the new one, unless it has lost samples.

    Only expiry removes samples; a late one must not replace the roll-up of an hour that has expired.
    """
    return new if new.size >= old.size else old


def reduce(parts: Iterable[Bucket], function: Aggregate, before: float | None = None) -> Iterator[Sample]:
    """One value per bucket; for `increase`, the step from the sample before (`before`, if any) is included.

    So the increases of consecutive windows add up to the increase of the whole.
    """
    for part in parts:
        yield Sample(part.start_ms, _value(part, function, before))
        before = part.last


def _value(part: Bucket, function: Aggregate, before: float | None) -> float:
    match function:
        case Aggregate.MEAN:
            return part.total / part.size
        case Aggregate.MIN:
            return part.low
        case Aggregate.MAX:
            return part.high
        case Aggregate.SUM:
            return part.total
        case Aggregate.COUNT:
            return part.size
        case Aggregate.FIRST:
            return part.first
        case Aggregate.LAST:
            return part.last
        case Aggregate.INCREASE:
            return part.increase + (0.0 if before is None else counter_step(before, part.first))
