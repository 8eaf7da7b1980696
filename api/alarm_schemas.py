"""The shapes of alarms in answers and events."""

from typing import Annotated

from msgspec import Meta, Struct

from alarms.figures import Figures
from api.schemas import Channel, Instant, SiteSlug, TenantSlug
from telemetry import alarm as kernel
from telemetry.alarm import Happening, Quality, State, Transition
from telemetry.times import from_ms


class AlarmShelving(Struct):
    """Until when an alarm is set aside, by whom and why."""

    until: Instant
    by: str
    why: str
    one_shot: Annotated[bool, Meta(description="Whether it ends with the next clear, if that is sooner.")]


class Alarm(Struct):
    """One occurrence of what a rule watches for, on one source; the flags are independent, `state` sums them up."""

    id: Annotated[str, Meta(description="Its name, for as long as its history is kept.")]
    revision: Annotated[int, Meta(description="Grows with each change; the ETag, for If-Match.")]
    state: Annotated[State, Meta(description="ISA-18.2 states A to G.")]
    severity: Annotated[str, Meta(description="X.733: warning, minor, major or critical.")]
    rule: str
    tenant: TenantSlug
    site: SiteSlug
    device: Annotated[str, Meta(description="DevEUI; empty for an alarm on the site as a whole.")]
    channel: Channel
    quantity: Annotated[str, Meta(description="Key of the catalogue; empty for an alarm on the device as a whole.")]
    active: Annotated[bool, Meta(description="Whether the condition holds.")]
    acknowledged: bool
    confirmed: Annotated[bool, Meta(description="Whether what had to be done is done.")]
    latched: Annotated[bool, Meta(description="Whether it has cleared and waits to be reset.")]
    shelved: Annotated[AlarmShelving | None, Meta(description="null: it is not set aside.")]
    suppressed: Annotated[list[str], Meta(description="What it is a consequence of; empty when it is none.")]
    out_of_service: Annotated[str, Meta(description="Why its equipment is out of service; empty when it is in.")]
    quality: Annotated[Quality, Meta(description="What the data behind it is worth now.")]
    exercise: Annotated[bool, Meta(description="Whether it belongs to a drill.")]
    first_out: Annotated[bool, Meta(description="Whether it is the first of its group.")]
    group: str
    branch: Annotated[int, Meta(description="Counts the occurrences that an older one, unacknowledged, was there for.")]
    raised: Instant
    since: Annotated[Instant, Meta(description="When the condition began, before its delay.")]
    cleared: Annotated[Instant | None, Meta(description="null: it has not ended.")]
    value: float | None
    limit: float | None
    acknowledged_by: str
    acknowledged_at: Instant | None
    acknowledged_until: Annotated[Instant | None, Meta(description="null: until it clears.")]
    late: Annotated[bool, Meta(description="Whether it was found after the fact, when Samara had been stopped.")]
    detail: dict[str, str]


class AlarmPage(Struct):
    """Alarms, the newest first."""

    items: list[Alarm]
    limit: int
    next: Annotated[str | None, Meta(description="Path of the next page; null on the last one.")]


class AlarmSource(Struct):
    """A source of alarms, and how many it had in the last day."""

    source: Annotated[str, Meta(description="Rule, tenant, site, device, channel and quantity, joined by slashes.")]
    alarms: int


class AlarmFigures(Struct):
    """The load on people, by EEMUA 191 and ISA-18.2; what was suppressed or shelved when it was raised is not counted.

    Shares are between 0 and 1, of the last 24 hours.
    """

    last_10_min: Annotated[int, Meta(description="Target 1; a flood begins above 10 and ends below 5.")]
    last_hour: Annotated[int, Meta(description="6 are acceptable, 12 the most that is manageable.")]
    last_day: Annotated[int, Meta(description="150 are acceptable, 300 the most that is manageable.")]
    peak_10_min: Annotated[int, Meta(description="The most in any ten minutes of the last day.")]
    in_flood: bool
    flood_share: Annotated[float, Meta(description="Share of the day in flood; target below 0.01.")]
    standing: Annotated[int, Meta(description="Alarms that hold and are told.")]
    unacknowledged: int
    stale: Annotated[int, Meta(description="Alarms that have held for more than a day; target below 5.")]
    chattering: Annotated[int, Meta(description="Target 0.")]
    suppressed: int
    shelved: int
    high_share: Annotated[float, Meta(description="Critical ones; target 0.05.")]
    medium_share: Annotated[float, Meta(description="Major ones; target 0.15.")]
    low_share: Annotated[float, Meta(description="Minor ones and warnings; target 0.8.")]
    top_share: Annotated[float, Meta(description="Share of the ten most frequent sources.")]
    top: list[AlarmSource]


class AlarmTransition(Struct):
    """Something that happened to an alarm, and the alarm as it was after it; the event `transition` of the stream."""

    seq: Annotated[int, Meta(description="Its place in the history of all alarms.")]
    happening: Happening
    time: Annotated[Instant, Meta(description="When it happened.")]
    known: Annotated[Instant, Meta(description="When Samara knew.")]
    actor: Annotated[str, Meta(description="Who did it; empty when nobody did.")]
    comment: str
    alarm: Alarm


class AlarmHistory(Struct):
    """All that happened to one alarm, in order."""

    items: list[AlarmTransition]


def alarm_of(alarm: kernel.Alarm) -> Alarm:
    """The answer's shape of an alarm."""
    shelved = alarm.shelved and AlarmShelving(from_ms(alarm.shelved.until_ms), *alarm.shelved[1:])
    source = alarm.source
    return Alarm(
        alarm.id,
        alarm.revision,
        alarm.state,
        alarm.severity.key,
        source.rule,
        source.tenant,
        source.site,
        source.device,
        source.channel,
        source.quantity,
        alarm.active,
        alarm.acknowledged,
        alarm.confirmed,
        alarm.latched,
        shelved,
        list(alarm.suppressed),
        alarm.out_of_service,
        alarm.quality,
        alarm.exercise,
        alarm.first_out,
        alarm.group,
        alarm.branch,
        from_ms(alarm.raised_ms),
        from_ms(alarm.since_ms),
        None if alarm.cleared_ms is None else from_ms(alarm.cleared_ms),
        alarm.value,
        alarm.limit,
        alarm.acknowledged_by,
        None if alarm.acknowledged_ms is None else from_ms(alarm.acknowledged_ms),
        None if alarm.acknowledged_until_ms is None else from_ms(alarm.acknowledged_until_ms),
        alarm.late,
        dict(alarm.detail),
    )


def transition_of(told: Transition) -> AlarmTransition:
    """The answer's shape of a transition."""
    times = from_ms(told.time_ms), from_ms(told.known_ms)
    return AlarmTransition(told.seq, told.happening, *times, told.actor, told.comment, alarm_of(told.alarm))


def figures_of(figures: Figures) -> AlarmFigures:
    """The figures as they are answered."""
    top = [AlarmSource(source, alarms) for source, alarms in figures.top]
    return AlarmFigures(**{**figures._asdict(), "top": top})
