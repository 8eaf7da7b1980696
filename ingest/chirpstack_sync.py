"""What a ChirpStack v4 server knows of devices and gateways, read through its gRPC API and put beside the registry.

Nothing is written to ChirpStack, and nothing is deleted from the registry.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from math import isfinite
from typing import Any, NamedTuple

from chirpstack_api import api

from ingest.chirpstack_api import ChirpStackApi, connected
from telemetry.device import UNASSIGNED, Device, Gateway
from telemetry.errors import ConfigError, ParseError, RejectedError
from telemetry.eui import parse_eui
from telemetry.memory import storable
from telemetry.ports import DeviceFilter, Inventory, Registry

_PAGE = 500


class RemoteDevice(NamedTuple):
    """A device as ChirpStack has it; `tenant` is its tenant's name there."""

    dev_eui: str
    tenant: str
    name: str
    profile: str
    tags: dict[str, str]


class RemoteGateway(NamedTuple):
    """A gateway as ChirpStack has it; the position is None where nobody has set one."""

    gateway_id: str
    tenant: str
    name: str
    position: tuple[float, float, float] | None


class Listing(NamedTuple):
    """All that a server has."""

    devices: list[RemoteDevice]
    gateways: list[RemoteGateway]


class Plan(NamedTuple):
    """What to merge. `absent` devices are in the registry and not on the server; they stay.

    `unmapped` counts, by their ChirpStack tenant, the devices that no tenant of ours owns.
    """

    inventory: Inventory
    absent: list[Device]
    unmapped: dict[str, int]


def read_chirpstack(address: str, token: str, *, tls: bool = False) -> Listing:
    """Walk tenants, applications, device profiles, devices and gateways of the server at host:port.

    `token` is an API key of the whole server; one that may only read is enough. Raises `ConfigError` for a bad
    address or token, `UnavailableError` when nobody answers, `RejectedError` when the server refuses.
    """
    with connected(address, token, tls=tls) as server:
        try:
            return _Walk(server).listing()
        except ParseError as error:
            raise RejectedError(f"ChirpStack at {address} lists {error}; mend it there") from error


class _Walk:
    """One reading of a server."""

    def __init__(self, server: ChirpStackApi) -> None:
        self._call = server.call
        self._tenants = api.TenantServiceStub(server.channel)
        self._applications = api.ApplicationServiceStub(server.channel)
        self._profiles = api.DeviceProfileServiceStub(server.channel)
        self._devices = api.DeviceServiceStub(server.channel)
        self._gateways = api.GatewayServiceStub(server.channel)
        self._profile_tags: dict[str, dict[str, str]] = {}

    def listing(self) -> Listing:
        """Everything, tenant by tenant."""
        devices: list[RemoteDevice] = []
        gateways: list[RemoteGateway] = []
        for tenant in self._pages(self._tenants.List, api.ListTenantsRequest):
            for application in self._pages(self._applications.List, api.ListApplicationsRequest, tenant_id=tenant.id):
                devices += self._devices_of(tenant.name, application.id)
            found = self._pages(self._gateways.List, api.ListGatewaysRequest, tenant_id=tenant.id)
            gateways += [_gateway(tenant.name, item) for item in found]
        return Listing(devices, gateways)

    def _devices_of(self, tenant: str, application_id: str) -> Iterator[RemoteDevice]:
        application = self._call(self._applications.Get, api.GetApplicationRequest(id=application_id)).application
        for item in self._pages(self._devices.List, api.ListDevicesRequest, application_id=application_id):
            # As in the events that ChirpStack publishes, the nearer tag wins.
            tags = {**application.tags, **self._tags_of_profile(item.device_profile_id), **item.tags}
            yield RemoteDevice(
                parse_eui(item.dev_eui), tenant, storable(item.name), storable(item.device_profile_name), _clean(tags)
            )

    def _tags_of_profile(self, profile_id: str) -> dict[str, str]:
        if profile_id not in self._profile_tags:
            answer = self._call(self._profiles.Get, api.GetDeviceProfileRequest(id=profile_id))
            self._profile_tags[profile_id] = dict(answer.device_profile.tags)
        return self._profile_tags[profile_id]

    def _pages(self, method: Callable[..., Any], request: Callable[..., Any], **which: str) -> Iterator[Any]:
        offset = 0
        while True:
            answer = self._call(method, request(limit=_PAGE, offset=offset, **which))
            yield from answer.result
            offset += len(answer.result)
            if not answer.result or offset >= answer.total_count:
                return


def _gateway(tenant: str, item: Any) -> RemoteGateway:
    place = item.location
    position = place.latitude, place.longitude, place.altitude
    known = position if _is_on_earth(*position) else None
    return RemoteGateway(parse_eui(item.gateway_id), tenant, storable(item.name), known)


def _is_on_earth(latitude: float, longitude: float, altitude: float) -> bool:
    # A gateway that nobody has placed is at 0, 0, in the Gulf of Guinea.
    return (latitude, longitude) != (0, 0) and abs(latitude) <= 90 and abs(longitude) <= 180 and isfinite(altitude)


def _clean(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags with a name and a value, as every store takes them."""
    clean = ((storable(name), storable(value)) for name, value in tags.items())
    return {name: value for name, value in clean if name and value}


def plan(listing: Listing, registry: Registry, tenants: Mapping[str, str]) -> Plan:
    """Put a server's listing beside the registry; `tenants` gives our slug for a ChirpStack tenant's name.

    Names, profiles and tags are ChirpStack's. Tenant, site, domain and decoder are ours, once someone has
    assigned the device. Raises `ConfigError` when `tenants` names a slug or a tenant that does not exist.
    """
    _check_map(listing, registry, tenants)
    gateways = {gateway.gateway_id: gateway for gateway in registry.gateways()}
    inventory = Inventory(
        gateways=tuple(_merged_gateway(remote, gateways, tenants) for remote in listing.gateways),
        devices=tuple(_merged_device(remote, registry, tenants) for remote in listing.devices),
    )
    present = {device.dev_eui for device in inventory.devices}
    absent = [device for device in registry.devices(DeviceFilter()) if device.dev_eui not in present]
    owned = zip(listing.devices, inventory.devices, strict=True)
    return Plan(inventory, absent, Counter(remote.tenant for remote, device in owned if not device.assigned))


def _check_map(listing: Listing, registry: Registry, tenants: Mapping[str, str]) -> None:
    ours = {tenant.slug for tenant in registry.tenants()}
    theirs = {*(device.tenant for device in listing.devices), *(gateway.tenant for gateway in listing.gateways)}
    problems = [
        *(f"no tenant {slug!r} in the registry; import it first" for slug in tenants.values() if slug not in ours),
        *(f"ChirpStack has nothing of a tenant {name!r}; there are: {_listed(theirs)}" for name in {*tenants} - theirs),
    ]
    if problems:
        raise ConfigError("\n".join(problems))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _merged_device(remote: RemoteDevice, registry: Registry, tenants: Mapping[str, str]) -> Device:
    known = registry.device(remote.dev_eui) or Device(remote.dev_eui)
    tenant = known.tenant if known.assigned else tenants.get(remote.tenant, UNASSIGNED)
    tags = {**known.tags, **remote.tags}
    return replace(known, tenant=tenant, name=remote.name, profile=remote.profile, tags=tags)


def _merged_gateway(remote: RemoteGateway, gateways: Mapping[str, Gateway], tenants: Mapping[str, str]) -> Gateway:
    known = gateways.get(remote.gateway_id) or Gateway(remote.gateway_id, UNASSIGNED, remote.name)
    if known.tenant == UNASSIGNED:
        known = replace(known, tenant=tenants.get(remote.tenant, UNASSIGNED))
    if known.latitude is None and remote.position is not None:
        latitude, longitude, altitude = remote.position
        known = replace(known, latitude=latitude, longitude=longitude, altitude=altitude)
    return replace(known, name=remote.name)
