"""Whatever the OpenAPI document allows, and what it does not, is answered as the document says; by Schemathesis."""

from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tenancy_world import OURS, PLATFORM, Shared, bearer

from telemetry.access import Grant, Role

WORLD = Shared()
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", WORLD.app)
# Streams without end; tests of their own read them.
SCHEMA = SCHEMA.exclude(operation_id=["watch_live", "watch_alarms"])
# What is wrong and too long besides may be refused for its length.
SCHEMA.config.checks.negative_data_rejection.expected_statuses += ["413", "414"]


def staff(name: str, *grants: Grant) -> Mapping[str, str]:
    """The headers of a person's page."""
    headers = {"Cookie": f"__Host-samara-session={WORLD.session(*grants, name=name)}"}
    return {**headers, "X-CSRF-Token": WORLD.ask("/v1/session", headers=headers).json()["csrf_token"]}


CALLERS = {
    "anonymous": {},
    "key": {"Authorization": bearer()["authorization"]},
    "viewer": staff("victor", Grant(Role.VIEWER, OURS)),
    "administrator": staff("odile", PLATFORM),
}


ASKS_TOGETHER = {
    "/v1/readings": "`series` or `dev_eui` with `quantity`, `aggregate` with `window`, `from` before `to`: 400",
    "/v1/export": "`from` before `to`: 400",
    "/v1/indicators/{key}": "`from` before `to`, and not to come: 400",
    "/v1/ingest": "a time after 2014 and not to come, devices that are the caller's own: 422",
}
"""Where a question may be refused though each of its parts is right, which no JSON schema of one part can say."""


@pytest.mark.parametrize("caller", CALLERS)
@SCHEMA.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_document_is_true(case: Any, caller: str) -> None:
    together = case.operation.path in ASKS_TOGETHER
    case.call_and_validate(headers=CALLERS[caller], excluded_checks=[positive_data_acceptance] if together else [])
