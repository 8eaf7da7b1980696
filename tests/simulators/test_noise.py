"""Noise answers the same question alike, whatever was asked before and beside it."""

import numpy as np
import pytest

from simulators import noise

T = np.arange(1_790_000_000.0, 1_790_000_000.0 + 30 * 86400, 600.0)


def test_keys_differ_by_name_and_stay() -> None:
    assert noise.derive("a", 1) == noise.derive("a", 1)
    assert len({noise.derive("a", n) for n in range(1000)}) == 1000


def test_one_instant_has_the_value_it_has_among_many() -> None:
    whole = noise.smooth(7, T, 3600.0)
    assert noise.smooth(7, T[100:101], 3600.0)[0] == whole[100]


def test_uniform_fills_its_interval_evenly() -> None:
    values = noise.uniform(3, np.arange(20_000))
    assert values.min() >= 0.0
    assert values.max() < 1.0
    assert np.histogram(values, 10, (0, 1))[0] == pytest.approx(2000, rel=0.1)


def test_normal_has_mean_zero_and_deviation_one() -> None:
    values = noise.normal(3, np.arange(20_000))
    assert values.mean() == pytest.approx(0.0, abs=0.03)
    assert values.std() == pytest.approx(1.0, abs=0.03)


def test_smooth_noise_has_no_jump_and_stays_in_range() -> None:
    values = noise.smooth(5, T, 7200.0)
    assert np.abs(values).max() <= 1.0
    # The steepest slope of the blend is 1.5 for a step of two at most.
    assert np.abs(np.diff(values)).max() <= 3.0 * 600 / 7200


def test_episodes_last_as_long_as_they_may() -> None:
    fine = np.arange(T[0], T[0] + 100 * 86400, 60.0)
    going_on = noise.during(11, fine, 5 * 86400.0, 0.5, 1800.0, 7200.0)
    edges = np.flatnonzero(np.diff(going_on.astype(int)))
    lengths = np.diff(edges)[::2] * 60
    assert 5 <= lengths.size <= 15
    assert lengths.min() >= 1740
    assert lengths.max() <= 7260
