"""Serves API and live page over HTTP, for as long as it should."""

import ipaddress
from threading import Timer

import uvicorn
from fastapi import FastAPI

from telemetry.errors import ConfigError, UnavailableError


def require_loopback(host: str) -> None:
    """Refuse to serve without authentication where others can reach it; raises `ConfigError`."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ConfigError(
            f"api.host is {host}: without authentication Samara listens on loopback only; "
            "set 127.0.0.1 and put an authenticating proxy in front"
        )


def serve(application: FastAPI, host: str, port: int, duration: float | None = None) -> None:
    """Serve until interrupted, or for `duration` seconds; raises `UnavailableError` when the port is taken."""
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=32 * 1024,
        )
    )
    if duration is not None:
        timer = Timer(duration, setattr, (server, "should_exit", True))
        timer.daemon = True
        timer.start()
    try:
        server.run()
    except SystemExit as error:
        # Uvicorn has logged why it could not start; most often the port is taken.
        raise UnavailableError(f"cannot serve on {host}:{port}; choose another port (--port)") from error
