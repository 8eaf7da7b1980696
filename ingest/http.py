"""Webhooks of network servers into the journal: nothing is answered with success before it is on disk.

Independent of any web framework: `receive` takes what a request has and gives a status. Whoever mounts it
bounds the body while it is read; here it is bounded again.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from threading import Lock
from urllib.parse import parse_qsl

from ingest.pipeline import MAX_PAYLOAD
from ingest.sources import thingpark
from ingest.sources.contract import Sources
from telemetry.errors import ConfigError, TelemetryError
from telemetry.metrics import Metrics
from telemetry.ports import Journal
from telemetry.record import RawMessage

_SHORTEST_KEY = 16
_KEY_HEADERS = ("x-api-key", "x-downlink-apikey")
_KEY_PARAMETER = "key"
_MOST_CLIENTS = 10_000


@dataclass(frozen=True, slots=True)
class HttpKey:
    """What a source must show: `key`, or ThingPark's signature by its `as_key`, or both."""

    key: str = field(default="", repr=False)
    as_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        given = [len(key) for key in (self.key, self.as_key) if key]
        if not given or min(given) < _SHORTEST_KEY:
            raise ConfigError(f"an HTTP source needs a key of {_SHORTEST_KEY} characters or more: openssl rand -hex 16")


class RateLimit:
    """A token bucket for each client, `rate` a second and `burst` at once; the longest silent are forgotten."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        if not (rate > 0 and burst >= 1):
            raise ConfigError(f"a rate limit of {rate} a second, {burst} at once, lets nothing pass")
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, client: str) -> bool:
        """Take a token of a client's bucket, if there is one."""
        now = self._clock()
        with self._lock:
            tokens, before = self._buckets.pop(client, (self._burst, now))
            tokens = min(self._burst, tokens + (now - before) * self._rate)
            allowed = tokens >= 1
            self._buckets[client] = (tokens - allowed, now)
            if len(self._buckets) > _MOST_CLIENTS:
                self._buckets.popitem(last=False)
        return allowed


class HttpReceiver:
    """Authenticates, limits and journals what is posted to `/ingest/{source}`. Thread-safe when the journal is.

    A message that is posted again is journaled again: uplinks are deduplicated after the journal, and readings
    are stored once for a series and time.
    """

    def __init__(
        self,
        sources: Sources,
        journal: Journal,
        metrics: Metrics,
        keys: Mapping[str, HttpKey],
        limit: RateLimit | None = None,
        max_payload: int = MAX_PAYLOAD,
    ) -> None:
        """Sources without a key accept nothing. `limit` holds for each source, and for each address that fails."""
        unknown = sorted(keys.keys() - sources.over_http)
        if unknown:
            raise ConfigError(f"keys of what cannot be posted to: {', '.join(unknown)}; is it in `ingest.sources`?")
        self._journal = journal
        self._metrics = metrics
        self._keys = dict(keys)
        self._limit = limit or RateLimit(rate=200, burst=1000)
        self._failures = RateLimit(rate=0.2, burst=10)
        self._max_payload = max_payload
        metrics.declare("samara_http_messages_total", "Requests to /ingest, by source and status")

    @property
    def max_payload(self) -> int:
        """Bytes that a body may have."""
        return self._max_payload

    def receive(
        self, source: str, headers: Mapping[str, str], query: str, body: bytes, remote: str, now_ms: int | None = None
    ) -> HTTPStatus:
        """Take one request: header names in lower case, the query as it was sent, the address of the sender.

        204 means that the message is on disk; 503 that it is not, and should be sent again. An empty body
        stands for the query's parameters, as a GET callback has them.
        """
        status = self._receive(source, headers, query, body, remote, now_ms)
        known = source if source in self._keys else "unknown"
        self._metrics.add("samara_http_messages_total", source=known, status=str(status.value))
        return status

    def _receive(
        self, source: str, headers: Mapping[str, str], query: str, body: bytes, remote: str, now_ms: int | None
    ) -> HTTPStatus:
        if len(body) > self._max_payload:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        # The source's existence is no secret worth a second answer: without its key, all is 401.
        if not self._is_authentic(source, headers, query, body):
            return HTTPStatus.UNAUTHORIZED if self._failures.allows(remote) else HTTPStatus.TOO_MANY_REQUESTS
        if not self._limit.allows(source):
            return HTTPStatus.TOO_MANY_REQUESTS
        message = body or _parameters(query)
        received_ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
        try:
            self._journal.append([RawMessage(source, f"ingest/{source}", message, received_ms)])
        except (TelemetryError, OSError):
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.NO_CONTENT

    def _is_authentic(self, source: str, headers: Mapping[str, str], query: str, body: bytes) -> bool:
        expected = self._keys.get(source)
        if expected is None:
            return False
        if expected.key and not compare_digest(_shown(headers, query).encode(), expected.key.encode()):
            return False
        return not expected.as_key or thingpark.is_signed(query, body, expected.as_key)


def _shown(headers: Mapping[str, str], query: str) -> str:
    """The key that a request shows: a bearer token, a header of network servers, or the parameter `key`."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    for name in _KEY_HEADERS:
        if name in headers:
            return headers[name]
    return dict(parse_qsl(query)).get(_KEY_PARAMETER, "")


def _parameters(query: str) -> bytes:
    """The parameters of a query as a JSON object, without the key."""
    return json.dumps({name: value for name, value in parse_qsl(query) if name != _KEY_PARAMETER}).encode()
