"""Serves API and live page over HTTP, for as long as it should."""

import ipaddress
import os
from signal import SIGINT, SIGTERM, signal
from socket import create_server, socket
from threading import Timer

import uvicorn
from fastapi import FastAPI

from samara.punctual import PunctualProtocol
from telemetry.errors import ConfigError, UnavailableError
from telemetry.settings import Settings


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_safe(settings: Settings) -> None:
    """Refuse to serve without authentication, or passwords over plain HTTP to elsewhere; raises `ConfigError`."""
    host = settings.api.host
    if not settings.auth.enabled:
        raise ConfigError(
            "auth.enabled is false: only `samara demo` runs without authentication, and only on loopback; "
            "take the setting away, and log in as the administrator that the first start creates"
        )
    if not is_loopback(host) and not settings.auth.public_url.startswith("https://"):
        raise ConfigError(
            f"api.host is {host}: passwords and keys must not go over plain HTTP; set auth.public_url to the https:// "
            "address of the proxy in front (and auth.trusted_proxies to its network), or api.host to 127.0.0.1"
        )


def require_free(host: str, port: int) -> None:
    """Refuse a port that is taken, before anything is opened or told; raises `UnavailableError`."""
    try:
        create_server((host, port)).close()
    except OSError as error:
        reason = f"cannot serve on {host}:{port}: {os.strerror(error.errno or 0)}"
        raise UnavailableError(f"{reason}; choose another port (api.port, or --port of the demo)") from error


_MOST_CONNECTIONS = 1000
"""Beyond which a client is answered 503: each has a file descriptor, and 1,024 are what a process is usually given."""


class Server(uvicorn.Server):
    """Ends the live streams before it waits for open connections, which they would hold for ever."""

    def __init__(self, application: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._application = application

    @classmethod
    def of(cls, application: FastAPI, host: str, port: int) -> "Server":
        """A server with the limits that hold for every client."""
        config = uvicorn.Config(
            application,
            host=host,
            port=port,
            http=PunctualProtocol,
            log_config=None,
            access_log=False,
            server_header=False,
            # Whose X-Forwarded-For is believed is auth.trusted_proxies to say: Uvicorn would believe all of loopback.
            proxy_headers=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=3,
        )
        return cls(application, config)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._application.state.watchers.close()
        self._application.state.alarm_watchers.close()
        for connection in list(self.server_state.connections):
            # Whoever does not read will not read the end either.
            if isinstance(connection, PunctualProtocol) and connection.stalled:
                connection.transport.abort()
        await super().shutdown(sockets)


def serve(application: FastAPI, host: str, port: int, duration: float | None = None) -> None:
    """Serve until interrupted, or for `duration` seconds; raises `UnavailableError` when the port is taken."""
    server = Server.of(application, host, port)
    if duration is not None:
        timer = Timer(duration, setattr, (server, "should_exit", True))
        timer.daemon = True
        timer.start()
    # Uvicorn ends at SIGINT and SIGTERM, and then raises them again: they have done their work.
    before = {number: signal(number, lambda *_: None) for number in (SIGINT, SIGTERM)}
    try:
        server.run()
    except SystemExit as error:
        # Uvicorn has logged why it could not start; most often the port is taken.
        raise UnavailableError(f"cannot serve on {host}:{port}; choose another port (--port)") from error
    finally:
        for number, handler in before.items():
            signal(number, handler)
