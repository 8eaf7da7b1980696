"""What devices are reached through: the collect link of their site, the gateway that hears them.

A carrier is down when at least two of its devices are overdue and none of those that would prove it alive has
been heard since. So one silent sensor is a sensor, and twenty behind one gateway are the gateway.
"""

from collections import defaultdict
from typing import NamedTuple

from alarms.topology.graph import Topology
from telemetry.device import Device
from telemetry.record import Record
from telemetry.uplink import Uplink

_LEARNING = 0.2
"""The weight of the newest interval in the mean that stands for a device's cadence."""
_LATE = 2.0
"""Intervals after which a device is overdue; rules declare silence later, at three or more."""
_SHORTEST_MS = 10_000
"""A device that repeats itself at once has not changed its cadence."""
_PATH = "path"
"""The tag of a device that reports by a way of its own (4G, PSTN): it says nothing of the site's collect."""
_TWO = 2
"""Overdue devices that make a carrier suspect; one is a device."""


class Carrier(NamedTuple):
    """A way that data takes: the collect of a `site`, or a LoRaWAN `gateway`, by slug or id."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class Pulse(NamedTuple):
    """How a device is heard: when last (our clock, ms), each how many ms (0: not known yet), by which gateways."""

    device: Device
    last_ms: int
    interval_ms: float
    gateways: frozenset[str]

    @property
    def missed_ms(self) -> float:
        """When a message of it had surely failed to come."""
        return self.last_ms + 1.5 * self.interval_ms

    def is_overdue(self, now_ms: int) -> bool:
        """Whether it should have been heard again by now, and generously so."""
        return bool(self.interval_ms) and now_ms - self.last_ms > _LATE * self.interval_ms


class Evidence(NamedTuple):
    """What devices say of their carrier: it is down, one last proved it alive at (ms), so many are not due yet."""

    is_down: bool
    voice_ms: int
    undue: int

    def may_explain(self, pulse: Pulse) -> bool:
        """Whether the silence of this device may yet turn out to be the carrier's."""
        return self.is_down or (self.voice_ms < pulse.missed_ms and self.undue > 0)


class Carriers:
    """The pulses of all devices, and what they say of what carries them."""

    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self.pulses: dict[str, Pulse] = {}
        self._members: dict[Carrier, set[str]] = defaultdict(set)

    def heard(self, record: Record) -> None:
        """Take note that a device was heard, when and by whom."""
        device, event = record.device, record.event
        known = self.pulses.get(device.dev_eui)
        gateways = frozenset(r.gateway_id for r in event.receptions) if isinstance(event, Uplink) else frozenset()
        interval = 0.0
        if known:
            gateways = gateways or known.gateways
            step = record.received_ms - known.last_ms
            interval = known.interval_ms
            if step >= _SHORTEST_MS:
                interval = interval + _LEARNING * (step - interval) if interval else float(step)
        self.put(Pulse(device, max(record.received_ms, known.last_ms if known else 0), interval, gateways))

    def put(self, pulse: Pulse) -> None:
        """Set the pulse of a device, and so what carries it."""
        eui = pulse.device.dev_eui
        old = self.pulses.get(eui)
        self.pulses[eui] = pulse
        if old is None or (old.gateways, old.device.site) != (pulse.gateways, pulse.device.site):
            for carrier in self._of(old) if old else ():
                self._members[carrier].discard(eui)
            for carrier in self._of(pulse):
                self._members[carrier].add(eui)

    def blind(self, until_ms: int) -> None:
        """Count no silence from before `until_ms`: nobody could be heard."""
        for eui, pulse in self.pulses.items():
            self.pulses[eui] = pulse._replace(last_ms=max(pulse.last_ms, until_ms))

    def of(self, dev_eui: str) -> tuple[Carrier, ...]:
        """What carries a device, the collect of its site first."""
        pulse = self.pulses.get(dev_eui)
        return self._of(pulse) if pulse else ()

    def sites(self) -> list[Carrier]:
        """The collects of all sites that have been heard."""
        return [carrier for carrier, members in self._members.items() if carrier.kind == "site" and members]

    def members(self, carrier: Carrier) -> list[Pulse]:
        """The pulses of the devices that a carrier carries."""
        return [self.pulses[eui] for eui in self._members.get(carrier, ())]

    def voters(self, carrier: Carrier) -> list[Pulse]:
        """The devices whose voice proves a carrier alive.

        A LoRaWAN sensor in a fibre exchange may be heard by a gateway elsewhere: where a site has equipment
        on its own network, only that equipment speaks for the collect.
        """
        members = self.members(carrier)
        wired = [pulse for pulse in members if not pulse.gateways]
        return wired if carrier.kind == "site" and wired else members

    def evidence(self, carrier: Carrier, now_ms: int) -> Evidence:
        """What the devices of a carrier say of it now."""
        overdue, undue = 0, 0
        missed_ms = float("inf")
        for pulse in self.members(carrier):
            if pulse.is_overdue(now_ms):
                overdue += 1
                missed_ms = min(missed_ms, pulse.missed_ms)
            else:
                undue += 1
        voice_ms = max((pulse.last_ms for pulse in self.voters(carrier)), default=0)
        return Evidence(overdue >= _TWO and voice_ms < missed_ms, voice_ms, undue)

    def _of(self, pulse: Pulse) -> tuple[Carrier, ...]:
        if _PATH in pulse.device.tags:
            return ()
        carriers = []
        if self._topology.at(pulse.device.site):
            carriers.append(Carrier("site", pulse.device.site))
        if len(pulse.gateways) == 1:
            carriers.append(Carrier("gateway", next(iter(pulse.gateways))))
        return tuple(carriers)
