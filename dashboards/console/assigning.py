"""Devices that nobody has claimed: what the page suggests for each, and claiming them. Pure, ports aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dashboards.console.trying import Attempt, attempts
from decoders.registry import Decoders
from telemetry.device import UNASSIGNED, Device, Domain
from telemetry.errors import RejectedError
from telemetry.ports import Inventory, Registry
from telemetry.uplink import Uplink


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a device probably is: authority and site of the gateway that hears it best, and decoders, best first.

    `by_profile` tells that the first decoder is the one that the network server's profile names.
    """

    tenant: str = UNASSIGNED
    site: str = UNASSIGNED
    decoders: tuple[str, ...] = ()
    by_profile: bool = False


def suggest(device: Device, uplink: Uplink | None, gateway_id: str, registry: Registry, known: Decoders) -> Suggestion:
    """Suggest where a device belongs and who reads it, from its last uplink; blocks while decoders try."""
    profile = (uplink.network.profile if uplink else "") or device.profile
    named = known.for_profile(profile) if profile else None
    tried = attempts(known, uplink) if uplink and uplink.payload else []
    decoders = _ordered(named.id if named else "", tried)
    gateway = registry.gateway(gateway_id)
    tenant = gateway.tenant if gateway else UNASSIGNED
    sites = [site.slug for site in registry.sites(tenant)]
    here = gateway.site if gateway and gateway.site in sites else None
    site = here or (sites[0] if len(sites) == 1 else UNASSIGNED)
    return Suggestion(tenant, site or UNASSIGNED, decoders, by_profile=named is not None)


def _ordered(named: str, tried: Sequence[Attempt]) -> tuple[str, ...]:
    plausible = [one.decoder.id for one in tried if one.plausible and one.decoder.id != named]
    return (named, *plausible) if named else tuple(plausible)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person decides about a device; an empty decoder leaves it to the network server's profile."""

    tenant: str
    site: str
    name: str = ""
    domain: Domain = Domain.OTHER
    decoder: str = ""


def claimed(device: Device, claim: Claim, registry: Registry, known: Decoders) -> Device:
    """The device as claimed; raises `RejectedError` or `UnknownDecoderError` for what does not exist."""
    if claim.tenant not in _slugs(registry.tenants()):
        raise RejectedError(f"no authority {claim.tenant!r:.60}; choose one of the list")
    if claim.site not in _slugs(registry.sites(claim.tenant)):
        raise RejectedError(f"no site {claim.site!r:.60} of {claim.tenant}; choose one of the list")
    if claim.decoder:
        known.find(claim.decoder)
    name = " ".join(claim.name.split())[:200]
    return replace(device, tenant=claim.tenant, site=claim.site, name=name, domain=claim.domain, decoder=claim.decoder)


def assign(device: Device, claim: Claim, registry: Registry, known: Decoders) -> Device:
    """Claim a device in the registry; raises what `claimed` raises."""
    after = claimed(device, claim, registry, known)
    registry.merge(Inventory(devices=(after,)))
    return after


def _slugs(held: Iterable[object]) -> set[str]:
    return {getattr(one, "slug", "") for one in held}
