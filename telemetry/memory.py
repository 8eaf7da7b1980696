"""In-memory twins of the ports: what tests use before any mock, and what the contract tests hold to account."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Condition

from telemetry.aggregation import buckets, fuller, merge, reduce, whole_windows
from telemetry.device import UNASSIGNED, Device, Gateway, Site, Tenant
from telemetry.errors import InventoryError, NotFoundError
from telemetry.ports import DeviceFilter, Inventory
from telemetry.quantity import Quantity
from telemetry.record import Activity, JournalEntry, QuarantineEntry, RawMessage, Record
from telemetry.series import CIVIL_DAY_MS, HOUR_MS, Aggregate, Bucket, Sample, Series, Span
from telemetry.uplink import Event, Uplink


class MemoryJournal:
    """A journal that a power cut would empty."""

    def __init__(self) -> None:
        self._entries: list[JournalEntry] = []
        self._last = 0
        self._grown = Condition()

    def append(self, messages: Sequence[RawMessage]) -> int:
        with self._grown:
            for message in messages:
                self._last += 1
                self._entries.append(JournalEntry(self._last, *message))
            self._grown.notify_all()
            return self._last

    def read(self, after: int, limit: int) -> list[JournalEntry]:
        with self._grown:
            start = bisect_left(self._entries, after + 1, key=lambda entry: entry.seq)
            return self._entries[start : start + limit]

    def wait(self, after: int, timeout: float) -> bool:
        with self._grown:
            return self._grown.wait_for(lambda: bool(self._entries) and self._last > after, timeout)

    def span(self) -> tuple[int, int]:
        with self._grown:
            first = self._entries[0].seq if self._entries else self._last + 1
            return first, self._last

    def seek(self, time_ms: int) -> int:
        with self._grown:
            later = (entry.seq for entry in self._entries if entry.received_ms >= time_ms)
            return next(later, self._last + 1) - 1

    def prune(self, before_ms: int, max_bytes: int, keep_after: int) -> int:
        with self._grown:
            size = sum(len(entry.payload) for entry in self._entries)
            gone = 0
            for entry in self._entries:
                if entry.seq > keep_after or (entry.received_ms >= before_ms and size <= max_bytes):
                    break
                size -= len(entry.payload)
                gone += 1
            del self._entries[:gone]
            return gone

    def close(self) -> None:
        pass


class MemoryCheckpoints:
    """Checkpoints in a dict."""

    def __init__(self) -> None:
        self._seqs: dict[str, int] = {}

    def load(self, consumer: str) -> int:
        return self._seqs.get(consumer, 0)

    def save(self, consumer: str, seq: int) -> None:
        self._seqs[consumer] = seq


def activity_of(record: Record) -> Activity | None:
    """The radio facts of a record: the best reception of an uplink, None for other events."""
    if not isinstance(record.event, Uplink):
        return None
    uplink = record.event
    best = uplink.best_reception
    return Activity(
        record.time_ms,
        best.rssi if best else None,
        best.snr if best else None,
        uplink.spreading_factor,
        uplink.f_cnt,
        best.gateway_id if best else "",
        len(uplink.receptions),
    )


class MemoryStore:
    """Readings in dicts; every aggregate is computed from the raw samples, and from the hours that have expired."""

    def __init__(self) -> None:
        self._samples: dict[int, dict[int, float]] = defaultdict(dict)
        self._expired: dict[int, dict[int, Bucket]] = defaultdict(dict)
        self._latest: dict[int, Sample] = {}
        self._radio: dict[str, dict[int, Activity]] = defaultdict(dict)
        self._activity: dict[str, Activity] = {}

    def write(self, records: Sequence[Record]) -> None:
        for record in records:
            for series, time_ms, value in record.points:
                self._samples[series.id][time_ms] = value
                if series.id not in self._latest or time_ms >= self._latest[series.id].time_ms:
                    self._latest[series.id] = Sample(time_ms, value)
            activity = activity_of(record)
            if activity is not None:
                dev_eui = record.device.dev_eui
                self._radio[dev_eui][activity.time_ms] = activity
                if dev_eui not in self._activity or activity.time_ms >= self._activity[dev_eui].time_ms:
                    self._activity[dev_eui] = activity

    def latest(self, series: Sequence[Series]) -> dict[int, Sample]:
        return {one.id: self._latest[one.id] for one in series if one.id in self._latest}

    def samples(self, series: Series, span: Span) -> Iterator[Sample]:
        held = self._samples.get(series.id, {})
        for time_ms in sorted(held):
            if span.start_ms <= time_ms < span.end_ms:
                yield Sample(time_ms, held[time_ms])

    def aggregate(
        self, series: Sequence[Series], span: Span, window_ms: int, function: Aggregate
    ) -> Iterator[tuple[int, list[Sample]]]:
        whole = whole_windows(span, window_ms)
        reduced = ((one.id, self._reduced(one, whole, window_ms, function)) for one in series)
        return ((series_id, values) for series_id, values in reduced if values)

    def _reduced(self, one: Series, whole: Span, window_ms: int, function: Aggregate) -> list[Sample]:
        before = None
        for part in self._parts(one, Span(-(2**62), whole.start_ms), HOUR_MS):
            before = part.last
        return list(reduce(self._parts(one, whole, window_ms), function, before))

    def _parts(self, one: Series, span: Span, window_ms: int) -> Iterator[Bucket]:
        if window_ms != CIVIL_DAY_MS and window_ms % HOUR_MS:
            return buckets(self.samples(one, span), window_ms)
        hours = {bucket.start_ms: bucket for bucket in buckets(self.samples(one, span), HOUR_MS)}
        for start_ms, bucket in self._expired[one.id].items():
            if span.start_ms <= start_ms <= span.end_ms - HOUR_MS:
                hours[start_ms] = fuller(bucket, hours.get(start_ms, bucket))
        return merge((hours[start_ms] for start_ms in sorted(hours)), window_ms)

    def activity(self, devices: Sequence[Device]) -> dict[str, Activity]:
        return {one.dev_eui: self._activity[one.dev_eui] for one in devices if one.dev_eui in self._activity}

    def radio(self, device: Device, span: Span) -> Iterator[Activity]:
        for time_ms, activity in sorted(self._radio.get(device.dev_eui, {}).items()):
            if span.start_ms <= time_ms < span.end_ms:
                yield activity

    def roll_up(self) -> int:
        return 0

    def expire(self, series: Sequence[Series], before_ms: int) -> int:
        past = Span(-(2**62), before_ms - before_ms % HOUR_MS)
        gone = 0
        for one in series:
            samples = list(self.samples(one, past))
            gone += len(samples)
            expired = self._expired[one.id]
            for bucket in buckets(samples, HOUR_MS):
                expired[bucket.start_ms] = fuller(expired.get(bucket.start_ms, bucket), bucket)
            for time_ms, _ in samples:
                del self._samples[one.id][time_ms]
            radio = self._radio.get(one.dev_eui, {})
            for time_ms in [time_ms for time_ms in radio if time_ms < past.end_ms]:
                del radio[time_ms]
        return gone

    def close(self) -> None:
        pass


class MemoryRegistry:
    """A registry in dicts; the SQL registry reads from the same dicts and overrides how they grow."""

    def __init__(self) -> None:
        self._tenants: dict[str, Tenant] = {}
        self._sites: dict[str, Site] = {}
        self._gateways: dict[str, Gateway] = {}
        self._devices: dict[str, Device] = {}
        self._series: dict[str, dict[tuple[Quantity, str], Series]] = {}
        self._by_id: dict[int, Series] = {}
        self._pairs: dict[tuple[Quantity, str], tuple[Quantity, str]] = {}

    def device(self, dev_eui: str) -> Device | None:
        return self._devices.get(dev_eui)

    def adopt(self, event: Event) -> Device:
        known = self._devices.get(event.dev_eui)
        if known is None:
            name, profile = storable(event.network.device_name), storable(event.network.profile)
            known = self._add_device(Device(event.dev_eui, name=name, profile=profile))
        return known

    def series(self, device: Device, quantity: Quantity, channel: str) -> Series:
        try:
            return self._series[device.dev_eui][quantity, channel]
        except KeyError:
            return self._add_series(device, quantity, channel)

    def series_by_id(self, series_id: int) -> Series:
        try:
            return self._by_id[series_id]
        except KeyError:
            raise NotFoundError(f"no series {series_id}; the list of series gives the ids") from None

    def series_of(self, devices: Iterable[Device]) -> list[Series]:
        held = (self._series.get(dev_eui, {}) for dev_eui in {device.dev_eui for device in devices})
        return sorted((one for series in held for one in tuple(series.values())), key=lambda one: one.id)

    def tenants(self) -> list[Tenant]:
        return sorted(self._tenants.values(), key=lambda tenant: tenant.slug)

    def sites(self, tenant: str | None = None) -> list[Site]:
        held = (site for site in tuple(self._sites.values()) if tenant in (None, site.tenant))
        return sorted(held, key=lambda site: site.slug)

    def gateway(self, gateway_id: str) -> Gateway | None:
        return self._gateways.get(gateway_id)

    def gateways(self, tenant: str | None = None) -> list[Gateway]:
        held = (gateway for gateway in tuple(self._gateways.values()) if tenant in (None, gateway.tenant))
        return sorted(held, key=lambda gateway: gateway.gateway_id)

    def devices(self, where: DeviceFilter, offset: int = 0, limit: int | None = None) -> list[Device]:
        # The copies, here and above, let other threads add while this one walks.
        held = sorted((d for d in tuple(self._devices.values()) if matches(d, where)), key=lambda d: d.dev_eui)
        return held[offset:] if limit is None else held[offset : offset + limit]

    def count_devices(self, where: DeviceFilter) -> int:
        return sum(matches(device, where) for device in tuple(self._devices.values()))

    def merge(self, inventory: Inventory) -> None:
        problems = self._dangling(inventory)
        if problems:
            raise InventoryError(problems)
        self._tenants.update((tenant.slug, tenant) for tenant in inventory.tenants)
        self._sites.update((site.slug, site) for site in inventory.sites)
        self._gateways.update((gateway.gateway_id, gateway) for gateway in inventory.gateways)
        for device in inventory.devices:
            known = self._devices.get(device.dev_eui)
            device_id = known.id if known else len(self._devices) + 1
            self._devices[device.dev_eui] = replace(device, id=device_id)

    def refresh(self) -> None:
        pass

    def _add_device(self, device: Device) -> Device:
        return self._devices.setdefault(device.dev_eui, replace(device, id=len(self._devices) + 1))

    def _add_series(self, device: Device, quantity: Quantity, channel: str) -> Series:
        return self._hold(Series(len(self._by_id) + 1, device.dev_eui, quantity, channel))

    def _hold(self, one: Series) -> Series:
        # The same few (quantity, channel) pairs stand under every device: each is kept once.
        pair = self._pairs.setdefault((one.quantity, one.channel), (one.quantity, one.channel))
        self._series.setdefault(one.dev_eui, {})[pair] = self._by_id[one.id] = one
        return one

    def _dangling(self, inventory: Inventory) -> list[str]:
        """What the inventory refers to and neither it nor the registry holds, one line for each."""
        tenants = {UNASSIGNED, *self._tenants, *(tenant.slug for tenant in inventory.tenants)}
        sites = {UNASSIGNED, None, *self._sites, *(site.slug for site in inventory.sites)}
        owned = [
            *((f"site {site.slug}", site.tenant, None) for site in inventory.sites),
            *((f"gateway {gateway.gateway_id}", gateway.tenant, gateway.site) for gateway in inventory.gateways),
            *((f"device {device.dev_eui}", device.tenant, device.site) for device in inventory.devices),
        ]
        return [
            *(f"{name}: no tenant {tenant!r}; add it first" for name, tenant, _ in owned if tenant not in tenants),
            *(f"{name}: no site {site!r}; add it first" for name, _, site in owned if site not in sites),
        ]


def storable(text: str) -> str:
    """A network's name as every database takes it: one line of Unicode text, 200 characters at most."""
    return "".join(character if character.isprintable() else " " for character in text[:200]).strip()


def matches(device: Device, where: DeviceFilter) -> bool:
    """Whether a device is among those that a filter wants."""
    text = where.text.lower()
    return (
        where.tenant in (None, device.tenant)
        and where.site in (None, device.site)
        and where.domain in (None, device.domain)
        and where.assigned in (None, device.tenant != UNASSIGNED)
        and (text in device.name.lower() or text in device.dev_eui)
    )


class MemoryQuarantine:
    """A quarantine in a dict."""

    def __init__(self) -> None:
        self._entries: dict[int, QuarantineEntry] = {}

    def put(self, entries: Sequence[QuarantineEntry]) -> None:
        self._entries.update((entry.seq, entry) for entry in entries)

    def list(
        self, tenant: str | None = None, dev_eui: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[QuarantineEntry]:
        newest_first = sorted(self._entries.values(), reverse=True)
        wanted = (
            entry
            for entry in newest_first
            if tenant in (None, entry.tenant)
            and dev_eui in (None, entry.dev_eui)
            and (before is None or entry.seq < before)
        )
        return [entry for entry, _ in zip(wanted, range(limit), strict=False)]

    def get(self, seq: int) -> QuarantineEntry:
        try:
            return self._entries[seq]
        except KeyError:
            raise NotFoundError(f"no quarantine entry {seq}") from None

    def release(self, seqs: Sequence[int]) -> None:
        for seq in seqs:
            self._entries.pop(seq, None)

    def prune(self, before_ms: int) -> int:
        old = [entry.seq for entry in self._entries.values() if entry.received_ms < before_ms]
        self.release(old)
        return len(old)

    def count(self) -> int:
        return len(self._entries)


class MemorySubscription:
    """A watcher's bounded queue."""

    def __init__(self, feed: "MemoryLiveFeed", depth: int) -> None:
        self._feed = feed
        self._queue: deque[Record] = deque()
        self._depth = depth
        self._lost = 0
        self._filled = Condition()

    def offer(self, records: Sequence[Record]) -> None:
        """Append, dropping the oldest beyond the depth."""
        with self._filled:
            self._queue.extend(records)
            while len(self._queue) > self._depth:
                self._queue.popleft()
                self._lost += 1
            self._filled.notify()

    def get(self, timeout: float) -> list[Record]:
        with self._filled:
            self._filled.wait_for(lambda: bool(self._queue), timeout)
            taken = list(self._queue)
            self._queue.clear()
            return taken

    @property
    def lost(self) -> int:
        return self._lost

    def close(self) -> None:
        self._feed.forget(self)


class MemoryLiveFeed:
    """The live feed of one process; it is the real one, since a feed has nothing to keep."""

    def __init__(self, depth: int = 10_000) -> None:
        self._depth = depth
        self._watchers: tuple[MemorySubscription, ...] = ()

    def publish(self, records: Sequence[Record]) -> None:
        for watcher in self._watchers:
            watcher.offer(records)

    def subscribe(self) -> MemorySubscription:
        watcher = MemorySubscription(self, self._depth)
        self._watchers = (*self._watchers, watcher)
        return watcher

    def forget(self, watcher: MemorySubscription) -> None:
        """Drop a watcher that has closed."""
        self._watchers = tuple(held for held in self._watchers if held is not watcher)
