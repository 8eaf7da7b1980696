"""Who is on call at an instant: rotations that hand over by the clock of Paris, hours, replacements, gaps."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, NamedTuple

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from alarms.notify.hours import Day, Hours, at, parse_clock, parse_day, parse_hours
from telemetry.errors import ParseError
from telemetry.settings import Section
from telemetry.times import PARIS


def _handover(text: str) -> "Handover":
    *days, clock = text.split() or [""]
    if len(days) > 1:
        raise ParseError(f"{text!r:.40}: write mon 09:00 for a weekly handover, 09:00 for a daily one")
    return Handover(parse_clock(clock), parse_day(days[0]) if days else None)


def _read_by(parse: Callable[[str], object]) -> BeforeValidator:
    def read(value: object) -> object:
        try:
            return parse(str(value))
        except ParseError as error:
            raise ValueError(str(error)) from error

    return BeforeValidator(read)


class Handover(NamedTuple):
    """When the next one takes over: each day at this time, or on this day of each week."""

    clock: time
    weekday: Day | None = None


WrittenHours = Annotated[Hours, _read_by(parse_hours)]
WrittenHandover = Annotated[Handover, _read_by(_handover)]


class Layer(Section):
    """People who take turns; only within `hours` if there are any. Without a handover all are on call together."""

    people: tuple[str, ...] = Field(min_length=1)
    handover: WrittenHandover | None = None
    since: date = date(2024, 1, 1)
    hours: tuple[WrittenHours, ...] = ()

    @model_validator(mode="after")
    def _weekly_on_a_weekday(self) -> "Layer":
        if self.handover and self.handover.weekday is Day.HOLIDAY:
            raise ValueError("handover: a day of the week, not holiday")
        return self

    def on_call(self, instant: datetime) -> tuple[str, ...]:
        """Who of this layer is on call; nobody outside its hours and before its first day."""
        if self.hours and not any(instant in hours for hours in self.hours):
            return ()
        if instant < at(self.since, self.handover.clock if self.handover else time.min):
            return ()
        return (self.people[self._turn(instant, self.handover) % len(self.people)],) if self.handover else self.people

    def _turn(self, instant: datetime, handover: Handover) -> int:
        """How many handovers there were since the first day, counted in civil days: a clock change moves none."""
        day = instant.astimezone(PARIS).date()
        if instant < at(day, handover.clock):
            day -= timedelta(days=1)
        if handover.weekday is None:
            return (day - self.since).days
        first = self.since - timedelta(days=(self.since.weekday() - handover.weekday.value) % 7)
        return (day - first).days // 7

    def borders(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """The instants at which somebody else may be on call."""
        day = start.astimezone(PARIS).date() - timedelta(days=1)
        while day <= end.astimezone(PARIS).date():
            yield at(day, self.handover.clock if self.handover else time.min)
            for hours in self.hours:
                yield from hours.span(day)
            day += timedelta(days=1)


class Override(Section):
    """Somebody stands in for whoever is on call."""

    start: AwareDatetime = Field(alias="from")
    until: AwareDatetime
    person: str

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Override":
        if self.until <= self.start:
            raise ValueError("until must be after from")
        return self


class Duty(NamedTuple):
    """Who is on call from an instant to another; in a gap it is the fallback, or nobody."""

    start: datetime
    end: datetime
    people: tuple[str, ...]
    gap: bool


class Schedule(Section):
    """Replacements first, then the first layer that has somebody, then the fallback."""

    layers: tuple[Layer, ...] = Field(min_length=1)
    overrides: tuple[Override, ...] = ()
    fallback: tuple[str, ...] = ()

    def on_call(self, instant: datetime) -> tuple[str, ...]:
        """Who is on call; empty only when nobody is, and there is no fallback."""
        return self._covered(instant) or self.fallback

    def _covered(self, instant: datetime) -> tuple[str, ...]:
        for override in self.overrides:
            if override.start <= instant < override.until:
                return (override.person,)
        return next((people for layer in self.layers if (people := layer.on_call(instant))), ())

    def duties(self, start: datetime, end: datetime) -> list[Duty]:
        """Who is on call when between two instants, in order and without holes."""
        borders = {start}
        for layer in self.layers:
            borders.update(layer.borders(start, end))
        for override in self.overrides:
            borders |= {override.start.astimezone(UTC), override.until.astimezone(UTC)}
        found: list[Duty] = []
        within = sorted(border for border in borders if start <= border < end)
        for begin, until in zip(within, [*within[1:], end], strict=True):
            covered = self._covered(begin)
            if found and (found[-1].people, found[-1].gap) == (covered or self.fallback, not covered):
                found[-1] = found[-1]._replace(end=until)
            else:
                found.append(Duty(begin, until, covered or self.fallback, not covered))
        return found

    @property
    def people(self) -> frozenset[str]:
        """Everybody whom it names."""
        named = [*self.fallback, *(override.person for override in self.overrides)]
        return frozenset([*named, *(person for layer in self.layers for person in layer.people)])
