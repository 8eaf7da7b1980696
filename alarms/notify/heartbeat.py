"""Tells a dead-man's switch outside that alarms work: when the beats stop, somebody else raises the alarm."""

import logging
import threading
from collections.abc import Callable
from typing import Final

import httpx

from telemetry.errors import ConfigError
from telemetry.metrics import Metrics

_TIMEOUT_S: Final = 10.0
_log = logging.getLogger(__name__)


class Heartbeat:
    """Requests a URL every `every_s` seconds, but only while `why_not` finds nothing wrong."""

    def __init__(
        self,
        url: str,
        every_s: float,
        why_not: Callable[[], str | None],
        metrics: Metrics,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if every_s < 1:
            raise ConfigError("notify.heartbeat_s: 1 second or more")
        self._url = url
        self._every_s = every_s
        self._why_not = why_not
        self._metrics = metrics
        self._client = httpx.Client(timeout=_TIMEOUT_S, transport=transport)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        metrics.declare("samara_heartbeats_total", "Beats to the dead-man's switch, by outcome")

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; the switch will notice, unless it is told to wait."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._client.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.beat()
            self._stopping.wait(self._every_s)

    def beat(self) -> bool:
        """Beat once, if all is well; return whether the switch took it."""
        reason = self._why_not()
        if reason is not None:
            _log.warning("no heartbeat: %s", reason)
            self._metrics.add("samara_heartbeats_total", outcome="unwell")
            return False
        try:
            taken = self._client.get(self._url).is_success
        except httpx.HTTPError as error:
            _log.warning("no heartbeat: %s", type(error).__name__)
            taken = False
        self._metrics.add("samara_heartbeats_total", outcome="taken" if taken else "lost")
        return taken
