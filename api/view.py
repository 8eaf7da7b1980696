"""The one way from a route to data: what a caller may see is decided here and nowhere else."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.services import Services
from api.watchers import Watcher, Watchers
from telemetry.device import Device, Gateway, Site, Tenant
from telemetry.errors import NotFoundError
from telemetry.memory import matches
from telemetry.ports import DeviceFilter
from telemetry.quantity import Quantity
from telemetry.record import QuarantineEntry
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

    Routes hold a view, never the ports themselves. `store` may be asked anything about the series and
    devices that this view has given out.
    """

    def __init__(self, services: Services, watchers: Watchers) -> None:
        self._registry = services.registry
        self._quarantine = services.quarantine
        self._watchers = watchers
        self.store = services.store
        self.now = services.now

    def tenants(self) -> list[Tenant]:
        """All tenants, by slug."""
        return self._registry.tenants()

    def sites(self, tenant: str | None) -> list[Site]:
        """All sites, or one tenant's, by slug."""
        return self._registry.sites(tenant)

    def gateways(self, tenant: str | None) -> list[Gateway]:
        """All gateways, or one tenant's, by id."""
        return self._registry.gateways(tenant)

    def devices(self, where: DeviceFilter, offset: int = 0, limit: int | None = None) -> list[Device]:
        """Matching devices by dev_eui, a page of them."""
        return self._registry.devices(where, offset, limit)

    def count_devices(self, where: DeviceFilter) -> int:
        """How many devices match."""
        return self._registry.count_devices(where)

    def device(self, dev_eui: str) -> Device:
        """The device of this EUI, or `NotFoundError`."""
        device = self._registry.device(dev_eui)
        if device is None:
            raise NotFoundError(f"no device {dev_eui}; /v1/devices lists them")
        return device

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
            if where.quantity in (None, series.quantity)
        ]

    def one_series(self, series_id: int) -> tuple[Device, Series]:
        """The series of this id with its device, or `NotFoundError`."""
        series = self._registry.series_by_id(series_id)
        return self.device(series.dev_eui), series

    def quarantined(
        self, tenant: str | None, dev_eui: str | None, before: int | None, limit: int
    ) -> list[QuarantineEntry]:
        """Quarantined messages, the newest first; `before` (a seq) pages on."""
        return self._quarantine.list(tenant, dev_eui, before, limit)

    def quarantine_entry(self, seq: int) -> QuarantineEntry:
        """One quarantined message, or `NotFoundError`."""
        return self._quarantine.get(seq)

    def watch(self, where: SeriesFilter) -> Watcher:
        """Start to watch live events of matching series; `leave` when the client has gone."""
        return self._watchers.join(where.wants, where.quantity)

    def leave(self, watcher: Watcher) -> None:
        """Stop watching."""
        self._watchers.leave(watcher)


async def _view(request: Request) -> View:
    view: View = request.app.state.view
    return view


CallerView = Annotated[View, Depends(_view)]
"""What a route declares to be given the caller's view."""
