"""The real rules after a start without a memory: what stands open ends all the same."""

from pathlib import Path

import pytest
from alarm_cases import World

from alarms.life import judge
from alarms.rules.reader import load
from alarms.stages import Handling
from telemetry.alarm import Alarm, Verdict

RULES = """\
rules:
  - id: hot
    title: {en: "Hot"}
    where: {quantity: air_temperature}
    limit: {high: {major: 30}}
    off_delay: 5 min
  - id: silent
    title: {en: "Silent"}
    severity: minor
    silence: {intervals: {minor: 3}, at_least: 30 min, at_most: 2 h}
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    return World(load([file]), {"a": {}})


def raised(verdicts: list[Verdict]) -> Alarm:
    [verdict] = [one for one in verdicts if one.holds]
    return judge([], verdict, Handling(), verdict.time_ms)[0].alarm


def test_an_alarm_of_a_limit_ends_after_its_off_delay(world: World) -> None:
    alarm = raised(world.run(["0:00 air_temperature=31"]))
    world.restart()
    world.evaluator.presume([alarm])
    assert world.run(["0:10 air_temperature=31"]) == []
    assert world.run(["0:20 air_temperature=20"]) == []
    [verdict] = world.run(["0:30 air_temperature=20"])
    assert (verdict.source, verdict.holds) == (alarm.source, False)


def test_an_alarm_of_silence_ends_with_the_next_message(world: World) -> None:
    alarm = raised(world.run(["0:00 air_temperature=20", "0:10 air_temperature=20", "6:00 tick"]))
    assert alarm.source.rule == "silent"
    world.restart()
    world.evaluator.presume([alarm])
    [verdict] = world.run(["7:00 air_temperature=20"])
    assert (verdict.source, verdict.holds) == (alarm.source, False)


def test_what_the_memory_knows_better_is_not_presumed(world: World) -> None:
    alarm = raised(world.run(["0:00 air_temperature=31"]))
    snapshot = world.evaluator.snapshot()
    world.restart()
    world.evaluator.restore(snapshot)
    world.evaluator.presume([alarm])
    assert [one.source for one in world.evaluator.standing()] == [alarm.source]
