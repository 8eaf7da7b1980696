"""The OpenAPI document: FastAPI describes the parameters, and the structs that are encoded describe the answers."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.access import SECURITY_SCHEMES
from api.examples import EXAMPLES
from api.problems import FAULTS, MEDIA_TYPE
from api.schemas import Problem

TEXT = {"type": "string"}
"""The schema of what is no JSON."""

Responses = dict[int | str, dict[str, Any]]

_REFERENCE = "#/components/schemas/{name}"

TAGS = [
    {"name": "registry", "description": "Who owns what stands where: tenants, sites, gateways, devices, series."},
    {"name": "readings", "description": "What was measured: latest values, ranges, aggregates."},
    {"name": "indicators", "description": "What readings mean: volumes, Lden, PUE … computed from them."},
    {"name": "live", "description": "What is measured now, pushed as it is decoded."},
    {"name": "alarms", "description": "What is wrong, what happened, and what people do about it."},
    {"name": "quarantine", "description": "Messages that could not be used, with their raw bytes and the reason."},
    {"name": "session", "description": "Who you are, logging in and logging out."},
    {"name": "health", "description": "Whether Samara lives, is ready, and how much it has done."},
]

DESCRIPTION = """\
Telemetry of the syndicate's sensors. Times are RFC 3339 in UTC; units are UCUM codes.

Lists are cut into pages by `offset` and `limit`, and `next` is the path of the page that follows. A parameter
that does not exist is refused, never ignored. Every refusal is a problem document (RFC 9457).

Without a key you see what the authorities have opened. With `Authorization: Bearer samara_…` you see your
authority's data as well; what you may not see is answered as if it did not exist.
"""


def problems(*statuses: int) -> Responses:
    """The problem documents that a route may answer with, as OpenAPI responses."""
    return {status: _problem(status) for status in statuses}


def _problem(status: int) -> dict[str, Any]:
    fault = FAULTS[status]
    example = msgspec.to_builtins(Problem("about:blank", fault.title, status, fault.detail))
    content = {"schema": _reference(Problem), "example": example}
    return {"description": fault.title, "content": {MEDIA_TYPE: content}}


def answers(model: type[msgspec.Struct], *statuses: int) -> Responses:
    """The struct that a route answers with, and the problems that are its own."""
    content = {"schema": _reference(model)}
    return {200: {"description": model.__doc__, "content": {"application/json": content}}, **problems(*statuses)}


def answers_text(description: str, media_type: str, example: str) -> Responses:
    """What a route answers that is not JSON."""
    return {200: {"description": description, "content": {media_type: {"example": example}}}}


def body_of(model: type[msgspec.Struct], others: Mapping[str, Any]) -> dict[str, Any]:
    """The body that a route reads by itself: a struct as JSON, or one of `others`; for its `openapi_extra`."""
    content = {"application/json": {"schema": _reference(model)}, **others}
    return {"requestBody": {"required": True, "content": content}}


def _reference(model: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=model.__name__)}


def _operation_id(route: APIRoute) -> str:
    return route.name


COMMON = problems(401, 403, 413, 414, 422, 429, 500, 503)
"""What any route may answer."""


class Api(FastAPI):
    """FastAPI whose document holds our structs, and which knows the query parameters that it documents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            title="Samara",
            description=DESCRIPTION,
            openapi_tags=TAGS,
            responses=COMMON,
            generate_unique_id_function=_operation_id,
            # The usual pages load scripts from other people's servers; the document alone is served.
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            **options,
        )
        self._completed: dict[str, Any] | None = None

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        document = super().openapi()
        if document is not self._completed:
            _complete(document)
            self._completed = document
        return document

    @cached_property
    def query_names(self) -> Mapping[str, frozenset[str]]:
        """The names of the query parameters of each path, as they are documented."""
        return {
            path: frozenset(
                parameter["name"]
                for operation in operations.values()
                for parameter in operation.get("parameters", ())
                if parameter["in"] == "query"
            )
            for path, operations in self.openapi()["paths"].items()
        }


def _complete(document: dict[str, Any]) -> None:
    # FastAPI describes no structs, and would drop the nulls of their examples.
    _, schemas = msgspec.json.schema_components([*EXAMPLES, Problem], ref_template=_REFERENCE)
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(schemas)
    components["securitySchemes"] = SECURITY_SCHEMES
    examples = {_REFERENCE.format(name=model.__name__): example for model, example in EXAMPLES.items()}
    for operations in document["paths"].values():
        for operation in operations.values():
            bodies = operation.get("requestBody", {}).get("content", {})
            for content in (*operation["responses"]["200"]["content"].values(), *bodies.values()):
                if (example := examples.get(content["schema"].get("$ref"))) is not None:
                    content["example"] = msgspec.to_builtins(example)
            for parameter in operation.get("parameters", ()):
                _drop_null(parameter["schema"])


def _drop_null(schema: dict[str, Any]) -> None:
    # FastAPI documents "may be left out" as "may be null", which nobody can write in a URL.
    match schema.get("anyOf"):
        case [wanted, {"type": "null"}]:
            del schema["anyOf"]
            schema.update(wanted)
