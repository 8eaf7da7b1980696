"""Computes indicators on schedule and on demand, and writes them back as readings of derived quantities."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from indicators.catalogue import INDICATORS
from indicators.computation import Devices, Outcome, Reader, by_site, compute
from indicators.indicator import Indicator
from indicators.windows import Step
from telemetry.device import Device, Domain, Site
from telemetry.ports import DeviceFilter, Inventory, ReadingStore, Registry
from telemetry.quantity import DERIVED
from telemetry.record import Point, Record
from telemetry.series import Span
from telemetry.times import from_ms, to_ms, utc_now
from telemetry.uplink import Report

_BATCH = 500
"""Devices computed together: enough for numpy to be busy, few enough for memory."""


def site_device(site: str, domain: Domain) -> str:
    """The EUI of the virtual device that carries the indicators of a site and trade; locally administered, stable."""
    return "02494e" + blake2b(f"{domain}/{site}".encode(), digest_size=5).hexdigest()


class IndicatorService:
    """Indicators from readings, and readings from indicators.

    A window is computed again as long as it lies within `recompute` of the present, so that late data count; what
    comes out as it was is not written again. Indicators of a site are kept on a virtual device of that site.
    """

    def __init__(
        self,
        registry: Registry,
        store: ReadingStore,
        recompute: timedelta = timedelta(days=3),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._registry = registry
        self._store = store
        self._recompute = recompute
        self._now = now

    def refresh(self, step: Step) -> int:
        """Compute the recent windows of all indicators of one step; return how many values were new or changed."""
        now = self._now()
        wanted = [one for one in INDICATORS.values() if one.step is step]
        return self.run(wanted, Span.between(now - self._recompute, now))

    def run(self, indicators: Iterable[Indicator], span: Span, where: DeviceFilter | None = None) -> int:
        """Compute indicators over a span, for matching devices and their sites; return how many values changed.

        Windows that have not ended yet are left out. Raises what the store raises.
        """
        keys = {one.key for one in indicators}
        wanted = [one for one in INDICATORS.values() if one.key in keys]
        span = Span(span.start_ms, min(span.end_ms, to_ms(self._now())))
        devices = [one for one in self._registry.devices(where or DeviceFilter()) if not one.virtual]
        return sum(self._batch(wanted, batch, span) for batch in by_site(devices, _BATCH))

    def _batch(self, indicators: Sequence[Indicator], devices: Sequence[Device], span: Span) -> int:
        reader, written = Reader(self._store), 0
        sites = {site.slug: site for site in self._registry.sites()}
        whom = Devices(devices, self._registry.series_of(devices))
        for indicator in indicators:
            if DERIVED.intersection(indicator.inputs):
                # The series of its inputs may have begun with what was written a moment ago.
                whom = Devices(devices, self._registry.series_of(devices))
            records = list(self._records(indicator, compute(indicator, reader, whom, span), sites))
            if records:
                self._store.write(records)
                written += sum(len(record.points) for record in records)
        return written

    def _records(
        self, indicator: Indicator, outcomes: Iterable[Outcome], sites: Mapping[str, Site]
    ) -> Iterator[Record]:
        now_ms = to_ms(self._now())
        for outcome in outcomes:
            device = outcome.device or self._virtual(sites[outcome.site], outcome.domain)
            series = self._registry.series(device, indicator.quantity, outcome.channel)
            first, last = outcome.samples[0].time_ms, outcome.samples[-1].time_ms
            held = set(self._store.samples(series, Span(first, last + 1)))
            points = tuple(Point(series, *sample) for sample in outcome.samples if sample not in held)
            if points:
                event = Report(device.dev_eui, from_ms(last), (), "indicator", historical=True)
                yield Record(0, device, event, now_ms, last, points, live=False)

    def _virtual(self, site: Site, domain: Domain) -> Device:
        """The device that carries the indicators of a site; it follows its site to another authority."""
        dev_eui = site_device(site.slug, domain)
        held = self._registry.device(dev_eui)
        if held is None or held.tenant != site.tenant:
            name, tags = f"{site.name} (indicateurs)", {"virtual": "indicators"}
            place = site.latitude, site.longitude
            held = Device(dev_eui, 0, site.tenant, site.slug, name, domain, "", "", *place, tags)
            self._registry.merge(Inventory(devices=(held,)))
        return self._registry.device(dev_eui) or held
