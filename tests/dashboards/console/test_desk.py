"""What the state of an alarm lets people do."""

from typing import Any

import pytest

from dashboards.console.desk import Deed, possible
from telemetry.alarm import Alarm, Severity, Shelving, Source

SOURCE = Source("hot", "amiens", "ecole")


@pytest.mark.parametrize(
    ("more", "verbs"),
    [
        ({}, "acknowledge comment shelve out-of-service"),
        ({"acknowledged": True}, "confirm comment shelve out-of-service unacknowledge"),
        ({"acknowledged": True, "confirmed": True}, "comment shelve out-of-service unacknowledge"),
        ({"shelved": Shelving(1, "odile", "why")}, "acknowledge comment unshelve out-of-service"),
        ({"out_of_service": "works"}, "acknowledge comment shelve in-service"),
        ({"active": False, "latched": True}, "acknowledge reset comment shelve out-of-service"),
        ({"active": False, "acknowledged": True, "confirmed": True}, "comment"),
    ],
)
def test_possible(more: dict[str, Any], verbs: str) -> None:
    assert possible(Alarm(SOURCE, Severity.MAJOR, 1, 1, **more)) == [Deed(verb) for verb in verbs.split()]
