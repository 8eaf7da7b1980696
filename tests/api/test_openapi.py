"""The document is complete, and says what is true."""

from typing import Any

import msgspec
import pytest
from fastapi import FastAPI

from api import schemas
from api.app import create_app
from api.examples import EXAMPLES
from api.openapi import Api
from api.services import Services
from telemetry.memory import MemoryLiveFeed, MemoryQuarantine, MemoryRegistry, MemoryStore
from telemetry.metrics import Metrics


def _app() -> FastAPI:
    services = Services(MemoryRegistry(), MemoryStore(), MemoryQuarantine(), MemoryLiveFeed(), Metrics(), {}, "1.2.3")
    return create_app(services)


DOCUMENT = _app().openapi()
MODELS = {model.__name__: model for model in (*EXAMPLES, schemas.Problem)}
OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"])
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


def test_the_operations_keep_their_names() -> None:
    assert {parameter.id for parameter in OPERATIONS} == {
        "list_tenants", "list_sites", "list_gateways", "list_devices", "get_device", "list_series", "list_quantities",
        "list_latest", "get_readings", "export_readings", "push_readings", "list_indicators", "get_indicator",
        "watch_live",
        "list_quarantine", "get_quarantine_entry",
        "list_alarms", "watch_alarms", "get_alarm_figures", "get_alarm", "get_alarm_history",
        "acknowledge_alarm", "unacknowledge_alarm",
        "confirm_alarm", "reset_alarm", "shelve_alarm", "unshelve_alarm", "take_alarm_out_of_service",
        "put_alarm_in_service", "comment_alarm",
        "get_session", "log_in", "log_out", "subscribe_push", "get_health", "get_readiness", "get_metrics",
    }  # fmt: skip


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_is_described(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert len(operation["description"]) > 30
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    for parameter in operation.get("parameters", ()):
        assert parameter["description"], parameter["name"]
        assert "null" not in str(parameter["schema"]), parameter["name"]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_has_an_example_that_its_schema_accepts(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    for status, response in operation["responses"].items():
        for media_type, content in response["content"].items():
            example, schema = content["example"], content["schema"]
            if schema == {"type": "string"}:
                assert isinstance(example, str)
                assert status == "200"
                continue
            name = schema["$ref"].removeprefix("#/components/schemas/")
            assert name in DOCUMENT["components"]["schemas"]
            model = MODELS[name]
            assert msgspec.to_builtins(msgspec.convert(example, model)) == example
            assert media_type == ("application/json" if status == "200" else "application/problem+json")


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_says_how_it_refuses(path: str, method: str, operation: dict[str, Any]) -> None:
    expected = {"200", "413", "414", "422", "500", "503"}
    if "{" in path:
        expected.add("404")

    assert expected <= operation["responses"].keys()


def test_every_reference_leads_somewhere() -> None:
    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            here = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return here.union(*map(references, node.values()))
        return set().union(*map(references, node)) if isinstance(node, list) else set()

    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert references(DOCUMENT) <= known


@pytest.mark.parametrize("model", EXAMPLES, ids=lambda model: model.__name__)
def test_every_field_of_an_answer_is_in_its_example(model: type[msgspec.Struct]) -> None:
    assert set(msgspec.to_builtins(EXAMPLES[model])) == set(model.__struct_encode_fields__)


def test_the_document_is_served_and_made_once() -> None:
    app = _app()

    assert isinstance(app, Api)
    assert app.openapi() is app.openapi()
    assert app.openapi()["info"]["version"] == "1.2.3"
    assert app.query_names["/v1/quarantine"] == {"tenant", "dev_eui", "before", "limit"}
