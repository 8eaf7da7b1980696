"""Who owns what stands where: tenants, sites, gateways, devices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

UNASSIGNED = "unassigned"
"""Tenant and site of a device that nobody has claimed yet; an empty tag would break a line of InfluxDB."""


class Domain(StrEnum):
    """The municipal trade that a device serves: dashboards, retention and openness are set by it."""

    WATER = "water"
    PARKING = "parking"
    BUS = "bus"
    AIR = "air"
    NOISE = "noise"
    ENERGY = "energy"
    LIGHTING = "lighting"
    WASTE = "waste"
    RIVER = "river"
    WEATHER = "weather"
    SOIL = "soil"
    BUILDING = "building"
    DATACENTER = "datacenter"
    NRO = "nro"
    VIDEO = "video"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A member authority of the syndicate."""

    slug: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A place: school, car park, NRO, datacenter room. Position in WGS 84 degrees."""

    slug: str
    tenant: str
    name: str
    kind: str = ""
    commune: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """A LoRaWAN gateway. Position in WGS 84 degrees, altitude in metres."""

    gateway_id: str
    tenant: str
    name: str
    site: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A sensor or a piece of equipment, on a site. `id` is the registry's stable integer, 0 before it has one.

    `decoder` is a decoder id or alias; empty means "ask the network server's tag or profile name".
    """

    dev_eui: str
    id: int = 0
    tenant: str = UNASSIGNED
    site: str = UNASSIGNED
    name: str = ""
    domain: Domain = Domain.OTHER
    decoder: str = ""
    profile: str = ""
    latitude: float | None = None
    longitude: float | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def assigned(self) -> bool:
        """Whether an authority has claimed it."""
        return self.tenant != UNASSIGNED

    @property
    def virtual(self) -> bool:
        """Whether it only carries the indicators of its site: nothing speaks for it, and it is never late."""
        return self.tags.get("virtual") == "indicators"
