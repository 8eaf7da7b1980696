"""The one way from a route to data: what a caller may see is decided here and nowhere else."""

from dataclasses import dataclass, replace
from itertools import chain
from typing import Annotated

from fastapi import Depends, Request

from alarms.engine import Change
from alarms.figures import Figures
from alarms.service import AlarmService
from api.alarm_watchers import AlarmInterest, AlarmWatchers
from api.services import Services
from api.watchers import Interest, Watcher, Watchers
from telemetry.access import Sight
from telemetry.alarm import Alarm, AlarmFilter, Transition
from telemetry.device import UNASSIGNED, Device, Gateway, Site, Tenant
from telemetry.errors import NotFoundError, QueryError, UnavailableError
from telemetry.memory import matches
from telemetry.ports import DeviceFilter, Intake
from telemetry.push import Push, Receipt
from telemetry.quantity import Quantity
from telemetry.record import Activity, QuarantineEntry
from telemetry.series import Series


@dataclass(frozen=True, slots=True)
class SeriesFilter:
    """Which series a list or a watcher wants; None means any."""

    devices: DeviceFilter
    dev_eui: str | None = None
    quantity: Quantity | None = None

    def wants(self, device: Device) -> bool:
        """Whether series of this device are wanted."""
        return self.dev_eui in (None, device.dev_eui) and matches(device, self.devices)


class View:
    """What one caller sees of tenants, devices, series, quarantine and live events.

    Routes hold a view, never the ports themselves. `store` may be asked anything about the series that this
    view has given out. What is hidden is answered exactly as what does not exist. Of a device that belongs
    to somebody else, the series that are open are seen, its place and its name, and nothing of its radio.
    """

    def __init__(self, services: Services, watchers: Watchers, alarm_watchers: AlarmWatchers, sight: Sight) -> None:
        self._registry = services.registry
        self._quarantine = services.quarantine
        self._alarms = services.alarms
        self._alarm_load = services.alarm_load
        self._watchers = watchers
        self._pushed = services.intake
        self._alarm_watchers = alarm_watchers
        self.sight = sight
        self.store = services.store
        self.now = services.now

    def tenants(self) -> list[Tenant]:
        """The tenants that are seen, by slug."""
        sight = self.sight
        return [one for one in self._registry.tenants() if sight.whole(one.slug) or one.slug in sight.openness.tenants]

    def sites(self, tenant: str | None) -> list[Site]:
        """The sites that are seen, or one tenant's, by slug."""
        sites = self._registry.sites(tenant)
        if self.sight.everything:
            return sites
        shared = {device.site for device in self.devices(DeviceFilter()) if not self.sight.whole(device.tenant)}
        return [site for site in sites if self.sight.whole(site.tenant) or site.slug in shared]

    def gateways(self, tenant: str | None) -> list[Gateway]:
        """The gateways that are seen, or one tenant's, by id."""
        return [gateway for gateway in self._registry.gateways(tenant) if self.sight.whole(gateway.tenant)]

    def devices(self, where: DeviceFilter, offset: int = 0, limit: int | None = None) -> list[Device]:
        """Matching devices by dev_eui, a page of them."""
        if self.sight.everything:
            return self._registry.devices(where, offset, limit)
        found = self._seen_devices(where)[offset:]
        return [self._shown(device) for device in found[:limit]]

    def count_devices(self, where: DeviceFilter) -> int:
        """How many devices match."""
        return self._registry.count_devices(where) if self.sight.everything else len(self._seen_devices(where))

    def device(self, dev_eui: str) -> Device:
        """The device of this EUI, or `NotFoundError`."""
        device = self._registry.device(dev_eui)
        if device is None or not self._sees(device):
            raise NotFoundError(f"no device {dev_eui}; /v1/devices lists them")
        return self._shown(device)

    def owns(self, device: Device) -> bool:
        """Whether all of the device is seen, not only what is open of it."""
        return self.sight.whole(device.tenant)

    def series(self, where: SeriesFilter) -> list[tuple[Device, Series]]:
        """Matching series by id, each with its device; `NotFoundError` for a dev_eui that nobody has."""
        if where.dev_eui is None:
            found = self.devices(where.devices)
        else:
            device = self.device(where.dev_eui)
            found = [device] if where.wants(device) else []
        devices = {device.dev_eui: device for device in found}
        return [
            (devices[series.dev_eui], series)
            for series in self._registry.series_of(found)
            if where.quantity in (None, series.quantity) and self.sight.sees(devices[series.dev_eui], series.quantity)
        ]

    def one_series(self, series_id: int) -> tuple[Device, Series]:
        """The series of this id with its device, or `NotFoundError`."""
        series = self._registry.series_by_id(series_id)
        device = self._registry.device(series.dev_eui)
        if device is None or not self.sight.sees(device, series.quantity):
            raise NotFoundError(f"no series {series_id}; the list of series gives the ids")
        return self._shown(device), series

    def activity(self, device: Device) -> Activity | None:
        """What was last heard of a device by radio; None when nothing was, or when it is somebody else's."""
        if not self.sight.whole(device.tenant):
            return None
        activity = self.store.activity([device]).get(device.dev_eui)
        if activity is not None and self._hides_gateway(activity.gateway):
            return activity._replace(gateway="")
        return activity

    def quarantined(
        self, tenant: str | None, dev_eui: str | None, before: int | None, limit: int
    ) -> list[QuarantineEntry]:
        """Quarantined messages, the newest first; `before` (a seq) pages on."""
        seen = self.sight.tenants
        if seen is None:
            return self._quarantine.list(tenant, dev_eui, before, limit)
        asked = seen if tenant is None else seen & {tenant}
        found = chain.from_iterable(self._quarantine.list(one, dev_eui, before, limit) for one in asked)
        return sorted(found, key=lambda entry: -entry.seq)[:limit]

    def quarantine_entry(self, seq: int) -> QuarantineEntry:
        """One quarantined message, or `NotFoundError`."""
        missing = NotFoundError(f"no quarantine entry {seq}; /v1/quarantine lists them")
        try:
            entry = self._quarantine.get(seq)
        except NotFoundError as error:
            raise missing from error
        if not self.sight.whole(entry.tenant):
            raise missing
        return entry

    @property
    def max_push(self) -> int:
        """Bytes that a push may have."""
        return self._intake().max_payload

    def push(self, payload: bytes, tenant: str | None, key: str) -> Receipt:
        """Take readings of devices that the caller may write for; raises `MistakesError`."""
        return self._intake().take(Push(payload, self._owner(tenant), self.sight.whole, key))

    def watch(self, where: SeriesFilter) -> Watcher[Interest]:
        """Start to watch live events of matching series; `leave` when the client has gone."""
        sight = self.sight

        def shows(device: Device, quantity: Quantity | None) -> bool:
            if quantity is None:
                return where.quantity is None and sight.whole(device.tenant)
            return where.quantity in (None, quantity) and sight.sees(device, quantity)

        def wants(device: Device) -> bool:
            return where.wants(device) and sight.may_see(device)

        return self._watchers.join(
            Interest(wants, shows, self._hides_gateway, public=not (sight.everything or sight.tenants))
        )

    def leave(self, watcher: Watcher[Interest]) -> None:
        """Stop watching."""
        self._watchers.leave(watcher)

    def _intake(self) -> Intake:
        if self._pushed is None:
            raise UnavailableError("nothing can be pushed here")
        return self._pushed

    def _owner(self, tenant: str | None) -> str:
        """The authority that new devices are registered for."""
        mine = self.sight.tenants
        if tenant is None:
            if mine is None:
                return UNASSIGNED
            if len(mine) == 1:
                return next(iter(mine))
            raise QueryError(f"push for which authority? give tenant: {', '.join(sorted(mine))}")
        if not self.sight.whole(tenant) or tenant not in {one.slug for one in self._registry.tenants()}:
            raise NotFoundError(f"no tenant {tenant!r:.60} that you may push for; /v1/tenants lists them")
        return tenant

    def alarms(self, where: AlarmFilter, before: str | None, limit: int) -> list[Alarm]:
        """Matching alarms, the newest first; `before` (an alarm id) pages on."""
        if before is not None:
            self.alarm(before)
        store, seen = self._alarm_service.store, self.sight.tenants
        if seen is None:
            return store.find(where, before, limit)
        asked = seen if where.tenant is None else seen & {where.tenant}
        found = chain.from_iterable(store.find(replace(where, tenant=one), before, limit) for one in asked)
        return sorted(found, key=lambda alarm: (alarm.raised_ms, alarm.id), reverse=True)[:limit]

    def alarm_figures(self, tenant: str | None) -> Figures:
        """The load of alarms: of one tenant, or of all for who sees everything."""
        if self._alarm_load is None:
            raise UnavailableError("no alarms are run in this process")
        if not (self.sight.everything if tenant is None else self.sight.whole(tenant)):
            raise NotFoundError("name a tenant of yours: /v1/alarms/figures?tenant=…")
        return self._alarm_load.figures(tenant)

    def alarm(self, alarm_id: str) -> Alarm:
        """One alarm, open or over, or `NotFoundError`."""
        missing = NotFoundError(f"no alarm {alarm_id}; /v1/alarms lists them")
        try:
            alarm = self._alarm_service.store.get(alarm_id)
        except NotFoundError as error:
            raise missing from error
        if not self._shows_alarm(alarm):
            raise missing
        return alarm

    def alarm_history(self, alarm_id: str) -> list[Transition]:
        """All that happened to one alarm, in order."""
        return self._alarm_service.store.history(self.alarm(alarm_id).id)

    def act(self, alarm_id: str, change: Change, revision: int | None) -> Transition:
        """Let the caller change an alarm that they see, if it is at this revision."""
        return self._alarm_service.act(self.alarm(alarm_id).id, change, revision)

    def missed_transitions(self, after: int | None) -> tuple[int, int, list[Transition]]:
        """For a client that watches alarms: where the stream goes on, what is lost, what is told again before."""
        return self._alarm_watchers.missed(self._alarm_service.store, after)

    def watch_alarms(self, place: int, lost: int, told: list[Transition]) -> Watcher[AlarmInterest]:
        """Start to watch alarms; `leave_alarms` when the client has gone."""
        return self._alarm_watchers.join(self._alarm_service.store, self._shows_alarm, place, lost, told)

    def leave_alarms(self, watcher: Watcher[AlarmInterest]) -> None:
        """Stop watching alarms."""
        self._alarm_watchers.leave(watcher)

    @property
    def _alarm_service(self) -> AlarmService:
        if self._alarms is None:
            raise UnavailableError("no alarms are run in this process")
        return self._alarms

    def _shows_alarm(self, alarm: Alarm) -> bool:
        return self.sight.whole(alarm.source.tenant)

    def _seen_devices(self, where: DeviceFilter) -> list[Device]:
        return [device for device in self._registry.devices(where) if self._sees(device)]

    def _sees(self, device: Device) -> bool:
        """Whether a device is the caller's, or measures something that is open."""
        sight = self.sight
        if sight.whole(device.tenant) or not sight.may_see(device):
            return sight.whole(device.tenant)
        return any(sight.sees(device, series.quantity) for series in self._registry.series_of([device]))

    def _shown(self, device: Device) -> Device:
        # Tags and profile are the owner's notes.
        return device if self.sight.whole(device.tenant) else replace(device, tags={}, decoder="", profile="")

    def _hides_gateway(self, gateway_id: str) -> bool:
        """Whether a gateway is registered as somebody else's."""
        gateway = self._registry.gateway(gateway_id)
        return gateway is not None and not self.sight.whole(gateway.tenant)


async def _view(request: Request) -> View:
    state = request.app.state
    return View(state.services, state.watchers, state.alarm_watchers, request.state.sight)


CallerView = Annotated[View, Depends(_view)]
"""What a route declares to be given the caller's view; `api.access.authorize` has said how far it goes."""
