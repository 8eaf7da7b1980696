"""What the live page is given: the ports it reads, and its settings."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from telemetry.access import Principal
from telemetry.metrics import Metrics
from telemetry.ports import LiveFeed, Quarantine, ReadingStore, Registry


@dataclass(frozen=True, slots=True)
class ConsoleServices:
    """Ports and settings of the page. It only reads.

    A device is late after `late_after` without an uplink and silent after `silent_after`. `tiles_url` is a
    Leaflet tile template; without it the map draws its own base layer and asks nothing of any network.
    """

    registry: Registry
    store: ReadingStore
    live: LiveFeed
    quarantine: Quarantine
    metrics: Metrics
    language: str = "fr"
    tiles_url: str | None = None
    late_after: timedelta = timedelta(hours=3)
    silent_after: timedelta = timedelta(hours=26)


class Visitor(Protocol):
    """Who has opened the page, and whether they may still look at it."""

    @property
    def principal(self) -> Principal:
        """Who opened it."""

    async def still(self) -> Principal | None:
        """Who they are now, with the roles that they have now; None when their session has ended."""
