"""The base of every indicator: windows, gaps, resets, clock changes, unequal steps."""

from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from curves import HOUR, START, civil_days, curves, edges, hours, steady, values
from hypothesis import given
from hypothesis import strategies as st

from indicators import windows as w
from telemetry.aggregation import counter_step
from telemetry.errors import QueryError
from telemetry.series import Sample, Span
from telemetry.times import PARIS, to_ms

SPRING, AUTUMN, PLAIN = (2026, 3, 29), (2026, 10, 25), (2026, 6, 1)

readings = st.lists(
    st.tuples(st.integers(0, 100 * HOUR), st.floats(0, 1e6, allow_subnormal=False)),
    min_size=2,
    max_size=40,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: [Sample(START + time, value) for time, value in pairs])


@pytest.mark.parametrize(("day", "length"), [(SPRING, 23), (PLAIN, 24), (AUTUMN, 25)])
def test_a_civil_day_has_its_own_length(day: tuple[int, int, int], length: int) -> None:
    days = civil_days(*day)
    assert np.diff(days).tolist() == [length * HOUR]
    steady_flow = curves(steady(range(60), start=int(days[0]) - 10 * HOUR))
    assert values(w.growth(steady_flow, days, HOUR)) == [length]


@pytest.mark.parametrize(
    ("day", "length"), [(SPRING, [0, 1, 1]), (PLAIN, [1, 1, 1]), (AUTUMN, [2, 1, 1])], ids=["23 h", "24 h", "25 h"]
)
def test_local_hours_follow_the_clock(day: tuple[int, int, int], length: list[int]) -> None:
    instants = w.hours_of_days(civil_days(*day), (2, 3, 4, 5))
    assert (np.diff(instants)[0] // HOUR).tolist() == length


def test_an_hour_from_24_on_is_of_the_next_day() -> None:
    instants = w.hours_of_days(civil_days(*SPRING), (22, 30))
    assert instants[0].tolist() == [
        to_ms(datetime(2026, 3, 29, 22, tzinfo=PARIS)),
        to_ms(datetime(2026, 3, 30, 6, tzinfo=PARIS)),
    ]


@pytest.mark.parametrize(("step", "count"), [(w.Step.QUARTER_HOUR, 10), (w.Step.HOUR, 2), (w.Step.DAY, 0)], ids=str)
def test_only_windows_that_have_ended_are_given(step: w.Step, count: int) -> None:
    found = w.borders(Span(START + 60_000, START + HOUR * 5 // 2 + 60_000), step)
    assert len(found) - 1 == count
    assert found[0] == START


def test_a_span_outside_the_calendar_is_refused() -> None:
    with pytest.raises(QueryError, match="outside the calendar"):
        w.borders(Span(253_402_300_000_000, 253_402_300_000_000 + 90 * HOUR), w.Step.DAY)


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([(0, 0), (1, 10), (2, 30)], [10, 20]),
        ([(-0.5, 0), (0.5, 10), (1.5, 20), (2.5, 30)], [10, 10]),
        ([(0, 90), (0.5, 100), (1, 5), (2, 6)], [15, 1]),
        ([(0, 0), (1, 10)], [10, None]),
        ([(0.1, 0), (1, 10), (2, 30)], [None, 20]),
        ([(0, 0), (2, 30)], [15, 15]),
        ([(0, 0), (1, 10), (4, 90)], [10, None]),
        ([(0, 0), (1, float("nan")), (2, 30)], [15, 15]),
        ([], [None, None]),
    ],
    ids=["even", "between borders", "reset", "cut", "begins late", "coarse", "gap", "no number", "nothing"],
)
def test_growth(samples: list[tuple[float, float]], expected: list[float | None]) -> None:
    assert values(w.growth(curves(hours(*samples)), edges(0, 1, 2), 2 * HOUR)) == expected


@pytest.mark.parametrize(
    ("samples", "linear", "held"),
    [
        ([(0, 0), (1, 10), (2, 10)], [5, 10], [0, 10]),
        ([(0, 0), (0.25, 10), (1, 10), (2, 10)], [8.75, 10], [7.5, 10]),
        ([(0.2, 4), (1, 4), (1.5, 8)], [4, None], [4, None]),
        ([(0.3, 4), (1, 4), (1.8, 4)], [None, 4], [None, 4]),
    ],
    ids=["ramp", "unequal steps", "four fifths, then a half", "too little, then enough"],
)
def test_means_over_time(samples: list[tuple[float, float]], linear: list[float], held: list[float]) -> None:
    one = curves(hours(*samples))
    assert values(w.linear_mean(one, edges(0, 1, 2), HOUR)) == linear
    assert values(w.held_mean(one, edges(0, 1, 2), HOUR)) == held


def test_values_at_instants_are_on_the_line_and_nowhere_else() -> None:
    two = curves(hours((0, 0), (1, 10), (5, 50)), hours((1, 7)))
    found = w.at(two, edges(-1, 0, 0.5, 1, 3, 5, 6), HOUR)
    assert [values(found[:1]), values(found[1:])] == [
        [None, 0, 5, 10, None, 50, None],
        [None, None, None, 7, None, None, None],
    ]


def test_the_quantile_weighs_by_time() -> None:
    pieces = w.cut(curves(hours((0, 30), (0.1, 90), (1, 30))), edges(0, 1), HOUR)
    assert values(w.quantile(pieces, pieces.before, 0.05)) == [30]
    assert values(w.quantile(pieces, pieces.before, 0.5)) == [90]


def test_runs_are_counted_to_each_place() -> None:
    flags = np.array([[True, True, False, True]])
    assert w.run_lengths(flags).tolist() == [[1, 2, 0, 1]]


def test_a_trend_ignores_the_odd_value_and_needs_five() -> None:
    times = np.arange(6.0)
    rising = [[0, 2, 4, 99, 8, 10], [0, 2, 4, np.nan, np.nan, 10]]
    slopes = w.trend(times, np.array(rising, np.float64))
    assert slopes[0] == 2
    assert np.isnan(slopes[1])


def test_of_two_samples_at_a_time_the_last_wins() -> None:
    assert curves([Sample(5, 1.0), Sample(4, 0.0), Sample(5, 2.0)]).values.tolist() == [0, 2]


def test_pairs_are_samples_of_the_same_time_and_device() -> None:
    one, other = w.paired(curves(hours((0, 1), (1, 2)), hours((2, 3))), curves(hours((1, 20), (2, 30)), hours((2, 40))))
    assert (one.values.tolist(), other.values.tolist()) == ([2, 3], [20, 40])


@given(readings, st.randoms())
def test_order_does_not_matter(samples: list[Sample], random: object) -> None:
    shuffled = sorted(samples, key=lambda _: random.random())  # type: ignore[attr-defined]
    borders = edges(0, 7, 31, 100)
    expected = w.growth(curves(sorted(samples)), borders, 50 * HOUR)
    np.testing.assert_array_equal(w.growth(curves(shuffled), borders, 50 * HOUR), expected)


@given(readings)
def test_growth_between_samples_is_the_sum_of_the_counters_steps(samples: list[Sample]) -> None:
    samples.sort()
    borders = np.array([samples[0].time_ms, samples[-1].time_ms], np.int64)
    expected = sum(counter_step(one.value, other.value) for one, other in pairwise(samples))
    assert w.growth(curves(samples), borders, 200 * HOUR)[0, 0] == pytest.approx(expected)


@given(readings, st.lists(st.integers(1, 99 * HOUR), min_size=1, max_size=5, unique=True))
def test_the_growths_of_windows_add_up(samples: list[Sample], cuts: list[int]) -> None:
    samples.sort()
    first, last = samples[0].time_ms, samples[-1].time_ms
    inner = [START + cut for cut in sorted(cuts) if first < START + cut < last]
    parts = w.growth(curves(samples), np.array([first, *inner, last], np.int64), 200 * HOUR)
    whole = w.growth(curves(samples), np.array([first, last], np.int64), 200 * HOUR)
    assert parts.sum() == pytest.approx(whole[0, 0])


@given(readings, st.integers(0, 1000), st.floats(0.01, 0.99))
def test_a_sample_on_the_line_changes_no_mean(samples: list[Sample], place: int, part: float) -> None:
    samples.sort()
    before, after = samples[place % (len(samples) - 1) :][:2]
    time_ms = before.time_ms + round(part * (after.time_ms - before.time_ms))
    share = (time_ms - before.time_ms) / (after.time_ms - before.time_ms)
    more = sorted({*samples, Sample(time_ms, before.value + share * (after.value - before.value))})
    borders = edges(0, 20, 50, 100)
    one, other = (w.linear_mean(curves(held), borders, 200 * HOUR, 0.0) for held in (samples, more))
    np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-3)


@given(st.lists(readings, min_size=1, max_size=5))
def test_series_together_are_series_alone(series: list[list[Sample]]) -> None:
    borders = edges(0, 10, 40, 100)
    together = curves(*series)
    for number, samples in enumerate(series):
        alone = curves(samples)
        np.testing.assert_array_equal(
            w.growth(together, borders, 30 * HOUR)[number], w.growth(alone, borders, 30 * HOUR)[0]
        )
        pieces, own = w.cut(together, borders, 30 * HOUR), w.cut(alone, borders, 30 * HOUR)
        medians = w.quantile(pieces, pieces.after, 0.5, 0.1), w.quantile(own, own.after, 0.5, 0.1)
        np.testing.assert_array_equal(medians[0][number], medians[1][0])
        np.testing.assert_array_equal(w.at(together, borders, 30 * HOUR)[number], w.at(alone, borders, 30 * HOUR)[0])


@given(readings)
def test_a_mean_lies_between_the_extremes(samples: list[Sample]) -> None:
    mean = w.linear_mean(curves(samples), edges(0, 30, 100), 200 * HOUR, 0.0)
    low, high = min(sample.value for sample in samples), max(sample.value for sample in samples)
    known = mean[np.isfinite(mean)]
    assert ((known >= low - 1e-6) & (known <= high + 1e-6)).all()
