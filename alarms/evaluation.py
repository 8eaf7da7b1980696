"""Rules over records: says when what a rule says of a source changes, and only then.

No clock, no I/O: instants come with the call. Quality comes first: only live, plausible readings later than the last
of their series decide; others make what is announced unknown, and never raise or clear it.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import chain, count
from typing import Protocol

import msgspec

from alarms.binding import Binding
from alarms.detectors.watch import Watch
from alarms.fitting import Fitting
from alarms.memory import Memory, Remembered, dump, read_memory
from alarms.rules.rule import Rule, Rules
from alarms.stages import Handling
from alarms.units import Trace, Unit
from telemetry.alarm import Alarm, Quality, Verdict
from telemetry.device import Device
from telemetry.ports import Registry
from telemetry.record import Record
from telemetry.series import Series
from telemetry.uplink import Notice

logger = logging.getLogger(__name__)


REMOVED = "rule removed"
"""The reason of a verdict on a source that is not watched any more."""


class _Due(Protocol):
    """What asks to be settled at an instant."""

    due_ms: int | None
    planned_ms: int | None

    def settle(self, now_ms: int) -> list[Verdict]: ...


class Evaluator:
    """All rules over all devices. The registry tells the kinds of sites, and series by id when memory is restored."""

    def __init__(self, rules: Rules, registry: Registry) -> None:
        self._rules = rules
        self._registry = registry
        self._order = count()
        self._now_ms = 0
        self._presumed: dict[tuple[str, ...], Alarm] = {}
        self._fitting: Fitting
        self._forget()

    def observe(self, record: Record, now_ms: int) -> list[Verdict]:
        """What changes by a record."""
        self._now_ms = max(self._now_ms, now_ms)
        if not record.live or isinstance(record.event, Notice):
            return []
        unit, verdicts = self._unit(record)
        verdicts += unit.heed(record)
        for watch in unit.own_watches():
            self._plan(watch)
        self._plan(unit)
        traces = self._traces
        for series, time_ms, value in record.points:
            trace = traces.get(series.id) or self._trace(unit, series)
            if time_ms > trace.last_ms:
                self._see(trace, time_ms, value, verdicts)
        for dew_point, trace in unit.derived:
            derived = dew_point.take()
            if derived is not None:
                self._see(trace, *derived, verdicts)
        return verdicts

    def _see(self, trace: Trace, time_ms: int, value: float, verdicts: list[Verdict]) -> None:
        if not trace.low <= value <= trace.high:
            for sight in trace.sights:
                verdicts += sight.distrust(Quality.SUSPECT, time_ms)
            return
        trace.last_ms, trace.value = time_ms, value
        for sight in trace.sights:
            changes = sight.see(time_ms, value)
            if changes is not None:
                verdicts += changes
                self._plan(sight.watch)

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
                for touched in due.touched() if isinstance(due, Unit) else (due,):
                    self._plan(touched)
        return verdicts

    def blind(self, from_ms: int, to_ms: int) -> None:
        """Count no silence between these instants: Samara itself could not hear."""
        for unit in self._units.values():
            unit.pulse.excuse(from_ms, to_ms)

    def reload(self, rules: Rules) -> list[Verdict]:
        """Go on by other rules; what rules that are gone had announced does not hold any more."""
        before = self._fitting
        self._rules, self._fitting = rules, Fitting(Binding(rules, self._registry))
        verdicts = [verdict for unit in self._units.values() for verdict in self._refit(unit)]
        return verdicts + self._inherit(before.sites.values(), self._fitting.sites.values())

    def snapshot(self) -> bytes:
        """Its memory: windows, timers, last values."""
        return dump(self._units.values(), self._fitting.sites.values(), self._now_ms)

    def restore(self, snapshot: bytes) -> None:
        """Take up a memory again; one that cannot be read (another version) is left, with a warning in the log."""
        self._forget()
        try:
            self._take_up(read_memory(snapshot))
        except (msgspec.MsgspecError, LookupError, TypeError, ValueError) as error:
            logger.warning("the memory of the alarm rules cannot be read (%s); they begin anew", error)
            self._forget()

    def _forget(self) -> None:
        self._fitting = Fitting(Binding(self._rules, self._registry))
        self._units: dict[str, Unit] = {}
        self._traces: dict[int, Trace] = {}
        self._agenda: list[tuple[int, int, _Due]] = []

    def _take_up(self, memory: Memory) -> None:
        self._now_ms = memory.now_ms
        for dev_eui, pulse, stale, on_device, traces in memory.units:
            device = self._registry.device(dev_eui)
            if device is None:
                continue
            unit = self._meet(device, 0)
            unit.pulse.load(pulse)
            unit.stale = stale
            for series_id, last_ms, value, on_series in traces:
                trace = self._recalled(unit, series_id, last_ms, value)
                if trace is not None:
                    self._recall(trace.watches(), on_series, memory.rules)
            self._recall(unit.own_watches(), on_device, memory.rules)
            unit.plan()
            self._plan(unit)
        for index, place, remembered in memory.sites:
            watch = self._fitting.sites.get((memory.rules[index], *place))
            if watch is not None:
                watch.load(remembered)
                self._plan(watch)

    def _recalled(self, unit: Unit, series_id: int, last_ms: int, value: float) -> Trace | None:
        if series_id >= 0:
            series = self._registry.series_by_id(series_id)
            trace = self._traces[series_id] = self._fitting.add(unit, series, last_ms, value)
            return trace
        return next((trace for trace in unit.traces if trace.series.id == series_id), None)

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
        return [watch.verdict(self._now_ms) for watch in self._watches() if watch.level]

    def presume(self, alarms: Sequence[Alarm]) -> None:
        """Take these as announced where the memory knows nothing of their source: an earlier run raised them."""
        self._presumed = {tuple(alarm.source): alarm for alarm in alarms}
        self._adopt(self._watches())

    def _adopt(self, watches: Iterable[Watch]) -> None:
        for watch in watches if self._presumed else ():
            alarm = self._presumed.pop(_key(watch), None)
            if alarm is not None and not watch.level:
                watch.presume(alarm)
                self._plan(watch)

    def _watches(self) -> Iterator[Watch]:
        return chain(self._fitting.sites.values(), *(unit.watches() for unit in self._units.values()))

    def handling(self, rule: str) -> Handling | None:
        """How alarms of a rule are handled; None for a rule that is no longer there."""
        found = self._rules.get(rule)
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
        emptied = self._fitting.release(unit) if changed else []
        unit.device = device
        verdicts = self._refit(unit) if changed else []
        return unit, verdicts + [verdict for watch in emptied for verdict in watch.close(self._now_ms, REMOVED)]

    def _meet(self, device: Device, heard_ms: int) -> Unit:
        unit = self._units[device.dev_eui] = Unit(device, heard_ms)
        self._fitting.fit(unit)
        self._adopt(unit.own_watches())
        self._plan(unit)
        return unit

    def _trace(self, unit: Unit, series: Series) -> Trace:
        trace = self._traces[series.id] = self._fitting.add(unit, series)
        self._adopt(sight.watch for sight in trace.sights)
        return trace

    def _refit(self, unit: Unit) -> list[Verdict]:
        """Watch a unit by the rules as they are, for the device as it is; what was known of a source is kept."""
        before = list(unit.watches())
        self._fitting.fit(unit)
        self._plan(unit)
        return self._inherit(before, unit.watches())

    def _inherit(self, before: Iterable[Watch], after: Iterable[Watch]) -> list[Verdict]:
        ending = {_key(watch): watch for watch in before}
        for watch in after:
            old = ending.get(_key(watch))
            if old is not None and type(old) is type(watch):
                memory = old.dump()
                if memory is not None:
                    watch.load(memory)
                    self._plan(watch)
                ending.pop(_key(watch)).retire()
        return [verdict for old in ending.values() for verdict in old.close(self._now_ms, REMOVED)]


def _key(watch: Watch) -> tuple[str, ...]:
    return watch.rule.id, *watch.address


def handling_of(rule: Rule) -> Handling:
    """What the life of alarms asks of a rule."""
    return Handling(rule.latched, rule.never_shelve, rule.longest_shelving_ms, rule.acknowledge_for_ms)
