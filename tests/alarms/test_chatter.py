import pytest

from alarms.chatter import Chatter, flapping_percent


@pytest.mark.parametrize(
    ("changed", "percent"),
    [
        pytest.param([False] * 20, 0.0, id="no change"),
        pytest.param([place in {3, 4, 5, 8, 9, 10, 13, 19} for place in range(20)], 39.1, id="Icinga's 39.1 %"),
        pytest.param([True] * 20, 99.0, id="all"),
        pytest.param([True], 5.9, id="the only one is the newest"),
    ],
)
def test_flapping_percent(changed: list[bool], percent: float) -> None:
    assert flapping_percent(changed) == pytest.approx(percent)


def test_three_changes_in_a_minute_are_chatter_and_ten_calm_minutes_end_it() -> None:
    chatter = Chatter()
    for second in (0, 20, 40):
        chatter.result(changed=True, now_ms=second * 1000)
    assert chatter.on
    chatter.settle(600_000)
    assert chatter.on
    chatter.settle(640_000)
    assert not chatter.on
    assert chatter.forgettable


def test_two_changes_are_none() -> None:
    chatter = Chatter()
    for second in (0, 20, 81):
        chatter.result(changed=True, now_ms=second * 1000)
    assert not chatter.on
