"""The committed dashboards, and what their queries read."""

import json
import re
from collections.abc import Mapping
from typing import Any

from dashboards.grafana.build import FOLDER
from telemetry.quantity import CATALOGUE


def dashboards() -> dict[str, dict[str, Any]]:
    """The committed JSON of every dashboard, by uid."""
    read = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*/*.json"))]
    return {dashboard["uid"]: dashboard for dashboard in read}


def panels(dashboard: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The panels that ask something."""
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def fields_read(statement: str) -> set[str]:
    """The fields that a statement reads from the readings or their roll-ups, without the roll-ups' suffix."""
    selected = re.findall(r'SELECT ((?:(?!SELECT).)*?) FROM "readings(?:_hour|_day)?"', statement)
    named = (name for columns in selected for name in re.findall(r'"([^"]+)"', re.sub(r' AS "[^"]+"', "", columns)))
    return {name.removesuffix("_increase") for name in named}


def quantities_of(dashboard: Mapping[str, Any]) -> set[str]:
    """The keys of the catalogue that a dashboard reads."""
    read = (fields_read(target["query"]) for panel in panels(dashboard) for target in panel["targets"])
    return set().union(*read) & CATALOGUE.keys()
