from collections.abc import Callable
from typing import Any

import httpx
import pytest

Ask = Callable[..., httpx.Response]


def _broken() -> str | None:
    raise RuntimeError("password=hunter2")


def test_health_answers_whatever_the_checks_say(world: Any, own_ask: Ask) -> None:
    world.checks["store"] = _broken

    assert own_ask("/health").json() == {"status": "alive", "version": "1.2.3"}


def test_ready_says_what_was_checked(ask: Ask) -> None:
    answer = ask("/ready")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "checks": ["store"]})


@pytest.mark.parametrize(
    ("check", "text"),
    [(lambda: "InfluxDB does not answer", "InfluxDB does not answer"), (_broken, "the check itself failed")],
)
def test_not_ready_names_what_fails(world: Any, own_ask: Ask, check: Callable[[], str | None], text: str) -> None:
    world.checks["journal"] = check

    answer = own_ask("/ready")

    assert answer.status_code == 503
    [cause] = answer.json()["errors"]
    assert (cause["where"], cause["name"]) == ("check", "journal")
    assert cause["detail"].startswith(text)
    assert "hunter2" not in answer.text


def test_metrics_are_prometheus_text(world: Any, own_ask: Ask) -> None:
    world.metrics.declare("samara_uplinks_total", "Uplinks received.")
    world.metrics.add("samara_uplinks_total", 3, source="chirpstack")
    world.metrics.gauge("samara_journal_lag", "Entries behind.", lambda: 1.5)

    answer = own_ask("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = answer.text.splitlines()
    for line in (
        "# HELP samara_uplinks_total Uplinks received.",
        "# TYPE samara_uplinks_total counter",
        'samara_uplinks_total{source="chirpstack"} 3.0',
        "# TYPE samara_journal_lag gauge",
        "samara_journal_lag 1.5",
    ):
        assert line in lines
    assert any(line.startswith("process_resident_memory_bytes ") for line in lines)
