"""Rules by timed cases in `cases/`, and what must hold however time is cut into pieces."""

from pathlib import Path
from typing import Any

import pytest
from alarm_cases import World, cases, rules_of, said

CASES = cases(Path(__file__).parent / "cases")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_verdicts_of_a_case(case: dict[str, Any], tmp_path: Path) -> None:
    world = World(rules_of(case["rules"], tmp_path), case.get("devices", {"device": {}}))
    assert [said(verdict) for verdict in world.run(case["readings"])] == case["verdicts"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_restart_after_any_reading_changes_no_verdict(case: dict[str, Any], tmp_path: Path) -> None:
    world = World(rules_of(case["rules"], tmp_path), case.get("devices", {"device": {}}))
    told = []
    for line in case["readings"]:
        told += [said(verdict) for verdict in world.play(line)]
        memory = world.evaluator.snapshot()
        world.restart()
        world.evaluator.restore(memory)
    assert told == case["verdicts"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_same_rules_read_anew_change_no_verdict(case: dict[str, Any], tmp_path: Path) -> None:
    world = World(rules_of(case["rules"], tmp_path), case.get("devices", {"device": {}}))
    told = []
    for line in case["readings"]:
        told += [said(verdict) for verdict in world.play(line)]
        assert world.evaluator.reload(rules_of(case["rules"], tmp_path)) == []
    assert told == case["verdicts"]
