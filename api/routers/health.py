"""Whether Samara lives, is ready, and how much it has done."""

import logging
from collections.abc import Callable, Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from api import schemas
from api.access import needs
from api.answers import Json
from api.auth.visit import visit_of
from api.openapi import answers, answers_text
from api.problems import problem
from api.services import Services
from telemetry.access import Permission
from telemetry.metrics import Metrics

router = APIRouter(tags=["health"], default_response_class=Json)

_logger = logging.getLogger(__name__)


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Parts = Annotated[Services, Depends(_services)]


@router.get(
    "/health", summary="Is it alive?", responses=answers(schemas.Health), openapi_extra=needs(Permission.STATUS)
)
async def get_health(services: Parts) -> Json:
    """Answers as long as the process does; it looks at nothing else, so restart what does not answer."""
    return Json(schemas.Health("alive", services.version))


@router.get(
    "/ready", summary="Is it ready?", responses=answers(schemas.Readiness), openapi_extra=needs(Permission.STATUS)
)
def get_readiness(services: Parts, request: Request) -> Json:
    """Looks at each part that Samara needs; 503 names those that fail under `errors`.

    Why they fail is for those with the permission `observe`: it may name hosts.
    """
    observes = visit_of(request.scope).principal.may(Permission.OBSERVE)
    found = {name: _outcome(name, check) for name, check in services.checks.items()}
    failing = [
        schemas.ProblemCause("check", name, text if observes else "it is not ready")
        for name, text in found.items()
        if text is not None
    ]
    if failing:
        return problem(503, "some parts are not ready; each is named under errors", failing)
    return Json(schemas.Readiness("ready", list(found)))


def _outcome(name: str, check: Callable[[], str | None]) -> str | None:
    try:
        return check()
    except Exception:
        # A check that breaks is a part that is not ready; why, hosts and all, is for the log.
        _logger.exception("readiness check %s failed", name)
        return "the check itself failed; the log says why"


class Exposition(Response):
    """The text format of Prometheus."""

    media_type = "text/plain"


_METRICS_EXAMPLE = """\
# HELP samara_uplinks_total Uplinks received.
# TYPE samara_uplinks_total counter
samara_uplinks_total{source="chirpstack"} 15210.0
"""


@router.get(
    "/metrics",
    summary="Counters for Prometheus",
    response_class=Exposition,
    responses=answers_text("Counters and gauges of this process.", "text/plain", _METRICS_EXAMPLE),
    openapi_extra=needs(Permission.OBSERVE),
)
def get_metrics(services: Parts) -> Exposition:
    """What this process has done and holds, with its memory and CPU time, in Prometheus' text format."""
    collected = CollectorRegistry()
    collected.register(_Counts(services.metrics))
    ProcessCollector(registry=collected)
    return Exposition(generate_latest(collected), media_type=CONTENT_TYPE_LATEST)


class _Counts(Collector):
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        families: dict[str, Metric] = {}
        for name, text, kind, labels, value in self._metrics.collect():
            # The client library knows a counter by its name without the suffix, and adds it in the text.
            family = families.setdefault(name, Metric(name.removesuffix("_total"), text, kind))
            family.add_sample(name, dict(labels), value)
        return families.values()
