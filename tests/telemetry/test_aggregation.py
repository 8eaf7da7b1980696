"""Windows, counters and merging agree whatever the path taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.aggregation import buckets, counter_step, merge, reduce, window_end, window_start
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Sample

MINUTE = 60_000


@pytest.mark.parametrize(
    ("function", "values"),
    [
        (Aggregate.MEAN, [2.0, 10.0]),
        (Aggregate.MIN, [1.0, 10.0]),
        (Aggregate.MAX, [3.0, 10.0]),
        (Aggregate.SUM, [6.0, 10.0]),
        (Aggregate.COUNT, [3, 1]),
        (Aggregate.FIRST, [1.0, 10.0]),
        (Aggregate.LAST, [3.0, 10.0]),
        (Aggregate.INCREASE, [2.0, 7.0]),
    ],
)
def test_each_function_over_two_windows(function: Aggregate, values: list[float]) -> None:
    samples = [Sample(0, 1.0), Sample(10 * MINUTE, 2.0), Sample(20 * MINUTE, 3.0), Sample(3 * HOUR_MS, 10.0)]
    reduced = list(reduce(buckets(samples, HOUR_MS), function))
    assert reduced == [Sample(0, values[0]), Sample(3 * HOUR_MS, values[1])]


@pytest.mark.parametrize(
    ("before", "after", "step"), [(5, 8, 3), (5, 5, 0), (100, 2, 2), (100, 0, 0)], ids=["up", "same", "reset", "zero"]
)
def test_a_counter_that_falls_was_reset(before: float, after: float, step: float) -> None:
    assert counter_step(before, after) == step


samples_lists = st.lists(
    st.tuples(st.integers(0, 400 * HOUR_MS), st.integers(0, 1000)), min_size=1, max_size=60, unique_by=lambda s: s[0]
).map(lambda pairs: [Sample(time, float(value)) for time, value in sorted(pairs)])


@given(samples_lists, st.sampled_from([CIVIL_DAY_MS, 24 * HOUR_MS, 6 * HOUR_MS]))
def test_merging_hours_gives_what_the_raw_samples_give(samples: list[Sample], window_ms: int) -> None:
    assert list(merge(buckets(samples, HOUR_MS), window_ms)) == list(buckets(samples, window_ms))


@given(samples_lists)
def test_increases_of_windows_add_up_to_the_whole(samples: list[Sample]) -> None:
    by_hour = sum(sample.value for sample in reduce(buckets(samples, HOUR_MS), Aggregate.INCREASE))
    whole = sum(sample.value for sample in reduce(buckets(samples, 10**12), Aggregate.INCREASE))
    assert by_hour == whole


@given(st.integers(0, 2**42), st.sampled_from([CIVIL_DAY_MS, HOUR_MS, 10 * MINUTE]))
def test_a_time_lies_in_its_window(time_ms: int, window_ms: int) -> None:
    start = window_start(time_ms, window_ms)
    assert start <= time_ms < window_end(start, window_ms)
