"""Policies: who is told of which alarms, step by step, by which channels; as one file says it.

Channels are named here and addressed in the settings, for their addresses hold secrets.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from alarms.notify.places import Place
from alarms.notify.schedules import Schedule, WrittenHours
from telemetry.alarm import Severity
from telemetry.device import Domain
from telemetry.settings import Section
from telemetry.times import from_ms, to_ms

_DURATION = re.compile(r"(\d{1,6})\s*(s|min|h)")
_SECONDS = {"s": 1, "min": 60, "h": 3600}


def _duration(value: object) -> timedelta:
    written = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not written:
        raise ValueError(f"{value!r:.40} is no duration; write 30 s, 5 min or 2 h")
    return timedelta(seconds=int(written[1]) * _SECONDS[written[2]])


def _severity(value: object) -> Severity:
    try:
        return Severity[str(value).upper()]
    except KeyError:
        raise ValueError(f"{value!r:.40} is no severity; there are {', '.join(s.key for s in Severity)}") from None


Duration = Annotated[timedelta, BeforeValidator(_duration)]
WrittenSeverity = Annotated[Severity, BeforeValidator(_severity), PlainSerializer(lambda severity: severity.key)]
Names = tuple[str, ...]


class Person(Section):
    """Somebody who can be told: an address for each channel, the first of which is the one they prefer."""

    name: str = Field(min_length=1)
    language: Literal["fr", "en"] = "fr"
    reach: dict[str, Annotated[str, Field(min_length=1, max_length=254, pattern=r"^\S+$")]] = Field(min_length=1)


class Match(Section):
    """Which alarms: every list that is given must hold a pattern (`*` and `?` as in file names) of the alarm's."""

    tenant: Names = ()
    site: Names = ()
    site_kind: Names = ()
    domain: tuple[Domain, ...] = ()
    rule: Names = ()
    at_least: WrittenSeverity = Severity.WARNING

    def takes(self, place: Place, rule: str, severity: Severity) -> bool:
        """Whether an alarm of this rule and severity at this place is one of them."""
        pairs = ((self.tenant, place.tenant), (self.site, place.site), (self.site_kind, place.site_kind))
        return (
            severity >= self.at_least
            and all(_holds(patterns, text) for patterns, text in (*pairs, (self.rule, rule)))
            and (not self.domain or place.domain in self.domain)
        )


class Step(Section):
    """Persons, schedules and channels (rooms) to tell at once; then a wait before the next step."""

    tell: Names = Field(min_length=1)
    by: Names = ()
    wait: Duration = timedelta(minutes=10)


class Quiet(Section):
    """Hours in which alarms below a severity wait for the end of the hours."""

    below: WrittenSeverity
    hours: tuple[WrittenHours, ...] = Field(min_length=1)

    def end_of(self, instant: datetime) -> datetime | None:
        """When the quiet that holds an instant ends, None when there is none."""
        return max((end for hours in self.hours if (end := hours.end_of(instant))), default=None)


class Policy(Section):
    """What to do about the alarms it takes: the steps, again and again until somebody acknowledges."""

    match: Match = Match()
    steps: tuple[Step, ...] = Field(min_length=1)
    repeat: int | None = Field(None, ge=0, description="Times that the steps begin again; absent: until acknowledged.")
    bundle: Duration = timedelta(seconds=0)
    quiet: tuple[Quiet, ...] = ()
    all_clear: bool = True
    tell_acknowledged: bool = False
    go_on: bool = Field(default=False, alias="continue")

    def step(self, number: int) -> Step | None:
        """The step of a running number, None after the last repetition."""
        times, index = divmod(number, len(self.steps))
        return None if self.repeat is not None and times > self.repeat else self.steps[index]

    def bundled(self, severity: Severity) -> int:
        """How long a message waits for others to the same recipient, in ms: a critical one does not."""
        return 0 if severity is Severity.CRITICAL else self.bundle // timedelta(milliseconds=1)

    def speaks_at(self, severity: Severity, now_ms: int) -> int:
        """When an alarm of this severity may be told: now, or when the quiet ends."""
        quiets = [quiet for quiet in self.quiet if severity < quiet.below]
        instant = from_ms(now_ms)
        while ends := [end for quiet in quiets if (end := quiet.end_of(instant)) is not None]:
            if (later := max(ends)) >= from_ms(now_ms) + timedelta(days=8):
                break  # Quiet for ever is written by mistake; a week's silence is the most there is.
            instant = later
        return to_ms(instant)


class Policies(Section):
    """The whole file."""

    people: dict[str, Person] = Field({})
    schedules: dict[str, Schedule] = Field({})
    policies: dict[str, Policy] = Field({})
    fallbacks: dict[str, str] = Field({})
    mirrors: Names = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> "Policies":
        problems = list(self._unknown())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _unknown(self) -> Iterator[str]:
        for channel in self.fallbacks:
            if self._returns(channel):
                yield f"fallbacks: {channel} falls back on itself in the end"
        for twice in self.people.keys() & self.schedules.keys():
            yield f"{twice} names a person and a schedule; rename one"
        for name, schedule in self.schedules.items():
            yield from (f"schedules.{name}: no person {who}" for who in sorted(schedule.people - self.people.keys()))
        for name, policy in self.policies.items():
            for number, step in enumerate(policy.steps, 1):
                yield from (f"policies.{name}, step {number}: {said}" for said in self._unknown_in(step))

    def _unknown_in(self, step: Step) -> Iterator[str]:
        for target in step.tell:
            if target not in self.people.keys() | self.schedules.keys() and not target.startswith("#"):
                yield f"nobody is called {target}; a room is written #channel"
            for person in self.everybody(target):
                if step.by and not set(step.by) & self.people[person].reach.keys():
                    yield f"{person} cannot be reached by {' or '.join(step.by)}"

    def _returns(self, channel: str) -> bool:
        met, following = [channel], self.fallbacks[channel]
        while following in self.fallbacks and following not in met:
            met.append(following)
            following = self.fallbacks[following]
        return following == channel

    def everybody(self, target: str) -> frozenset[str]:
        """Every person that a target of a step may mean, at one time or another."""
        if target in self.schedules:
            return self.schedules[target].people & self.people.keys()
        return frozenset({target} & self.people.keys())

    @property
    def channels(self) -> frozenset[str]:
        """Every channel that is named: those that the settings must address."""
        steps = [step for policy in self.policies.values() for step in policy.steps]
        rooms = (target[1:] for step in steps for target in step.tell if target.startswith("#"))
        reaches = (channel for person in self.people.values() for channel in person.reach)
        by = (channel for step in steps for channel in step.by)
        return frozenset([*rooms, *reaches, *by, *self.fallbacks, *self.fallbacks.values(), *self.mirrors])


def _holds(patterns: Names, text: str) -> bool:
    return not patterns or any(fnmatchcase(text, pattern) for pattern in patterns)
