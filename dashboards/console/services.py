"""What the live page is given: the ports it reads, and its settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from alarms.engine import Change
from alarms.notify.transports.contract import RuleWords
from alarms.topology.graph import Topology
from dashboards.console.workshop import Workshop
from telemetry.access import Principal
from telemetry.alarm import Transition
from telemetry.metrics import Metrics
from telemetry.ports import AlarmStore, AuditLog, LiveFeed, Quarantine, ReadingStore, Registry


class AlarmDesk(Protocol):
    """Where people act on alarms."""

    store: AlarmStore

    def act(self, alarm_id: str, change: Change, revision: int | None = None) -> Transition:
        """Let a person change an alarm, if it is at this revision; see `Engine.act`."""


def no_words(rule: str, _language: str) -> RuleWords:
    """The words of a rule of which nothing is known but its name."""
    return RuleWords(rule)


@dataclass(frozen=True, slots=True)
class ConsoleServices:
    """Ports and settings of the console. Whatever it changes, it writes into `audit` first.

    `alarms` is None where there are none; `rule_words` gives title and guidance of a rule in a language. A device
    is late after `late_after` without an uplink and silent after `silent_after`. `tiles_url` is a Leaflet tile
    template; without it the map draws its own base layer and asks nothing of any network. `kiosk` names the
    authorities that a wall screen shows without a log-in, `*` for all. `push_key` is what browsers subscribe to Web
    Push by, empty where nobody is told so.
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
    alarms: AlarmDesk | None = None
    audit: AuditLog | None = None
    rule_words: Callable[[str, str], RuleWords] = no_words
    topology: Topology = field(default_factory=Topology)
    workshop: Workshop | None = None
    kiosk: frozenset[str] = frozenset()
    push_key: str = ""


class Visitor(Protocol):
    """Who has opened the page, and whether they may still look at it."""

    @property
    def principal(self) -> Principal:
        """Who opened it."""

    @property
    def address(self) -> str:
        """Where they are, for the audit log."""

    async def still(self) -> Principal | None:
        """Who they are now, with the roles that they have now; None when their session has ended."""
