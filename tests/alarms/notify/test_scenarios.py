"""Each scenario of `scenarios/*.yaml`: what happens to alarms at what time, and every message that follows."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from notify_world import BARE, REFUSED, UNREACHABLE, World

from telemetry.alarm import DeliveryState, Severity

FOLDER = Path(__file__).parent / "scenarios"


def scenarios() -> list[Any]:
    files = [yaml.safe_load(file.read_text()) for file in sorted(FOLDER.glob("*.yaml"))]
    return [pytest.param(file["policies"], one, id=one["name"]) for file in files for one in file["scenarios"]]


def play(world: World, scenario: dict[str, Any]) -> None:
    raised = []
    for event in scenario["given"]:
        (word, number), *more = ((word, value) for word, value in event.items() if word != "at")
        world.run_until(event["at"])
        if word == "raised":
            given = dict(more)
            source = BARE._replace(rule=given.get("rule", BARE.rule))
            suppressed = tuple(given[name] for name in ("suppressed",) if name in given)
            late = given.get("late", False)
            raised.append(world.raised(Severity[number.upper()], source, suppressed=suppressed, late=late))
        else:
            world.act(raised[number - 1], word)
    world.run_until(scenario.get("until", scenario["given"][-1]["at"]))


def told(world: World) -> list[tuple[int, str, str, str]]:
    by_address = {address: name for name, one in world.policies.people.items() for address in one.reach.values()}
    return sorted(
        (round(at), channel, by_address.get(message.address, ""), notice.kind.value)
        for channel, writer in world.writers.items()
        for at, message in ((at - world.clock() + world.now, message) for at, message in writer.sent)
        for notice in message.notices
    )


@pytest.mark.parametrize(("policies", "scenario"), scenarios())
def test_scenario(policies: dict[str, Any], scenario: dict[str, Any]) -> None:
    world = World(policies)
    for channel, count in scenario.get("fails", {}).items():
        errors = iter([UNREACHABLE] * count)
        world.writers[channel].trouble = lambda _message, errors=errors: next(errors, None)
    for channel in scenario.get("refuses", ()):
        world.writers[channel].trouble = lambda _message: REFUSED
    play(world, scenario)
    assert told(world) == sorted(map(tuple, scenario["told"]))
    assert len(world.store.deliveries(state=DeliveryState.DEAD)) == scenario.get("dead", 0)
