"""Which carriers are down, since when, and what they explain: sites, gateways, and the core behind most sites."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from alarms.carriers import Carrier, Carriers, Pulse
from alarms.topology.graph import Topology
from telemetry.alarm import Severity, Source, Verdict
from telemetry.ports import Registry

SITE_UNREACHABLE = "site-unreachable"
GATEWAY_SILENT = "gateway-silent"
CORE_UNREACHABLE = "core-unreachable"
CAUSES = frozenset({SITE_UNREACHABLE, GATEWAY_SILENT, CORE_UNREACHABLE})

_FRESH_INTERVALS = 3
"""Intervals after the return of a carrier in which a device may be heard before its silence is its own."""
_MOST = 0.8
_FEW_SITES = 3


class Down(NamedTuple):
    """A carrier that is down or, with `back_ms`, back and waiting for its devices to be heard again."""

    since_ms: int
    source: Source
    back_ms: int = 0

    def explains(self, pulse: Pulse, now_ms: int) -> bool:
        """Whether it is the reason why nothing is known of a device."""
        if not self.back_ms:
            return True
        return pulse.last_ms < self.back_ms and now_ms - self.back_ms < _FRESH_INTERVALS * pulse.interval_ms


class Causes:
    """The carriers that are down, found from the evidence of their devices."""

    def __init__(self, topology: Topology, registry: Registry, carriers: Carriers) -> None:
        self.down: dict[Carrier, Down] = {}
        self._topology = topology
        self._registry = registry
        self._carriers = carriers
        self._core = next((node for node in topology.nodes if node.core), None)

    def of_device(self, dev_eui: str, now_ms: int) -> str:
        """The carrier that explains the silence of a device; empty when none does."""
        for carrier in self._carriers.of(dev_eui) if self.down else ():
            down = self.down.get(carrier)
            if down and down.explains(self._carriers.pulses[dev_eui], now_ms):
                return str(carrier)
        return ""

    def of_cause(self, source: Source, now_ms: int) -> str:
        """What explains a carrier itself: the core, the site on the way there, the site that a gateway stands on."""
        if source.rule == GATEWAY_SILENT:
            return self._site(source.site)
        if source.rule == CORE_UNREACHABLE:
            return ""
        for carrier, down in self.down.items():
            if carrier.kind == "core" and self._covers(down, Carrier("site", source.site), now_ms):
                return str(carrier)
        node = self._topology.at(source.site)
        upstream = (self._topology.node(code).site for code in self._topology.upstream(node.code)) if node else ()
        return next((cause for site in upstream if (cause := self._site(site))), "")

    def found(self, carrier: Carrier, child: Source, now_ms: int) -> Verdict:
        """Take a carrier for down, because of the silence of `child`, and say so."""
        voters = self._carriers.voters(carrier)
        since_ms = max((pulse.last_ms for pulse in voters), default=now_ms)
        source = self._source(carrier, child)
        self.down[carrier] = Down(since_ms, source)
        detail = {"devices": str(len(self._carriers.members(carrier)))}
        node = self._topology.at(carrier.id)
        link = self._topology.last_link(node.code) if node and carrier.kind == "site" else None
        if link:
            detail["link"] = link.name
        severity = Severity.CRITICAL if carrier.kind == "site" else Severity.MAJOR
        return Verdict(source, True, severity, now_ms, since_ms, detail=detail)

    def core(self, now_ms: int) -> Verdict | None:
        """What is to be said of the core: most sites lost at once are not so many broken links."""
        if self._core is None:
            return None
        carrier = Carrier("core", self._core.site or self._core.code)
        known = self.down.get(carrier)
        sites = self._carriers.sites()
        lost = sum(self._carriers.evidence(site, now_ms).is_down for site in sites)
        is_down = len(sites) >= _FEW_SITES and lost >= _MOST * len(sites)
        if is_down == (known is not None and not known.back_ms):
            return None
        if known and not is_down:
            self.down[carrier] = known._replace(back_ms=now_ms)
            return Verdict(known.source, False, Severity.CRITICAL, now_ms, now_ms)
        tenant = next((site.tenant for site in self._registry.sites() if site.slug == self._core.site), "")
        source = Source(CORE_UNREACHABLE, tenant, self._core.site)
        self.down[carrier] = Down(now_ms, source)
        return Verdict(source, True, Severity.CRITICAL, now_ms, now_ms, detail={"sites": str(lost)})

    def returned(self, dev_eui: str, now_ms: int) -> Iterator[Verdict]:
        """The carriers that a device proves alive by being heard."""
        for carrier in self._carriers.of(dev_eui):
            down = self.down.get(carrier)
            if down and not down.back_ms and not self._carriers.evidence(carrier, now_ms).is_down:
                self.down[carrier] = down._replace(back_ms=self._carriers.pulses[dev_eui].last_ms)
                yield Verdict(down.source, False, Severity.CRITICAL, now_ms, now_ms)

    def settled(self, now_ms: int) -> Iterable[Carrier]:
        """Forget the carriers that are back and explain nobody any more; they are what is returned."""
        over = [
            carrier for carrier, down in self.down.items() if down.back_ms and not self._matters(carrier, down, now_ms)
        ]
        for carrier in over:
            del self.down[carrier]
        return over

    def _matters(self, carrier: Carrier, down: Down, now_ms: int) -> bool:
        if carrier.kind == "core":
            return any(self._covers(down, site, now_ms) for site in self.down if site.kind == "site")
        return any(down.explains(pulse, now_ms) for pulse in self._carriers.members(carrier))

    def _covers(self, core: Down, site: Carrier, now_ms: int) -> bool:
        """Whether the core is the reason why a site is out of reach, or was until its devices are due again."""
        slowest_ms = max((pulse.interval_ms for pulse in self._carriers.voters(site)), default=0.0)
        return not core.back_ms or now_ms - core.back_ms < _FRESH_INTERVALS * slowest_ms

    def _site(self, site: str) -> str:
        carrier = Carrier("site", site)
        down = self.down.get(carrier)
        return str(carrier) if down and not down.back_ms else ""

    def _source(self, carrier: Carrier, child: Source) -> Source:
        if carrier.kind == "site":
            return Source(SITE_UNREACHABLE, child.tenant, carrier.id)
        gateway = next((known for known in self._registry.gateways() if known.gateway_id == carrier.id), None)
        if gateway is None:
            return Source(GATEWAY_SILENT, child.tenant, child.site, carrier.id)
        return Source(GATEWAY_SILENT, gateway.tenant, gateway.site or child.site, carrier.id)
