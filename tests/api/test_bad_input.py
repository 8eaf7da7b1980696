"""Whatever is asked, the answer is a problem document that says what to do, never a failure."""

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from telemetry.errors import UnavailableError

Ask = Callable[..., httpx.Response]


@pytest.mark.parametrize(
    ("path", "name", "words"),
    [
        ("/v1/devices?tennant=x", "tennant", "did you mean tenant?"),
        ("/v1/devices?zzz=1", "zzz", "this path takes assigned, domain, limit, offset, site, tenant, text"),
        ("/health?verbose=1", "verbose", "this path takes none"),
        ("/v1/devices?tenant=a&tenant=b", "tenant", "more than once"),
        ("/v1/devices?limit=0", "limit", "greater than or equal to 1"),
        ("/v1/devices?limit=1001", "limit", "less than or equal to 1000"),
        ("/v1/latest?limit=10001", "limit", "less than or equal to 10000"),
        ("/v1/devices?limit=many", "limit", "valid integer"),
        ("/v1/devices?limit=1e3", "limit", "valid integer"),
        ("/v1/devices?limit=", "limit", "valid integer"),
        ("/v1/devices?offset=-1", "offset", "greater than or equal to 0"),
        ("/v1/devices?offset=99999999999999999999999999", "offset", "less than or equal to"),
        ("/v1/devices?domain=watre", "domain", "'water'"),
        ("/v1/devices?assigned=perhaps", "assigned", "boolean"),
        ("/v1/devices?tenant=", "tenant", "at least 1 character"),
        ("/v1/devices?tenant=%00", "tenant", "pattern"),
        ("/v1/devices?text=%0d%0aSet-Cookie:x", "text", "pattern"),
        (f"/v1/devices?text={'x' * 101}", "text", "at most 100 characters"),
        ("/v1/devices/zz", "dev_eui", "16 hexadecimal digits"),
        ("/v1/devices/%00", "dev_eui", "16 hexadecimal digits"),
        ("/v1/devices/..%2f..%2fetc", "", "nothing is here"),
        ("/v1/series?dev_eui=24e124136b50221", "dev_eui", "16 hexadecimal digits"),
        ("/v1/latest?quantity=air_temprature", "quantity", "did you mean air_temperature?"),
        ("/v1/quarantine/0", "seq", "greater than or equal to 1"),
        ("/v1/quarantine/9223372036854775808", "seq", "less than or equal to"),
        ("/v1/quarantine/six", "seq", "valid integer"),
        ("/v1/readings?series=0", "series", "greater than or equal to 1"),
        ("/v1/readings?series=1&limit=100001", "limit", "less than or equal to 100000"),
        ("/v1/readings?series=1&from=yesterday", "from", "write 2026-11-21T08:00:00Z"),
        ("/v1/readings?series=1&from=2026-11-31", "from", "not an instant"),
        ("/v1/readings?series=1&from=2026-11-21T08:00:00", "from", "has no offset"),
        ("/v1/readings?series=1&from=2026-11-21T08:00:00+01:00", "from", "write + as %2B"),
        ("/v1/readings?series=1&from=0001-01-01", "from", "1970 to 2199"),
        ("/v1/readings?series=1&to=9999-12-31T23:59:59-14:00", "to", "1970 to 2199"),
        ("/v1/readings?series=1&to=1970-01-01T00:00:00%2B99:00", "to", "not an instant"),
        ("/v1/readings?series=1&to=" + "1" * 3000, "to", "not an instant"),
        ("/v1/readings?series=1&aggregate=median&window=1h", "aggregate", "'mean'"),
        ("/v1/readings?series=1&aggregate=mean&window=1y", "window", "give 10m, 1h, 1d"),
        ("/v1/readings?series=1&aggregate=mean&window=0s", "window", "give 10m, 1h, 1d"),
        ("/v1/readings?series=1&aggregate=mean&window=999999d", "window", "give 10m, 1h, 1d"),
        ("/v1/readings?series=1&format=xml", "format", "'json', 'csv', 'ndjson' or 'parquet'"),
        ("/v1/export?format=json", "format", "'csv', 'ndjson' or 'parquet'"),
        ("/v1/export?after=12", "after", "write series,time of the last row"),
        ("/v1/export?after=-1,2026-11-21", "after", "write series,time of the last row"),
        ("/v1/export?after=1,yesterday", "after", "write 2026-11-21T08:00:00Z"),
    ],
)
def test_a_wrong_parameter_is_named_and_explained(ask: Ask, path: str, name: str, words: str) -> None:
    answer = ask(path)

    assert answer.status_code == (422 if name else 404)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    [told] = [problem] if not name else [error for error in problem["errors"] if error["name"] == name]
    assert words in told["detail"]


def test_all_mistakes_are_told_at_once(ask: Ask) -> None:
    errors = ask("/v1/readings?series=x&from=x&window=x").json()["errors"]

    assert [error["name"] for error in errors] == ["series", "from", "window"]


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", "/nothing", {}, 404),
        ("GET", "/v1", {}, 404),
        ("GET", "/v1/devices/", {}, 404),
        ("GET", "/docs", {}, 404),
        ("POST", "/v1/devices", {"json": {}}, 405),
        ("DELETE", "/v1/devices/24e124136b502217", {}, 405),
        ("BREW", "/v1/readings", {}, 405),
        ("GET", "/v1/devices?text=" + "x" * 4096, {}, 414),
        ("GET", "/" + "x" * 5000, {}, 414),
        ("POST", "/v1/devices", {"content": bytes(2 << 20)}, 413),
        ("GET", "/v1/devices", {"content": bytes(2 << 20)}, 413),
        ("GET", "/v1/devices", {"headers": {"content-length": "-1"}}, 413),
    ],
)
def test_a_wrong_request_is_a_problem(ask: Ask, method: str, path: str, options: dict[str, Any], status: int) -> None:
    answer = ask(path, method, **options)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["type"] == "about:blank"
    assert len(answer.json()["detail"]) > 20


def test_a_refused_method_is_told_the_right_one(ask: Ask) -> None:
    assert ask("/v1/devices", "PUT").headers["allow"] == "GET"


def test_a_server_that_is_away_is_to_be_tried_again(world: Any, own_ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    world.store.latest = _raiser(UnavailableError("influxdb at http://10.0.0.1:8086 does not answer"))

    answer = own_ask("/v1/latest")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "10.0.0.1" not in answer.text
    assert "10.0.0.1" in caplog.text


def test_a_failure_shows_nothing_and_logs_everything(
    world: Any, own_ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    world.store.latest = _raiser(RuntimeError("password=hunter2"))

    with caplog.at_level(logging.ERROR):
        answer = own_ask("/v1/latest")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "hunter2" not in answer.text
    assert "hunter2" in caplog.text


@pytest.mark.parametrize("path", ["/health", "/v1/devices", "/nothing", "/v1/devices?limit=0", "/" + "x" * 5000])
def test_every_answer_has_its_security_headers(ask: Ask, path: str) -> None:
    headers = ask(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["cache-control"] == "no-store"


def test_big_answers_are_compressed_and_small_ones_are_not(ask: Ask) -> None:
    assert ask("/v1/quantities").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in ask("/health").headers


def _raiser(error: Exception) -> Callable[..., Any]:
    def fail(*_: object) -> Any:
        raise error

    return fail
