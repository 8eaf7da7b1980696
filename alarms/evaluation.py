"""Rules over records: says when what a rule says of a source changes, and only then.

No clock, no I/O: instants come with the call. Quality comes first: only live, plausible readings later than the last
of their series decide; others make what is announced unknown, and never raise or clear it.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import Protocol

import msgspec

from alarms.binding import Binding
from alarms.detectors.series import State
from alarms.detectors.silence import SilenceWatch
from alarms.detectors.watch import Watch
from alarms.memory import Remembered, dump, read_memory
from alarms.rules.rule import Rule, Rules
from alarms.stages import Handling
from alarms.units import Trace, Unit
from telemetry.alarm import Quality, Verdict
from telemetry.device import Device
from telemetry.ports import Registry
from telemetry.record import Record
from telemetry.series import Series
from telemetry.uplink import Notice

logger = logging.getLogger(__name__)


class _Due(Protocol):
    """What asks to be settled at an instant."""

    due_ms: int | None
    planned_ms: int | None

    def settle(self, now_ms: int) -> list[Verdict]: ...


class Evaluator:
    """All rules over all devices. The registry tells the kinds of sites, and series by id when memory is restored."""

    def __init__(self, rules: Rules, registry: Registry) -> None:
        self._binding = Binding(rules, registry)
        self._registry = registry
        self._units: dict[str, Unit] = {}
        self._traces: dict[int, Trace] = {}
        self._agenda: list[tuple[int, int, _Due]] = []
        self._order = count()
        self._now_ms = 0

    def observe(self, record: Record, now_ms: int) -> list[Verdict]:
        """What changes by a record."""
        self._now_ms = max(self._now_ms, now_ms)
        if not record.live or isinstance(record.event, Notice):
            return []
        unit, verdicts = self._unit(record)
        verdicts += unit.heed(record)
        for hearing in unit.hearings:
            self._plan(hearing.watch)
        self._plan(unit)
        traces = self._traces
        for series, time_ms, value in record.points:
            trace = traces.get(series.id) or self._trace(unit, series)
            if time_ms <= trace.last_ms:
                continue
            if not trace.low <= value <= trace.high:
                verdicts += self._suspect(trace, time_ms)
                continue
            trace.last_ms = time_ms
            for sight in trace.sights:
                changes = sight.see(time_ms, value)
                if changes is not None:
                    verdicts += changes
                    self._plan(sight.watch)
        return verdicts

    def tick(self, now_ms: int) -> list[Verdict]:
        """What changes by the time: delays that have passed, devices that have been silent for too long."""
        self._now_ms = max(self._now_ms, now_ms)
        verdicts: list[Verdict] = []
        agenda = self._agenda
        while agenda and agenda[0][0] <= now_ms:
            planned_ms, _, due = heappop(agenda)
            if due.planned_ms == planned_ms:
                due.planned_ms = None
                verdicts += due.settle(now_ms)
                self._plan(due)
        return verdicts

    def blind(self, from_ms: int, to_ms: int) -> None:
        """Count no silence between these instants: Samara itself could not hear."""
        for unit in self._units.values():
            unit.pulse.excuse(from_ms, to_ms)

    def reload(self, rules: Rules) -> list[Verdict]:
        """Go on by other rules; what rules that are gone had announced does not hold any more."""
        self._binding = Binding(rules, self._registry)
        return [verdict for unit in self._units.values() for verdict in self._rebind(unit, unit.device)]

    def snapshot(self) -> bytes:
        """Its memory: windows, timers, last values."""
        return dump(self._units.values(), self._now_ms)

    def restore(self, snapshot: bytes) -> None:
        """Take up a memory again; one that cannot be read (another version) is left, with a warning in the log."""
        self._units, self._traces, self._agenda = {}, {}, []
        try:
            self._take_up(snapshot)
        except (msgspec.MsgspecError, LookupError, TypeError, ValueError) as error:
            logger.warning("the memory of the alarm rules cannot be read (%s); they begin anew", error)
            self._units, self._traces, self._agenda = {}, {}, []

    def _take_up(self, snapshot: bytes) -> None:
        memory = read_memory(snapshot)
        self._now_ms = memory.now_ms
        for dev_eui, pulse, stale, on_device, traces in memory.units:
            device = self._registry.device(dev_eui)
            if device is None:
                continue
            unit = self._meet(device, 0)
            unit.pulse.load(pulse)
            unit.stale = stale
            self._recall((*unit.silences, *(hearing.watch for hearing in unit.hearings)), on_device, memory.rules)
            unit.plan()
            self._plan(unit)
            for series_id, last_ms, on_series in traces:
                trace = self._trace(unit, self._registry.series_by_id(series_id))
                trace.last_ms = last_ms
                self._recall(trace.watches(), on_series, memory.rules)

    def _recall(self, watches: Iterable[Watch], memories: Remembered, names: Sequence[str]) -> None:
        if memories:
            known = {watch.rule.id: watch for watch in watches}
            for index, memory in memories:
                watch = known.get(names[index])
                if watch is not None:
                    watch.load(memory)
                    self._plan(watch)

    def standing(self) -> list[Verdict]:
        """Every verdict that holds now, told again."""
        watches = (watch for unit in self._units.values() for watch in unit.watches())
        return [watch.verdict(self._now_ms) for watch in watches if watch.level]

    def handling(self, rule: str) -> Handling | None:
        """How alarms of a rule are handled; None for a rule that is no longer there."""
        found = self._binding.rules.get(rule)
        return None if found is None else handling_of(found)

    def _plan(self, due: _Due) -> None:
        due_ms = due.due_ms
        # An entry that has become too early is asked again then; only one that is missing or too late is made.
        if due_ms is not None and (due.planned_ms is None or due_ms < due.planned_ms):
            due.planned_ms = due_ms
            heappush(self._agenda, (due_ms, next(self._order), due))

    def _unit(self, record: Record) -> tuple[Unit, list[Verdict]]:
        unit, device = self._units.get(record.device.dev_eui), record.device
        if unit is None:
            return self._meet(device, record.time_ms), []
        # A device is replaced when the registry is read again; seldom has anything of it changed.
        changed = unit.device is not device and unit.device != device
        verdicts = self._rebind(unit, device) if changed else []
        unit.device = device
        return unit, verdicts

    def _meet(self, device: Device, heard_ms: int) -> Unit:
        unit = self._units[device.dev_eui] = Unit(device, heard_ms)
        self._fit(unit)
        self._plan(unit)
        return unit

    def _fit(self, unit: Unit) -> None:
        device = unit.device
        address = device.tenant, device.site, device.dev_eui, "", ""
        watches = [rule.detector.watch(rule, address) for rule in self._binding.device_rules(device)]
        unit.silences = tuple(watch for watch in watches if isinstance(watch, SilenceWatch))
        unit.hearings = tuple(watch for watch in watches if not isinstance(watch, SilenceWatch))
        unit.plan()

    def _trace(self, unit: Unit, series: Series) -> Trace:
        trace = self._traces[series.id] = Trace(unit, series)
        unit.traces.append(trace)
        trace.sights = tuple(self._watches(unit.device, series))
        return trace

    def _watches(self, device: Device, series: Series) -> Iterator[Watch]:
        key = series.quantity.key
        address = device.tenant, device.site, device.dev_eui, series.channel, key
        for rule in self._binding.series_rules(device, key, series.channel):
            detector = rule.detector
            if isinstance(detector, State):
                detector = detector.on(device, series.channel)
            yield detector.watch(rule, address)

    def _rebind(self, unit: Unit, device: Device) -> list[Verdict]:
        """Watch a unit by the rules as they are, for the device as it is; what was known of a source is kept."""
        before = {_key(watch): watch for watch in unit.watches()}
        unit.device = device
        self._fit(unit)
        for trace in unit.traces:
            trace.sights = tuple(self._watches(device, trace.series))
        for watch in unit.watches():
            old = before.get(_key(watch))
            if old is not None and type(old) is type(watch):
                memory = old.dump()
                if memory is not None:
                    watch.load(memory)
                    self._plan(watch)
                old.retire()
                del before[_key(watch)]
        self._plan(unit)
        return [verdict for old in before.values() for verdict in old.close(self._now_ms, "rule removed")]

    def _suspect(self, trace: Trace, time_ms: int) -> list[Verdict]:
        return [verdict for sight in trace.sights for verdict in sight.distrust(Quality.SUSPECT, time_ms)]


def _key(watch: Watch) -> tuple[str, ...]:
    return watch.rule.id, *watch.address


def handling_of(rule: Rule) -> Handling:
    """What the life of alarms asks of a rule."""
    return Handling(rule.latched, rule.never_shelve, rule.longest_shelving_ms, rule.acknowledge_for_ms)
