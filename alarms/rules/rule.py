"""A rule: what to watch for, where, and what its alarms mean to people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from alarms.rules.cause import ProbableCause
from alarms.rules.where import EVERYWHERE, Where
from telemetry.alarm import EventType, Severity

DAY_MS = 86_400_000
_NOTHING = (0, 0.0)


class Scope(Enum):
    """What one source of a rule is: a series, a device, or a site with the points of several devices."""

    SERIES = "series"
    DEVICE = "device"
    SITE = "site"


class Detector(Protocol):
    """How a rule sees that something is wrong: plain settings, and the watch that remembers for one source."""

    @property
    def scope(self) -> Scope:
        """What its sources are."""

    def watch(self, rule: "Rule", address: "Address") -> Any:
        """A new memory for one source of the rule: a `Watch`."""


Address = tuple[str, str, str, str, str]
"""Tenant, site, device, channel and quantity of a source, empty where they do not say anything."""


@dataclass(frozen=True, slots=True)
class Text:
    """What people read, by language; a text in one language only is read by all."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The text in a language, else in the first that it has."""
        return self.texts.get(language) or next(iter(self.texts.values()), "")


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it applies. Delays are in event time; `samples` is N of the last M readings that must agree.

    `source` says where its limits come from. `ancestors` are the rules that it extends: where it applies, they do
    not; one that is not `enabled` exempts from them. `acknowledge_for_ms` is how long an acknowledgement holds (0:
    until the alarm clears). What mirrors a fire or gas system has `never_shelve` and `never_suppress`.
    """

    id: str
    detector: Detector
    where: Where = EVERYWHERE
    severity: Severity = Severity.MAJOR
    event_type: EventType = EventType.ENVIRONMENTAL
    cause: ProbableCause = ProbableCause.UNSPECIFIED
    title: Text = NO_TEXT
    source: Text = NO_TEXT
    guidance: Text = NO_TEXT
    on_delay_ms: int = 0
    off_delay_ms: int = 0
    samples: tuple[int, int] = (1, 1)
    latched: bool = False
    never_shelve: bool = False
    never_suppress: bool = False
    longest_shelving_ms: int = DAY_MS
    acknowledge_for_ms: int = 0
    ancestors: tuple[str, ...] = ()
    enabled: bool = True


Rules = Mapping[str, Rule]
"""Rules by id."""


@dataclass(frozen=True, slots=True)
class Levels:
    """A limit for each severity, the least grave first: `rank` of `Severity` and limit."""

    steps: tuple[tuple[int, float], ...] = ()

    def above(self, value: float, held: int = 0, deadband: float = 0.0) -> tuple[int, float]:
        """The gravest severity whose limit the value exceeds, and that limit; (0, 0.0) when it exceeds none.

        Severities up to `held` are left only when the value is also below their limit by `deadband`.
        """
        if not held and (not self.steps or value <= self.steps[0][1]):
            return _NOTHING  # Nearly always: it must be quick.
        for rank, limit in reversed(self.steps):
            if value > limit or (rank <= held and value > limit - deadband):
                return rank, limit
        return _NOTHING

    def below(self, value: float, held: int = 0, deadband: float = 0.0) -> tuple[int, float]:
        """The same for limits that a value falls below."""
        if not held and (not self.steps or value >= self.steps[0][1]):
            return _NOTHING
        for rank, limit in reversed(self.steps):
            if value < limit or (rank <= held and value < limit + deadband):
                return rank, limit
        return _NOTHING


NO_LEVELS = Levels()
