"""The one bridge between the live feed and all clients of the page: a thread that keeps a snapshot up to date."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from typing import Final

from dashboards.console.fleet import State, Vitals, after, blamed, recalled, site_views
from dashboards.console.services import ConsoleServices
from dashboards.console.snapshot import Counts, Snapshot
from telemetry.errors import UnavailableError
from telemetry.ports import DeviceFilter, LiveSubscription
from telemetry.quantity import DERIVED
from telemetry.series import Sample, Series
from telemetry.times import to_ms, utc_now

_log = logging.getLogger(__name__)

PERIOD_MS: Final = 1_000
DRAIN_PERIOD_S: Final = 0.2
INVENTORY_PERIOD_MS: Final = 60_000
STORE_PERIOD_MS: Final = 5_000
RATE_WINDOW_MS: Final = 10_000
QUARANTINE_SHOWN: Final = 20

UPLINKS_METRIC: Final = "samara_uplinks_total"
READINGS_METRIC: Final = "samara_readings_total"
DUPLICATES_METRIC: Final = "samara_duplicates_total"
STORE_LAG_METRIC: Final = "samara_store_lag"


def _now_ms() -> int:
    return to_ms(utc_now())


class Watcher:
    """Keeps `snapshot` about a second old at most. Every blocking call is made here, in its own thread.

    The store is read at the start, and again after records were lost to a full queue; between, the live feed
    alone keeps the fleet up to date, so a store that is away does not stop the page.
    """

    def __init__(self, services: ConsoleServices, clock: Callable[[], int] = _now_ms) -> None:
        self._services = services
        self._clock = clock
        self._late_ms = int(services.late_after.total_seconds() * 1000)
        self._silent_ms = int(services.silent_after.total_seconds() * 1000)
        self._subscription: LiveSubscription | None = None
        self._fleet: dict[str, Vitals] = {}
        self._uplinks: deque[tuple[int, float]] = deque()
        self._lost = 0
        self._store_read = False
        self._inventory_due_ms = 0
        self._store_due_ms = 0
        self._snapshot_due_ms = 0
        self._problem = ""
        self._stop = Event()
        self._thread = Thread(target=self._run, name="console-watcher", daemon=True)
        self.snapshot = Snapshot(clock())

    def start(self) -> None:
        """Subscribe to the live feed and start the thread."""
        self.subscribe()
        self._thread.start()

    def subscribe(self) -> None:
        """Begin to receive from the live feed."""
        self._subscription = self._services.live.subscribe()

    def stop(self) -> None:
        """Stop the thread and the subscription."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._subscription is not None:
            self._subscription.close()

    def _run(self) -> None:
        while not self._stop.wait(DRAIN_PERIOD_S):
            try:
                self.step()
            except Exception:  # noqa: BLE001 - whatever it is, the next update may work
                # A thread that ended without a word would leave old values on the page as if they were today's.
                _log.exception("live page: one update failed")

    def step(self) -> None:
        """Take in what has come since the last step; publish a new snapshot when one is due."""
        now_ms = self._clock()
        for record in self._subscription.get(0) if self._subscription is not None else ():
            known = self._fleet.get(record.device.dev_eui) or Vitals(record.device)
            self._fleet[record.device.dev_eui] = after(known, record)
        if now_ms < self._snapshot_due_ms:
            return
        self._snapshot_due_ms = now_ms + PERIOD_MS
        try:
            self._catch_up(now_ms)
            self.snapshot = self._picture(now_ms)
        except UnavailableError as error:
            self.snapshot = replace(self.snapshot, now_ms=now_ms, problem=str(error))

    def _catch_up(self, now_ms: int) -> None:
        """Read what the live feed does not tell: the inventory now and then, the store when it is needed."""
        if now_ms >= self._inventory_due_ms:
            self._inventory_due_ms = now_ms + INVENTORY_PERIOD_MS
            self._read_inventory()
        lost = self._subscription.lost if self._subscription is not None else 0
        if lost > self._lost:
            self._lost = lost
            self._store_read = False
        if not self._store_read and now_ms >= self._store_due_ms:
            self._store_due_ms = now_ms + STORE_PERIOD_MS
            self._read_store()

    def _read_inventory(self) -> None:
        for device in self._services.registry.devices(DeviceFilter()):
            if device.virtual:
                continue
            known = self._fleet.get(device.dev_eui)
            if known is None or known.device != device:
                self._fleet[device.dev_eui] = Vitals(device) if known is None else replace(known, device=device)

    def _read_store(self) -> None:
        services = self._services
        devices = [vitals.device for vitals in self._fleet.values()]
        # Indicators come by the clock, whether the device speaks or not: they must not make it look alive.
        series = [one for one in services.registry.series_of(devices) if one.quantity.key not in DERIVED]
        try:
            samples = services.store.latest(series)
            heard = services.store.activity(devices)
        except UnavailableError as error:
            self._problem = str(error)
            return
        stored: dict[str, dict[int, tuple[Series, Sample]]] = {}
        for one in series:
            if one.id in samples:
                stored.setdefault(one.dev_eui, {})[one.id] = one, samples[one.id]
        for dev_eui in stored.keys() | heard.keys():
            latest = stored.get(dev_eui, {})
            self._fleet[dev_eui] = recalled(self._fleet[dev_eui], latest, heard.get(dev_eui))
        newest = {entry.dev_eui: entry for entry in reversed(services.quarantine.list(limit=1000))}
        for dev_eui, entry in newest.items():
            if dev_eui in self._fleet:
                self._fleet[dev_eui] = blamed(self._fleet[dev_eui], entry)
        self._problem = ""
        self._store_read = True

    def _picture(self, now_ms: int) -> Snapshot:
        services = self._services
        vitals = dict(self._fleet)
        states = {dev_eui: held.state(now_ms, self._late_ms, self._silent_ms) for dev_eui, held in vitals.items()}
        sites = services.registry.sites()
        return Snapshot(
            now_ms=now_ms,
            vitals=vitals,
            states=states,
            tenants={tenant.slug: tenant for tenant in services.registry.tenants()},
            sites={site.slug: site for site in sites},
            site_views=site_views(sites, zip(vitals.values(), states.values(), strict=True)),
            counts=self._counts(now_ms, states),
            quarantine=tuple(services.quarantine.list(limit=QUARANTINE_SHOWN)),
            problem=self._problem,
        )

    def _counts(self, now_ms: int, states: dict[str, State]) -> Counts:
        totals: dict[str, float] = {}
        for metric in self._services.metrics.collect():
            totals[metric.name] = totals.get(metric.name, 0.0) + metric.value
        return Counts(
            uplinks_per_second=self._rate(now_ms, totals.get(UPLINKS_METRIC, 0.0)),
            readings=totals.get(READINGS_METRIC, 0.0),
            heard=sum(state is not State.SILENT for state in states.values()),
            known=len(states),
            duplicates=totals.get(DUPLICATES_METRIC, 0.0),
            quarantined=self._services.quarantine.count(),
            store_lag=totals.get(STORE_LAG_METRIC, 0.0),
        )

    def _rate(self, now_ms: int, uplinks: float) -> float:
        """Uplinks per second over the last `RATE_WINDOW_MS`."""
        self._uplinks.append((now_ms, uplinks))
        while self._uplinks[0][0] < now_ms - RATE_WINDOW_MS:
            self._uplinks.popleft()
        then_ms, before = self._uplinks[0]
        return (uplinks - before) / max(now_ms - then_ms, 1) * 1000
