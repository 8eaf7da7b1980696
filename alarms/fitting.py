"""Fits devices, their series and sites with the watches that rules ask for."""

from collections.abc import Iterator
from typing import cast

from alarms.binding import Binding
from alarms.detectors.change import DeviationWatch
from alarms.detectors.dew_point import DewPoint
from alarms.detectors.series import State
from alarms.detectors.silence import SilenceWatch
from alarms.detectors.sites import Assessment, SitePoint, SiteWatch
from alarms.detectors.watch import SeriesWatch
from alarms.units import Sight, Trace, Unit
from telemetry import quantity as q
from telemetry.series import Series

_MOIST_AIR = (q.AIR_TEMPERATURE, q.RELATIVE_HUMIDITY)


class Fitting:
    """Makes watches; it holds those of sites, in which several devices have a part."""

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        self.sites: dict[tuple[str, ...], SiteWatch] = {}

    def fit(self, unit: Unit) -> None:
        """The watches of a device and of the series that it has."""
        device = unit.device
        address = device.tenant, device.site, device.dev_eui, "", ""
        watches = [rule.detector.watch(rule, address) for rule in self._binding.device_rules(device)]
        unit.silences = tuple(watch for watch in watches if isinstance(watch, SilenceWatch))
        unit.hearings = tuple(watch for watch in watches if not isinstance(watch, SilenceWatch))
        unit.derived = ()
        measured = [trace for trace in unit.traces if trace.series.id >= 0]
        unit.traces = measured
        for trace in measured:
            self._equip(trace)
        for trace in measured:
            self._derive(trace)
        unit.plan()

    def add(self, unit: Unit, series: Series, last_ms: int = -1, value: float = 0.0) -> Trace:
        """A series that the device has not had so far, with its watches."""
        trace = Trace(unit, series, last_ms, value)
        derived = unit.trace(series.quantity, series.channel)
        unit.traces.append(trace)
        if derived is not None:
            # What was derived so far is measured from now on; the watches go on.
            trace.sights = derived.sights
            unit.traces.remove(derived)
            unit.derived = tuple(pair for pair in unit.derived if pair[1] is not derived)
            return trace
        self._equip(trace)
        self._derive(trace)
        return trace

    def release(self, unit: Unit) -> list[SiteWatch]:
        """Take a device's points out of the watches of sites; return those that have no other."""
        for trace in unit.traces:
            for sight in trace.sights:
                if isinstance(sight, SitePoint):
                    sight.watch.points.remove(sight)
        empty = [key for key, watch in self.sites.items() if not watch.points]
        return [self.sites.pop(key) for key in empty]

    def _equip(self, trace: Trace) -> None:
        trace.sights = (*self._watches(trace), *self._points(trace))

    def _watches(self, trace: Trace) -> Iterator[SeriesWatch]:
        device, (key, channel) = trace.unit.device, (trace.series.quantity.key, trace.series.channel)
        address = device.tenant, device.site, device.dev_eui, channel, key
        for rule in self._binding.series_rules(device, key, channel):
            detector = rule.detector
            if isinstance(detector, State):
                detector = detector.on(device, channel)
            watch = detector.watch(rule, address)
            if isinstance(watch, DeviationWatch):
                watch.latest = trace.unit.latest
            yield watch

    def _points(self, trace: Trace) -> Iterator[Sight]:
        unit, channel = trace.unit, trace.series.channel
        for rule in self._binding.site_rules(unit.device, trace.series.quantity.key, channel):
            detector = cast("Assessment", rule.detector)
            for role in detector.roles(unit.device, trace.series.quantity.key, channel):
                address = unit.device.tenant, unit.device.site, "", role.group, role.quantity
                watch = self.sites.get((rule.id, *address))
                if watch is None:
                    watch = self.sites[rule.id, *address] = rule.detector.watch(rule, address)
                point = SitePoint(watch, role.number, unit.device.dev_eui, channel)
                if trace.last_ms >= 0:
                    point.recall(trace.last_ms, trace.value, stale=unit.stale)
                watch.points.append(point)
                yield point

    def _derive(self, trace: Trace) -> None:
        """Give a sensor of temperature and humidity its dew point, where a rule asks for it and nobody measures it."""
        unit, channel = trace.unit, trace.series.channel
        if trace.series.quantity not in _MOIST_AIR:
            return
        pair = [unit.trace(quantity, channel) for quantity in _MOIST_AIR]
        if not all(pair) or unit.trace(q.DEW_POINT, channel):
            return
        temperature, humidity = (one for one in pair if one)
        series = Series(-temperature.series.id, unit.device.dev_eui, q.DEW_POINT, channel)
        derived = Trace(unit, series)
        self._equip(derived)
        if derived.sights:
            unit.traces.append(derived)
            unit.derived = (*unit.derived, (DewPoint(temperature, humidity), derived))
