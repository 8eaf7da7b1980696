import pytest

from dashboards.console.radio import device_radio, gateway_radio, missed_between
from telemetry.record import Activity


@pytest.mark.parametrize(
    ("before", "after", "missed"),
    [
        (7, 8, 0),
        (7, 10, 2),
        (7, 7, 0),
        (500, 0, 0),
        (65_535, 0, 0),
        (65_534, 1, 2),
        (7, 20_000, 0),
        (None, 8, 0),
        (7, None, 0),
    ],
    ids=["next", "two lost", "again", "set anew", "wrap", "wrap with loss", "jump", "unknown before", "unknown after"],
)
def test_what_a_frame_counter_says_is_missing(before: int | None, after: int | None, missed: int) -> None:
    assert missed_between(before, after) == missed


def heard(f_cnt: int, gateway: str, gateways: int = 1, factor: int = 9) -> Activity:
    return Activity(f_cnt * 1000, -97, 5.5, factor, f_cnt, gateway, gateways)


def test_a_device_that_one_gateway_alone_hears_depends_on_it() -> None:
    alone = device_radio([heard(1, "a"), heard(3, "a", factor=12)])
    assert (alone.heard, alone.missed, alone.only) == (2, 1, "a")
    assert alone.loss == pytest.approx(1 / 3)
    assert device_radio([heard(1, "a"), heard(2, "a", gateways=2)]).only == ""
    assert device_radio([heard(1, "a"), heard(2, "b")]).only == ""
    assert device_radio([]).only == ""
    assert device_radio([]).loss is None


def test_gateways_are_told_with_what_hangs_on_them() -> None:
    fleet = {
        "one": device_radio([heard(1, "a"), heard(2, "a", factor=12)]),
        "two": device_radio([heard(1, "a", 2), heard(2, "b", 2), heard(3, "b", 2)]),
        "three": device_radio([heard(1, "b"), heard(5, "b")]),
        "four": device_radio([heard(1, "a")]),
    }
    first, second = gateway_radio(fleet)
    assert (first.gateway_id, first.devices, first.dependent, first.heard) == ("a", 3, ("one", "four"), 4)
    assert (second.gateway_id, second.devices, second.dependent, second.missed) == ("b", 2, ("three",), 3)
    assert first.slow == pytest.approx(1 / 3)
    assert second.loss == pytest.approx(3 / 7)


def test_a_counter_that_runs_ahead_of_the_clock_was_set_anew() -> None:
    steady = [heard(f_cnt, "a") for f_cnt in range(1, 20)]
    jumped = Activity(20_000, -97, 5.5, 9, 3_000, "a", 1)
    assert device_radio([*steady, jumped]).missed == 0
    assert device_radio([*steady, heard(25, "a")]).missed == 5
