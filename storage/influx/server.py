"""HTTP to InfluxDB: InfluxQL on `/query` for every version, `/write` for 1.x, and the management API."""

import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

import httpx
import msgspec

from storage.influx.endpoint import InfluxEndpoint
from telemetry.errors import UnavailableError

T = TypeVar("T")
Row = tuple[Any, ...]
"""A time in ms, then numbers, None where a field is missing."""


class Rows(msgspec.Struct, Generic[T]):
    """One series of an answer: its rows, and the tags that it was grouped by."""

    values: list[T]
    tags: dict[str, str] = {}


class _Result(msgspec.Struct, Generic[T]):
    series: list[Rows[T]] = []
    error: str | None = None


class _Answer(msgspec.Struct, Generic[T]):
    results: list[_Result[T]] = []


@cache
def _decoder(fields: int) -> "msgspec.json.Decoder[_Answer[Row]]":
    # Typed to the column: InfluxDB writes a whole float without its point, which is an integer in JSON.
    row = tuple.__class_getitem__((int, *[float | None] * fields))
    return msgspec.json.Decoder(_Answer[row])  # type: ignore[valid-type]


class Server:
    """One InfluxDB; safe to use from several threads. Connects at the first request."""

    def __init__(self, endpoint: InfluxEndpoint) -> None:
        self.endpoint = endpoint
        # Compression costs the server as much time as all the rest of an answer: see docs/storage.md.
        headers, account = {"Accept-Encoding": "identity"}, None
        if endpoint.token:
            headers["Authorization"] = f"{'Bearer' if endpoint.version == 3 else 'Token'} {endpoint.token}"
        elif endpoint.username:
            account = httpx.BasicAuth(endpoint.username, endpoint.password)
        # The system's certificates, as the InfluxDB client takes them; a proxy is never wanted on the way.
        self._http = httpx.Client(
            base_url=endpoint.url,
            headers=headers,
            auth=account,
            timeout=endpoint.timeout,
            verify=ssl.create_default_context(),
            trust_env=False,
        )

    def query(self, statement: str, fields: int = 1) -> list[Rows[Row]]:
        """Run InfluxQL that selects this many fields, and return its series.

        Raises `UnavailableError`, or `RejectedError` for a statement that the server refuses.
        """
        parameters = {"db": self.endpoint.database, "epoch": "ms"}
        response = self._request("POST", "/query", params=parameters, data={"q": statement})
        try:
            answer = _decoder(fields).decode(response.content)
        except msgspec.MsgspecError as error:
            raise UnavailableError(f"{self.endpoint.name} does not answer as InfluxDB does: {error}") from error
        for result in answer.results:
            if result.error:
                raise self.endpoint.refusal(400, result.error)
        return [rows for result in answer.results for rows in result.series]

    def write(self, body: bytes) -> None:
        """Write line protocol as 1.x takes it (`ClientWriter` does for the others)."""
        self._request("POST", "/write", params={"db": self.endpoint.database, "precision": "ms"}, content=body)

    def call(self, method: str, path: str, allowed: tuple[int, ...] = (), **arguments: Any) -> Mapping[str, Any]:
        """Call the management API and return its JSON object; `allowed` are statuses that are no error."""
        response = self._request(method, path, allowed, **arguments)
        try:
            answer = msgspec.json.decode(response.content or b"{}")
        except msgspec.MsgspecError:
            return {}
        return answer if isinstance(answer, dict) else {}

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def _request(self, method: str, path: str, allowed: tuple[int, ...] = (), **arguments: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **arguments)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise UnavailableError(f"{self.endpoint.name} does not answer: {reason}") from error
        if response.is_success or response.status_code in allowed:
            return response
        raise self.endpoint.refusal(response.status_code, reason_of(response.text))


def reason_of(text: str) -> str:
    """The server's own words: `error` (1.x, and 3 with `data`) or `message` (2) of its JSON, else the text itself."""
    try:
        answer = msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return text
    if not isinstance(answer, dict):
        return text
    words = answer.get("error") or answer.get("message") or text
    return f"{words}: {answer['data']}" if answer.get("data") else str(words)
