"""The fleet as the page shows it, pure: what is last known of each device, and what state that puts it in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from telemetry import quantity as q
from telemetry.device import Device, Site
from telemetry.memory import activity_of
from telemetry.record import Activity, QuarantineEntry, Record
from telemetry.series import Sample, Series
from telemetry.uplink import Uplink


class State(StrEnum):
    """How a device does, the one that most needs a person first."""

    SUSPECT = "suspect"
    SILENT = "silent"
    LATE = "late"
    FRESH = "fresh"


DEVICE_HEALTH: Final = frozenset(
    {
        q.BATTERY_LEVEL,
        q.BATTERY_LIFETIME,
        q.BATTERY_VOLTAGE,
        q.DEVICE_TEMPERATURE,
        q.DOWNLINK_RSSI,
        q.DOWNLINK_SNR,
        q.EXTERNAL_POWER,
        q.LATITUDE,
        q.LINK_MARGIN,
        q.LONGITUDE,
        q.LOW_BATTERY,
    }
)
"""Quantities that describe the device rather than what it watches: shown after those, and not in its summary."""

WORST_FIRST: Final = {state: rank for rank, state in enumerate(State)}

Latest = Mapping[int, tuple[Series, Sample]]


@dataclass(frozen=True, slots=True)
class Vitals:
    """What is last known of a device: when it was heard (ms, 0 for never), its values by series id.

    `problem` is why its last uplink could not be decoded; `implausible` tells whether one of its last
    values lies outside the physical range of its quantity.
    """

    device: Device
    heard_ms: int = 0
    latest: Latest = field(default_factory=dict)
    activity: Activity | None = None
    problem: str = ""
    implausible: bool = False

    def state(self, now_ms: int, late_ms: int, silent_ms: int) -> State:
        """Its state now; silence comes before doubt, since old values say nothing about today."""
        age = now_ms - self.heard_ms
        if age >= silent_ms:
            return State.SILENT
        if self.problem or self.implausible:
            return State.SUSPECT
        return State.LATE if age >= late_ms else State.FRESH

    @property
    def measured_first(self) -> dict[int, tuple[Series, Sample]]:
        """Its last values by series id, those of the device's own health at the end."""
        return dict(sorted(self.latest.items(), key=lambda item: item[1][0].quantity in DEVICE_HEALTH))

    @property
    def battery(self) -> tuple[Series, Sample] | None:
        """Its battery level, or else its battery voltage."""
        held = {series.quantity: (series, sample) for series, sample in self.latest.values()}
        return held.get(q.BATTERY_LEVEL) or held.get(q.BATTERY_VOLTAGE)


def recalled(vitals: Vitals, stored: Latest, activity: Activity | None) -> Vitals:
    """The vitals with what the store remembers, wherever that is newer than what is known."""
    newer = {
        series_id: held
        for series_id, held in stored.items()
        if series_id not in vitals.latest or held[1].time_ms > vitals.latest[series_id][1].time_ms
    }
    latest = {**vitals.latest, **newer}
    known = vitals.activity
    if activity is None or (known is not None and known.time_ms > activity.time_ms):
        activity = known
    times = [vitals.heard_ms, *(sample.time_ms for _, sample in latest.values())]
    if activity is not None:
        times.append(activity.time_ms)
    return replace(vitals, heard_ms=max(times), latest=latest, activity=activity, implausible=_doubtful(latest))


def after(vitals: Vitals, record: Record) -> Vitals:
    """The vitals after one more record; what is older than what is known (late data) changes nothing."""
    latest = dict(vitals.latest)
    heard_ms = vitals.heard_ms
    for series, time_ms, value in record.points:
        held = latest.get(series.id)
        if held is None or held[1].time_ms <= time_ms:
            latest[series.id] = series, Sample(time_ms, value)
            heard_ms = max(heard_ms, time_ms)
    activity, problem = vitals.activity, vitals.problem
    if record.time_ms >= vitals.heard_ms and isinstance(record.event, Uplink):
        heard_ms = max(heard_ms, record.time_ms)
        activity, problem = activity_of(record), record.error or ""
    return Vitals(record.device, heard_ms, latest, activity, problem, _doubtful(latest))


def _doubtful(latest: Latest) -> bool:
    return any(not series.quantity.is_plausible(sample.value) for series, sample in latest.values())


def blamed(vitals: Vitals, entry: QuarantineEntry) -> Vitals:
    """The vitals given the newest quarantined message of a device: it counts until a good one has come."""
    newest = max((sample.time_ms for _, sample in vitals.latest.values()), default=0)
    return replace(vitals, problem=entry.reason) if entry.received_ms > newest else vitals


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site on the map: the state of its worst device, and how many devices are in each state."""

    site: Site
    state: State
    tally: Mapping[State, int]

    @property
    def devices(self) -> int:
        """How many devices stand there."""
        return sum(self.tally.values())


def site_views(sites: Iterable[Site], fleet: Iterable[tuple[Vitals, State]]) -> tuple[SiteView, ...]:
    """The sites that have a device and a position, the worst last so that it is drawn on top."""
    tallies: dict[str, dict[State, int]] = {}
    for vitals, state in fleet:
        tally = tallies.setdefault(vitals.device.site, {})
        tally[state] = tally.get(state, 0) + 1
    views = (
        SiteView(site, min(tallies[site.slug], key=WORST_FIRST.__getitem__), tallies[site.slug])
        for site in sites
        if site.slug in tallies and site.latitude is not None and site.longitude is not None
    )
    return tuple(sorted(views, key=lambda view: -WORST_FIRST[view.state]))
