"""Posting to a server: what its answers mean for a delivery."""

from collections.abc import Mapping
from http import HTTPStatus

import httpx

from telemetry.errors import RejectedError, UnavailableError

TIMEOUT_S = 10.0
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_TRY_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


class GoneError(RejectedError):
    """What was addressed is not there, and will not come back."""


class Poster:
    """An HTTP client that follows no redirection, so that what is signed for one server never reaches another."""

    def __init__(self, channel: str, transport: httpx.BaseTransport | None = None) -> None:
        self._channel = channel
        self._client = httpx.Client(timeout=TIMEOUT_S, transport=transport)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Post, and return an answer of success; raises `UnavailableError` or `RejectedError`, which show no URL."""
        try:
            response = self._client.post(url, content=body, headers=dict(headers))
        except httpx.HTTPError as error:
            raise UnavailableError(f"{self._channel}: {type(error).__name__}, no answer") from error
        if response.is_success:
            return response
        said = f"{self._channel}: answers {response.status_code} {' '.join(response.text.split())[:200]}".rstrip()
        if response.is_server_error or response.status_code in _TRY_AGAIN:
            raise UnavailableError(said)
        raise (GoneError if response.status_code in _GONE else RejectedError)(said)

    def close(self) -> None:
        """Release the connections."""
        self._client.close()
