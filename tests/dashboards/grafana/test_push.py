"""What `samara grafana push` makes of the committed JSON, without a server."""

import subprocess
import sys
from typing import Any

import pytest

from dashboards.grafana.push import dashboards, folders, holds, of
from telemetry.device import Tenant


def test_pushing_needs_no_sdk() -> None:
    program = "import sys, dashboards.grafana.push; sys.exit('grafana_foundation_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_dashboard_of_one_authority_differs_by_its_constant_alone() -> None:
    for slug, whole in dashboards():
        assert slug in folders()
        one = of(Tenant("vimeu", "Vimeu"), whole)
        assert one.keys() == whole.keys()
        differing = [key for key in whole if one[key] != whole[key]]
        assert differing == ["templating"]
        names = [variable["name"] for variable in one["templating"]["list"]]
        assert names == [variable["name"] for variable in whole["templating"]["list"]]
        assert one["templating"]["list"][0]["query"] == "vimeu"


@pytest.mark.parametrize(
    ("held", "wanted", "holding"),
    [
        ({"a": 1, "default": 0}, {"a": 1}, True),
        ({"a": {"b": [1, {"c": 2, "d": 3}]}}, {"a": {"b": [1, {"c": 2}]}}, True),
        ({"a": 2}, {"a": 1}, False),
        ({}, {"a": None}, False),
        ({"a": [1, 2]}, {"a": [1]}, False),
        ({"a": [1]}, {"a": [1, 2]}, False),
        ({"a": "b"}, {"a": {"b": 1}}, False),
        ({"a": 1}, {"a": [1]}, False),
        ({"a": 1.0}, {"a": 1}, True),
    ],
)
def test_grafana_may_add_defaults_and_nothing_else(held: Any, wanted: Any, holding: bool) -> None:
    assert holds(held, wanted) is holding
