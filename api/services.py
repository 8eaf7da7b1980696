"""What the API is built on: ports only, given by whoever composes the process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from alarms.load import AlarmLoad
from alarms.service import AlarmService
from api.auth.security import Security
from telemetry.metrics import Metrics
from telemetry.ports import Intake, LiveFeed, PushSubscriptions, Quarantine, ReadingStore, Registry
from telemetry.times import utc_now


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that the API asks; a check of `checks` returns None when its part is ready, else why it is not.

    Without an intake, nothing can be pushed; without push subscriptions, no telephone is told.
    """

    registry: Registry
    store: ReadingStore
    quarantine: Quarantine
    live: LiveFeed
    metrics: Metrics
    checks: Mapping[str, Callable[[], str | None]]
    version: str
    now: Callable[[], datetime] = utc_now
    security: Security = field(default_factory=Security)
    alarms: AlarmService | None = None
    alarm_load: AlarmLoad | None = None
    intake: Intake | None = None
    push_subscriptions: PushSubscriptions | None = None
