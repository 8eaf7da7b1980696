"""Who may do what, to whose data: every rule of access is here, and here alone.

A *permission* is what a route or a page asks for. A person's *roles*, or a key's *scopes*, give permissions, each
over one authority or over all. Data that an authority has opened is seen by everybody, whoever they are.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from telemetry import quantity as q
from telemetry.device import UNASSIGNED, Device, Domain
from telemetry.errors import RejectedError
from telemetry.quantity import Quantity


class Permission(StrEnum):
    """What a route asks of whoever calls it."""

    STATUS = "status"
    SIGN_IN = "sign_in"
    READ = "read"
    QUARANTINE = "quarantine"
    OPERATE = "operate"
    INGEST = "ingest"
    ADMINISTER = "administer"
    OBSERVE = "observe"


MEANINGS: Final[Mapping[Permission, str]] = {
    Permission.STATUS: "whether Samara lives and is ready",
    Permission.SIGN_IN: "log in, log out, and see who one is",
    Permission.READ: "sites, devices, series, readings, live events",
    Permission.QUARANTINE: "messages that could not be used, with their raw bytes",
    Permission.OPERATE: "acknowledge alarms, send commands to devices",
    Permission.INGEST: "push readings",
    Permission.ADMINISTER: "keys, people and openness",
    Permission.OBSERVE: "counters of the process, and why a part is not ready",
}
"""What each permission is for, in words."""


class Role(StrEnum):
    """What a person is to an authority, or to the platform."""

    PUBLIC = "public"
    VIEWER = "viewer"
    OPERATOR = "operator"
    INTEGRATOR = "integrator"
    ADMIN = "admin"
    PLATFORM_ADMIN = "platform_admin"


_PUBLIC = frozenset({Permission.STATUS, Permission.SIGN_IN, Permission.READ})
_OPERATOR = _PUBLIC | {Permission.QUARANTINE, Permission.OPERATE}

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.PUBLIC: _PUBLIC,
    Role.VIEWER: _PUBLIC,
    Role.OPERATOR: _OPERATOR,
    Role.INTEGRATOR: _PUBLIC | {Permission.INGEST},
    Role.ADMIN: _OPERATOR | {Permission.INGEST, Permission.ADMINISTER},
    Role.PLATFORM_ADMIN: frozenset(Permission),
}
"""The role matrix. The public reads what is open; every other role reads what is its authority's as well."""

SCOPES: Final = (Permission.READ, Permission.QUARANTINE, Permission.INGEST, Permission.OBSERVE)
"""What a key may be given: programs neither operate nor administer."""

Tenants = frozenset[str] | None
"""Authorities by slug; None is all of them, and what belongs to none."""

NOBODY: Final[frozenset[str]] = frozenset()


class Grant(NamedTuple):
    """A role over one authority; `tenant` None is over all."""

    role: Role
    tenant: str | None = None


def checked_grant(role: Role, tenant: str | None) -> Grant:
    """The grant of a role, or `RejectedError` when the role makes no sense there."""
    if role is Role.PUBLIC:
        raise RejectedError("everybody is public; give viewer, operator, integrator, admin or platform_admin")
    if role is Role.PLATFORM_ADMIN and tenant is not None:
        raise RejectedError("platform_admin is over all authorities; leave the tenant out, or give admin")
    if role is Role.ADMIN and tenant is None:
        raise RejectedError("admin is of one authority; name the tenant, or give platform_admin")
    return Grant(role, tenant)


class Kind(StrEnum):
    """How a caller has shown who they are."""

    ANONYMOUS = "anonymous"
    KEY = "key"
    SESSION = "session"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever calls: a name for the audit log, and over whom each permission holds."""

    name: str
    kind: Kind
    rights: Mapping[Permission, Tenants]

    def may(self, permission: Permission) -> bool:
        """Whether a permission holds at all, be it for nothing but what is open."""
        return permission in self.rights

    def over(self, permission: Permission) -> Tenants:
        """The authorities over which a permission holds."""
        return self.rights.get(permission, NOBODY)


def rights_of(grants: Iterable[Grant]) -> Mapping[Permission, Tenants]:
    """The permissions of several roles together, upon those of the public."""
    return _rights((grant.tenant, PERMISSIONS[grant.role]) for grant in grants)


def rights_of_key(tenant: str | None, scopes: Collection[Permission]) -> Mapping[Permission, Tenants]:
    """The permissions of a key's scopes, upon those of the public."""
    return _rights([(tenant, frozenset(scopes))])


def _rights(given: Iterable[tuple[str | None, frozenset[Permission]]]) -> Mapping[Permission, Tenants]:
    rights: dict[Permission, Tenants] = dict.fromkeys(PERMISSIONS[Role.PUBLIC], NOBODY)
    for tenant, permissions in given:
        for permission in permissions:
            held = rights.get(permission, NOBODY)
            rights[permission] = None if tenant is None or held is None else held | {tenant}
    return MappingProxyType(rights)


ANONYMOUS: Final = Principal("anonymous", Kind.ANONYMOUS, rights_of(()))
DEMO: Final = Principal("demo", Kind.DEMO, rights_of([Grant(Role.PLATFORM_ADMIN)]))
"""Everybody who reaches a demo, which listens on loopback only."""


class OpenRule(NamedTuple):
    """An authority has opened one quantity of one trade."""

    tenant: str
    domain: Domain
    quantity: str


_PRESENCE: Final = frozenset(
    {
        *(q.DOOR_OPEN, q.DOOR_OPEN_COUNT, q.DOOR_OPEN_DURATION, q.DOOR_FORCED, q.INTRUSION, q.GLASS_BREAK, q.TAMPER),
        *(q.MOTION, q.MOTION_COUNT, q.MOTION_DURATION, q.TIME_SINCE_EVENT, q.ACTIVITY_LEVEL, q.STEP_COUNT),
        *(q.OCCUPANCY, q.OCCUPANCY_RATE, q.DESK_OCCUPIED, q.DWELL_TIME, q.FALL, q.SOS, q.BUTTON_PRESSED),
        *(q.PEOPLE_COUNT, q.PEOPLE_IN, q.PEOPLE_OUT),
    }
)
_METERED_WATER: Final = frozenset(
    {
        *(q.WATER_VOLUME, q.WATER_VOLUME_REVERSE, q.WATER_FLOW, q.WATER_DRAWN, q.WATER_BACKFLOW, q.METER_DRY),
        *(q.WATER_DAY_VOLUME, q.WATER_NIGHT_FLOW, q.WATER_CONTINUOUS_FLOW, q.WATER_LEAK_SUSPECTED),
        *(q.WATER_CONSUMPTION_RATIO, q.WATER_BACKWARD_VOLUME),
        *(q.LEAK_COUNT, q.LEAK_DURATION, q.LEAK_NOISE, q.WATER_BURST, q.WATER_LEAK, q.MAGNETIC_TAMPER),
    }
)
_RAW: Final = frozenset(
    {
        *(q.DIGITAL_INPUT, q.DIGITAL_OUTPUT, q.ANALOG_INPUT, q.ANALOG_OUTPUT, q.MODBUS_REGISTER, q.RELAY_CLOSED),
        *(q.PULSE_COUNT, q.PULSES, q.ACTUATION_COUNT, q.CURRENT_LOOP, q.THRESHOLD_ALARM),
    }
)
_WATER_RESOURCE: Final = frozenset(
    {
        *(q.WATER_LEVEL, q.WATER_LEVEL_RISE, q.WATER_CONDUCTIVITY, q.WATER_PH, q.WATER_TURBIDITY, q.SUSPENDED_SOLIDS),
        *(q.DISSOLVED_OXYGEN, q.DISSOLVED_OXYGEN_SATURATION, q.REDOX_POTENTIAL),
    }
)


def why_never_public(domain: Domain, quantity: Quantity) -> str | None:
    """Why no setting can open a quantity of a trade; None when an authority may open it.

    Household water, access control and cameras are refused by law and by prudence: a meter's index tells when
    a family is at home. A raw input may be wired to a door or a meter, so it is refused too; and in the water
    trade only what describes the resource may be opened, for the rest is read on meters.
    """
    if domain is Domain.VIDEO:
        return "cameras are never public"
    if quantity in _PRESENCE:
        return "doors and presence are never public"
    if quantity in _METERED_WATER or (domain is Domain.WATER and quantity not in _WATER_RESOURCE):
        return "household water is never public"
    if quantity in _RAW:
        return "a raw input may be a door or a meter: it is never public"
    return None


class Openness:
    """What the authorities have opened: nothing, unless a rule says so and no law of ours forbids it."""

    def __init__(self, rules: Iterable[OpenRule] = ()) -> None:
        self._open: dict[tuple[str, Domain], frozenset[str]] = {}
        for tenant, domain, key in rules:
            # Refused here again, so that no row written by other hands can open what must stay closed.
            if key in q.CATALOGUE and why_never_public(domain, q.CATALOGUE[key]) is None and tenant != UNASSIGNED:
                self._open[tenant, domain] = self._open.get((tenant, domain), NOBODY) | {key}

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def tenants(self) -> frozenset[str]:
        """The authorities that have opened something."""
        return frozenset(tenant for tenant, _ in self._open)

    def opened(self, tenant: str, domain: Domain) -> frozenset[str]:
        """The keys of the quantities that an authority has opened in a trade."""
        return self._open.get((tenant, domain), NOBODY)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one caller sees: everything of some authorities, and of the others what they have opened."""

    tenants: Tenants
    openness: Openness = field(default_factory=Openness)

    @property
    def everything(self) -> bool:
        """Whether nothing is hidden."""
        return self.tenants is None

    def whole(self, tenant: str) -> bool:
        """Whether everything of an authority is seen."""
        return self.tenants is None or tenant in self.tenants

    def sees(self, device: Device, quantity: Quantity) -> bool:
        """Whether readings of this quantity of this device are seen."""
        return self.whole(device.tenant) or quantity.key in self.openness.opened(device.tenant, device.domain)

    def may_see(self, device: Device) -> bool:
        """Whether some reading of this device could be seen: it costs less than to look at its series."""
        return self.whole(device.tenant) or bool(self.openness.opened(device.tenant, device.domain))
