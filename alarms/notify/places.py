"""Where alarms are, in the names that policies choose by and that people read."""

from typing import NamedTuple

from telemetry.alarm import Source
from telemetry.device import Domain
from telemetry.ports import Registry


class Place(NamedTuple):
    """Site and device of an alarm; names fall back on slugs and identifiers."""

    tenant: str
    site: str
    site_name: str
    site_kind: str = ""
    commune: str = ""
    domain: Domain = Domain.OTHER
    device_name: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Places:
    """Looks places up in the registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def of(self, source: Source) -> Place:
        """The place of an alarm; one that the registry does not know is named as the alarm names it."""
        site = next((site for site in self._registry.sites(source.tenant) if site.slug == source.site), None)
        device = self._registry.device(source.device) if source.device else None
        gateway = None if device else self._registry.gateway(source.device)
        domain = device.domain if device else Domain.OTHER
        if site is not None and domain is Domain.OTHER and site.kind in set(Domain):
            # An alarm of a site as a whole has no device to say the trade; an NRO's kind does.
            domain = Domain(site.kind)
        return Place(
            source.tenant,
            source.site,
            site.name if site else source.site,
            site.kind if site else "",
            site.commune if site else "",
            domain,
            (device.name or device.dev_eui) if device else gateway.name if gateway else source.device,
            site.latitude if site else None,
            site.longitude if site else None,
        )
