"""Calls to the gRPC API of a ChirpStack v4 server, with their failures told as ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import grpc

from telemetry.errors import ConfigError, RejectedError, UnavailableError

_TIMEOUT_S = 30
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
_REFUSED = (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)


class ChirpStackApi:
    """A channel to the server at host:port, with an API key."""

    def __init__(self, channel: grpc.Channel, address: str, token: str) -> None:
        self.channel = channel
        self._address = address
        self._metadata = (("authorization", f"Bearer {token}"),)

    def call(self, method: Callable[..., Any], request: Any) -> Any:
        """Call a method of a stub; raises `UnavailableError` when nobody answers, `RejectedError` on a refusal."""
        try:
            return method(request, metadata=self._metadata, timeout=_TIMEOUT_S)
        except grpc.RpcError as error:
            code, details = error.code(), error.details()
            if code in _AWAY:
                raise UnavailableError(
                    f"ChirpStack at {self._address} does not answer: {details}; look at the address, at --tls, "
                    "and whether the server runs"
                ) from error
            if code in _REFUSED:
                raise RejectedError(
                    f"ChirpStack at {self._address} refuses the API key: {details}; make one under Network Server, "
                    "API Keys (a tenant's key sees too little) and set SAMARA_CHIRPSTACK_TOKEN"
                ) from error
            raise RejectedError(
                f"ChirpStack at {self._address} answers {code.name}: {details}; Samara speaks to ChirpStack v4"
            ) from error


@contextmanager
def connected(address: str, token: str, *, tls: bool = False) -> Iterator[ChirpStackApi]:
    """A channel that closes at the end. Raises `ConfigError` for a bad address or token."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in address:
        raise ConfigError(f"{address!r:.80} is no gRPC address; write host:port, such as chirpstack.example:8080")
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable():
        raise ConfigError("no usable API key; set SAMARA_CHIRPSTACK_TOKEN to the key that ChirpStack showed once")
    credentials = grpc.ssl_channel_credentials()
    channel = grpc.secure_channel(address, credentials) if tls else grpc.insecure_channel(address)
    with channel:
        yield ChirpStackApi(channel, address, token)
