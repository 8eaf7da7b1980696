"""The shipped rules: each is raised and cleared by a case in `packs/`, and says to people what to do."""

from pathlib import Path
from typing import Any

import pytest
from alarm_cases import World, cases

from alarms.rules.reader import load, shipped
from alarms.rules.rule import Rule

RULES = load(shipped())
ENABLED = [rule for rule in RULES.values() if rule.enabled]
PACKS = Path(__file__).parent / "packs"
CASES = [(file.stem, case) for file in sorted(PACKS.glob("*.yaml")) for case in cases(file)]
KINDS = {"datacenter": "datacenter", "nro": "nro", "city": "school"}


def world_of(pack: str, case: dict[str, Any]) -> World:
    devices = case.get("devices") or {"device": case.get("device", {})}
    return World(RULES, devices, KINDS[pack])


@pytest.mark.parametrize(("pack", "case"), CASES, ids=lambda value: value["rule"] if isinstance(value, dict) else "")
def test_a_rule_is_raised_and_cleared(pack: str, case: dict[str, Any]) -> None:
    world = world_of(pack, case)
    raised = [verdict for verdict in world.run(case["raises"]) if verdict.source.rule == case["rule"]]
    assert raised
    assert all(verdict.holds for verdict in raised)
    cleared = [verdict for verdict in world.run(case["clears"]) if verdict.source.rule == case["rule"]]
    assert cleared
    assert cleared[-1].holds is False


def test_every_rule_has_a_case() -> None:
    assert {case["rule"] for _, case in CASES} == {rule.id for rule in ENABLED}


@pytest.mark.parametrize("rule", ENABLED, ids=lambda rule: rule.id)
def test_a_rule_tells_people_in_both_languages_what_and_what_to_do(rule: Rule) -> None:
    for text in (rule.title, rule.guidance):
        assert set(text.texts) == {"fr", "en"}
        assert text.in_language("fr") != text.in_language("en") or text is rule.title
    # A title and where it is must fit the 160 characters of an SMS.
    assert max(len(text) for text in rule.title.texts.values()) <= 45


@pytest.mark.parametrize("rule", ENABLED, ids=lambda rule: rule.id)
def test_fire_and_gas_are_never_set_aside(rule: Rule) -> None:
    dangerous = {"fire_alarm", "smoke", "gas_alarm", "gas_release", "fire_prealarm"} & set(rule.where.quantity)
    if dangerous:
        assert rule.never_shelve
        assert rule.never_suppress
