"""Detectors where a case on one clock is not enough: civil weeks, the interval of a device, times that nobody heard."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alarm_cases import World, rules_of, said

from alarms.detectors.change import hour_of_week
from alarms.detectors.dew_point import dew_point
from alarms.detectors.silence import Pulse
from telemetry.alarm import Quality
from telemetry.device import Site
from telemetry.ports import Inventory
from telemetry.series import HOUR_MS
from telemetry.times import PARIS, to_ms

_MINUTE_MS = 60_000


@pytest.mark.parametrize(
    ("instant", "slot"),
    [
        ("2026-03-23T08:00:00+01:00", 8),  # the Monday before the clocks go forward
        ("2026-03-30T08:00:00+02:00", 8),  # and the one after
        ("2026-03-29T01:59:00+01:00", 6 * 24 + 1),
        ("2026-03-29T03:00:00+02:00", 6 * 24 + 3),  # there is no hour 2 on that night
        ("2026-10-25T02:30:00+02:00", 6 * 24 + 2),  # and two of them on this one
        ("2026-10-25T02:30:00+01:00", 6 * 24 + 2),
        ("2026-10-26T08:00:00+01:00", 8),
    ],
)
def test_hours_of_the_week_are_those_of_the_clock_on_the_wall(instant: str, slot: int) -> None:
    assert hour_of_week(to_ms(datetime.fromisoformat(instant)) // HOUR_MS) == slot


@pytest.mark.parametrize("after", ["2026-03-30", "2026-10-26"])
def test_the_same_hour_of_past_weeks_over_a_change_of_the_clock(after: str, tmp_path: Path) -> None:
    """A building that wakes at 8 on the wall is not unusual on the Monday after, and is when it wakes at 7."""
    text = "rules: [{id: odd, where: {quantity: active_power}, same_hour: {weeks: 4, learned: 2, above: 500}}]"
    monday = datetime.fromisoformat(after).replace(tzinfo=PARIS)
    start = monday - timedelta(weeks=3)
    world = World(rules_of(text, tmp_path), {"meter": {}}, start_ms=to_ms(start))
    instant, told = start.astimezone(UTC), []
    while instant < (monday + timedelta(hours=9)).astimezone(UTC):
        local = instant.astimezone(PARIS)
        power = 5000 if 8 <= local.hour < 18 else 100
        told += observe(world, instant, power)
        instant += timedelta(minutes=30)
    assert told == []
    early = (monday + timedelta(days=1, hours=7)).astimezone(UTC)
    (verdict,) = observe(world, early, 5000)
    assert verdict.holds
    assert verdict.limit == pytest.approx(600)


def observe(world: World, instant: datetime, power: float) -> list:
    now_ms = to_ms(instant)
    return world.evaluator.observe(world.record(now_ms, {"active_power": str(power)}), now_ms)


@pytest.mark.parametrize(
    ("temperature", "humidity", "expected"),
    [(20, 50, 9.27), (25, 60, 16.7), (30, 100, 30.0), (0, 80, -3.04)],  # WMO-No. 8, annex 4.B, worked by hand
)
def test_dew_point(temperature: float, humidity: float, expected: float) -> None:
    assert dew_point(temperature, humidity) == pytest.approx(expected, abs=0.05)


def beats(*minutes: float) -> Pulse:
    pulse = Pulse(0)
    now = 0.0
    for minute in minutes:
        now += minute
        pulse.beat(round(now * _MINUTE_MS))
    return pulse


def test_a_lost_message_makes_the_interval_little_longer() -> None:
    assert beats(*[10] * 20, 20, 10).interval_ms < 13 * _MINUTE_MS


def test_a_device_set_to_another_interval_is_learned() -> None:
    assert beats(*[10] * 20, *[60] * 10).interval_ms > 50 * _MINUTE_MS
    assert beats(*[60] * 20, *[10] * 300).interval_ms < 15 * _MINUTE_MS


_SILENT = "rules: [{id: silent, severity: minor, silence: {intervals: 3, at_least: 15 min}}]"
_HEARD = ["0:00 co2=500", "0:10 co2=500", "0:20 co2=500", "0:30 co2=500"]


def test_no_silence_is_counted_from_a_time_in_which_nobody_heard(tmp_path: Path) -> None:
    world = World(rules_of(_SILENT, tmp_path), {"device": {}})
    world.run(_HEARD)
    half_past = world.start_ms + 30 * _MINUTE_MS
    world.evaluator.blind(half_past + 10 * _MINUTE_MS, half_past + 130 * _MINUTE_MS)
    assert world.run(["2:45 tick", "3:00 tick"]) != []
    assert [said(verdict) for verdict in world.evaluator.standing()] == ["3:00 silent minor"]


def test_silence_by_several_intervals_says_since_when_and_how_long(tmp_path: Path) -> None:
    world = World(rules_of(_SILENT, tmp_path), {"device": {}})
    (verdict,) = world.run([*_HEARD, "1:00 tick"])
    assert verdict.since_ms == world.start_ms + 30 * _MINUTE_MS
    assert (verdict.value, verdict.limit, verdict.detail) == (30.0, 30.0, {"interval_min": "10", "unit": "min"})


def test_a_device_that_moves_leaves_its_alarm_and_takes_the_rules_of_its_new_place(tmp_path: Path) -> None:
    text = """
rules:
  - {id: hot, where: {quantity: air_temperature, site_kind: nro}, limit: {high: 30}}
  - {id: warm, where: {quantity: air_temperature, site_kind: school}, limit: {high: 25}}
  - {id: spread, where: {quantity: air_temperature}, discrepancy: {tag: pair, above: 5}}
"""
    world = World(rules_of(text, tmp_path), {"a": {"tags": {"pair": "x"}}, "b": {"tags": {"pair": "x"}}}, "nro")
    told = world.run(["0:00 air_temperature=31", "0:01 air_temperature=20 device=b"])
    assert [said(verdict) for verdict in told] == ["0:00 hot major", "0:01 spread major"]
    device = world.registry.device(f"{1:016x}")
    assert device
    world.registry.merge(Inventory(sites=(Site("school", "somme", "School", "school"),)))
    world.move("a", site="school")
    told = world.run(["0:10 air_temperature=31"])
    assert {(verdict.source.rule, verdict.source.site, verdict.holds) for verdict in told} == {
        ("hot", "site", False),
        ("warm", "school", True),
    }
    assert [said(verdict) for verdict in world.run(["0:20 air_temperature=20 device=b"])] == ["0:20 spread stale?"]


def test_a_verdict_says_value_limit_since_when_and_the_worst_of_it(tmp_path: Path) -> None:
    limits = "limit: {high: {minor: 27, major: 30}}, off_delay: 5 min"
    text = f"rules: [{{id: hot, where: {{quantity: air_temperature}}, {limits}}}]"
    world = World(rules_of(text, tmp_path), {"device": {}})
    *_, verdict = world.run(
        ["0:00 air_temperature=28", "0:10 air_temperature=33", "0:20 air_temperature=25", "0:30 tick"]
    )
    assert (verdict.holds, verdict.value, verdict.limit, verdict.quality) == (False, 25.0, 30.0, Quality.GOOD)
    assert verdict.detail == {"peak": "33"}
    assert verdict.since_ms == world.start_ms + 20 * _MINUTE_MS
    assert verdict.source.key == "hot/somme/site/0000000000000001/main/air_temperature"


@pytest.mark.parametrize(
    ("where", "matches"),
    [
        ("domain: building", True),
        ("domain: [water, air]", False),
        ("site_kind: nro", True),
        ("site_kind: school", False),
        ("type: Milesight*", True),
        ("type: elsys*", False),
        ("tenant: somme, site: si*", True),
        ("device: '0000000000000001'", True),
        ("device: '0000000000000002'", False),
        ("channel: probe?", True),
        ("channel: main", False),
        ("tag: {class: H1}", True),
        ("tag: {class: A1}", False),
        ("tag: {floor: '*'}", False),
    ],
)
def test_where_a_rule_applies(where: str, matches: bool, tmp_path: Path) -> None:
    text = f"rules: [{{id: hot, where: {{quantity: air_*, {where}}}, limit: {{high: 30}}}}]"
    options = {"domain": "building", "decoder": "milesight_em300_th", "tags": {"class": "h1"}}
    world = World(rules_of(text, tmp_path), {"device": options}, "nro")
    assert bool(world.run(["0:00 air_temperature=31 channel=probe1"])) is matches
