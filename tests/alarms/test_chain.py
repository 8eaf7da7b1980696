"""Each scenario of `scenarios/*.yaml`: real payloads at times, and all that happens to alarms and that people read."""

from typing import Any

import pytest
from chain_world import Chain, scenarios


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda one: f"{one['file']}: {one['name']}")
def test_scenario(scenario: dict[str, Any]) -> None:
    chain = Chain(scenario)
    chain.play()
    assert chain.refused() == []
    if "counts" in scenario:
        assert chain.counts() == scenario["counts"]
    else:
        assert chain.happened() == scenario.get("happens", [])
    assert chain.told() == scenario.get("told", [])
    assert [said for said in scenario.get("read", []) if said not in chain.read()] == []
