"""What must hold for any readings: delays, deadband, duplicates, and time cut into any pieces."""

from pathlib import Path

import pytest
from alarm_cases import START_MS, World, rules_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telemetry.alarm import Verdict
from telemetry.memory import MemoryRegistry

_LIMIT, _DEADBAND, _ON, _OFF = 27.0, 2.0, 5, 10
_RULES = f"""
rules:
  - id: hot
    where: {{quantity: air_temperature}}
    limit: {{high: {{warning: {_LIMIT}, major: 30}}, deadband: {_DEADBAND}}}
    on_delay: {_ON} min
    off_delay: {_OFF} min
    samples: 2 of 3
"""
_MINUTES = st.lists(st.integers(1, 14), min_size=1, max_size=25)  # a gap of 15 minutes would be silence
_VALUES = st.lists(st.sampled_from([20.0, 24.9, 25.0, 26.0, 27.0, 27.1, 29.0, 31.0, 500.0]), min_size=25, max_size=25)
_anyhow = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

Readings = list[tuple[int, float]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(rules_of(_RULES, tmp_path), {"device": {}})


def readings_of(gaps: list[int], values: list[float]) -> Readings:
    times = [sum(gaps[: index + 1]) for index in range(len(gaps))]
    return list(zip(times, values, strict=False))


def told(world: World, readings: Readings, ticks: int = 0) -> list[Verdict]:
    """The verdicts on readings; with `ticks`, the clock is looked at so many times in every minute."""
    world.restart()
    verdicts: list[Verdict] = []
    now = 0
    for minute, value in readings:
        for step in range(ticks * (minute - now)):
            verdicts += world.evaluator.tick(START_MS + now * 60_000 + step * 60_000 // ticks)
        now = minute
        now_ms = START_MS + minute * 60_000
        verdicts += world.evaluator.observe(world.record(now_ms, {"air_temperature": str(value)}), now_ms)
    return verdicts


@given(_MINUTES, _VALUES)
@_anyhow
def test_nothing_is_raised_before_its_delay_and_its_count(world: World, gaps: list[int], values: list[float]) -> None:
    readings = readings_of(gaps, values)
    begun = [verdict for verdict in told(world, readings) if verdict.holds]
    first = min(begun, key=lambda verdict: verdict.time_ms, default=None)
    above = [(minute, value) for minute, value in readings if _LIMIT < value < 100]
    if first is not None:
        raised = (first.time_ms - START_MS) / 60_000
        assert raised >= above[0][0] + _ON
        assert sum(minute <= raised for minute, _ in above) >= 2


@given(_MINUTES, _VALUES)
@_anyhow
def test_it_clears_only_below_the_deadband_for_the_delay(world: World, gaps: list[int], values: list[float]) -> None:
    readings = readings_of(gaps, values)
    for verdict in told(world, readings):
        if verdict.holds is False:
            at = (verdict.time_ms - START_MS) / 60_000
            good = [(minute, value) for minute, value in readings if minute < at and value < 100]
            # Those of the delay, and the one before, which was in force when it began.
            before = [value for minute, value in good if minute < at - _OFF][-1:] if at - _OFF not in dict(good) else []
            assert max([value for minute, value in good if minute >= at - _OFF] + before) <= _LIMIT - _DEADBAND


@given(_MINUTES, _VALUES, st.integers(1, 4))
@_anyhow
def test_how_often_the_clock_is_looked_at_changes_nothing(
    world: World, gaps: list[int], values: list[float], ticks: int
) -> None:
    readings = readings_of(gaps, values)
    assert told(world, readings) == told(world, readings, ticks)


@given(
    _MINUTES, _VALUES, st.lists(st.integers(0, 24), max_size=10), st.lists(st.floats(0, 100), min_size=10, max_size=10)
)
@_anyhow
def test_duplicates_and_late_readings_change_nothing(
    world: World, gaps: list[int], values: list[float], again: list[int], others: list[float]
) -> None:
    readings = readings_of(gaps, values)
    disturbed = list(readings)
    for index, other in zip(again, others, strict=False):
        if index < len(readings) and readings[index][1] < 100:
            # After its place, a reading of the same time and another value.
            place = disturbed.index(readings[index]) + 1
            disturbed.insert(place, (readings[index][0], other))
    assert told(world, readings) == told(world, disturbed)


@given(_MINUTES, _VALUES)
@_anyhow
def test_verdicts_of_a_source_follow_one_another(world: World, gaps: list[int], values: list[float]) -> None:
    verdicts = told(world, readings_of(gaps, values))
    times = [verdict.time_ms for verdict in verdicts]
    assert times == sorted(times)
    holds = [verdict.holds for verdict in verdicts if verdict.holds is not None]
    assert all(before or after for before, after in zip([False, *holds], holds, strict=False))


@given(st.binary(max_size=200))
@_anyhow
def test_any_bytes_for_a_memory_are_left(world: World, data: bytes) -> None:
    assert isinstance(world.registry, MemoryRegistry)
    world.restart()
    world.evaluator.restore(data)
    assert told(world, [(1, 28.0), (7, 28.0)])
