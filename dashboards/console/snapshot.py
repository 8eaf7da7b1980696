"""What all clients of the page look at: one immutable picture a second, and how a list is chosen from it."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from dashboards.console.fleet import WORST_FIRST, SiteView, State, Vitals, site_views
from telemetry.access import Permission, Principal
from telemetry.device import Domain, Site, Tenant
from telemetry.record import QuarantineEntry


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of the header; None is what is not for this visitor.

    Lag is the number of journal entries that the store has yet to write.
    """

    uplinks_per_second: float | None = None
    readings: float | None = None
    heard: int = 0
    known: int = 0
    duplicates: float | None = None
    quarantined: int | None = None
    store_lag: float | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The fleet at one moment. `problem` is what a store that does not answer says."""

    now_ms: int
    vitals: Mapping[str, Vitals] = field(default_factory=lambda: MappingProxyType({}))
    states: Mapping[str, State] = field(default_factory=lambda: MappingProxyType({}))
    tenants: Mapping[str, Tenant] = field(default_factory=lambda: MappingProxyType({}))
    sites: Mapping[str, Site] = field(default_factory=lambda: MappingProxyType({}))
    site_views: tuple[SiteView, ...] = ()
    counts: Counts = Counts()
    quarantine: tuple[QuarantineEntry, ...] = ()
    problem: str = ""

    def seen_by(self, principal: Principal) -> "Snapshot":
        """What a visitor may see of it: their authorities' devices, and the platform's figures only with everything."""
        readable, usable = principal.over(Permission.READ), principal.over(Permission.QUARANTINE)
        quarantine = tuple(entry for entry in self.quarantine if usable is None or entry.tenant in usable)
        if readable is None:
            return self if usable is None else replace(self, quarantine=quarantine)
        vitals = {dev_eui: held for dev_eui, held in self.vitals.items() if held.device.tenant in readable}
        states = {dev_eui: self.states[dev_eui] for dev_eui in vitals}
        sites = {slug: site for slug, site in self.sites.items() if site.tenant in readable}
        return replace(
            self,
            vitals=vitals,
            states=states,
            tenants={slug: tenant for slug, tenant in self.tenants.items() if slug in readable},
            sites=sites,
            site_views=site_views(sites.values(), zip(vitals.values(), states.values(), strict=True)),
            counts=Counts(heard=sum(state is not State.SILENT for state in states.values()), known=len(vitals)),
            quarantine=quarantine,
        )

    def tally(self) -> Counter[State]:
        """How many devices are in each state."""
        return Counter(self.states.values())

    def tenant_name(self, slug: str) -> str:
        """The name that people know a tenant by."""
        return self.tenants[slug].name if slug in self.tenants else slug

    def site_name(self, slug: str) -> str:
        """The name that people know a site by."""
        return self.sites[slug].name if slug in self.sites else slug


@dataclass(slots=True)
class Choice:
    """Which devices a person wants to see, in which order, and which page of them (from 1).

    `sort` is a column of the table (name, site, age, battery), or empty for those that need a person first.
    """

    tenant: str | None = None
    domain: Domain | None = None
    state: State | None = None
    site: str | None = None
    text: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    rows: int = 12


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """The text without accents or capitals: `ecole` finds `École`, and É sorts with E."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def label(vitals: Vitals) -> str:
    """A device's name, or its EUI when nobody has named it."""
    return vitals.device.name or vitals.device.dev_eui


def chosen(snapshot: Snapshot, choice: Choice) -> tuple[list[Vitals], int]:
    """The page of devices that a person asked for, and how many devices match in all."""
    text = plain(choice.text.strip())
    found = [vitals for vitals in snapshot.vitals.values() if _matches(vitals, snapshot, choice, text)]
    found.sort(key=lambda vitals: plain(label(vitals)))
    order = _ORDERS.get(choice.sort, _worst_first)
    found.sort(key=lambda vitals: order(vitals, snapshot), reverse=choice.descending)
    first = (choice.page - 1) * choice.rows
    return found[first : first + choice.rows], len(found)


def _matches(vitals: Vitals, snapshot: Snapshot, choice: Choice, text: str) -> bool:
    device = vitals.device
    return (
        choice.tenant in (None, device.tenant)
        and choice.domain in (None, device.domain)
        and choice.site in (None, device.site)
        and choice.state in (None, snapshot.states[device.dev_eui])
        and (not text or text in plain(f"{device.name} {device.dev_eui} {snapshot.site_name(device.site)}"))
    )


def _worst_first(vitals: Vitals, snapshot: Snapshot) -> int:
    return WORST_FIRST[snapshot.states[vitals.device.dev_eui]]


def _battery(vitals: Vitals, _: Snapshot) -> tuple[str, float]:
    held = vitals.battery
    return (held[0].quantity.key, held[1].value) if held else ("", 0.0)


_ORDERS: Final[Mapping[str, Callable[[Vitals, Snapshot], Any]]] = {
    "name": lambda vitals, _: plain(label(vitals)),
    "site": lambda vitals, snapshot: plain(snapshot.site_name(vitals.device.site)),
    "age": lambda vitals, _: -vitals.heard_ms,
    "battery": _battery,
}
