"""A fleet of devices over the Somme: its inventory, and everything it says between two instants."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from heapq import heapify, heappop, heapreplace
from types import MappingProxyType
from typing import NamedTuple, Protocol

from simulators import live_objects, machines, the_things_stack
from simulators.civil import LAST_DAY, check_span
from simulators.device import SimulatedDevice
from simulators.equipment import SimulatedEquipment
from simulators.instruments import BROKEN, FITTINGS, UNKNOWN_MODEL, Instrument
from simulators.network_server import EventWriter, Gateways, Identity, Network
from simulators.noise import derive, one
from simulators.radio import TOWN, Coverage
from simulators.spot import YEAR, Spot, Trouble
from simulators.territory import Placed, masts, sites
from simulators.waters import serves_district
from simulators.weather import DAY
from telemetry.device import Device, Gateway, Site
from telemetry.errors import ConfigError
from telemetry.ports import Inventory
from telemetry.record import RawMessage

DEFAULT_DEVICES = 200
MOST_DEVICES = 1_000_000

BROKEN_AT = 30
"""The place in the fleet of a device whose payloads cannot be decoded."""

STRANGERS = {20: None, 40: None, 60: UNKNOWN_MODEL}
"""Places of devices that no authority has claimed; the last is of a model that nobody knows."""

NETWORKS: Mapping[str, Callable[[Identity, Gateways], Network]] = {
    "baie-de-somme": the_things_stack.MessageWriter,
    "haute-somme": live_objects.MessageWriter,
}
"""Authorities that had a network before they joined; the others are on ours, ChirpStack."""

_FIRST_INSTALLED = datetime(2023, 1, 1, tzinfo=UTC).timestamp()


class Place(NamedTuple):
    """A device by the slug of its site and its position there, from 0."""

    site: str
    position: int


class Speaker(Protocol):
    """Whatever says something at instants of its own."""

    def earliest(self, start: float) -> float:
        """A time before which nothing is received of it, from `start` on (Unix seconds); cheap to find."""

    def messages(self, start: float, end: float) -> Iterator[RawMessage]:
        """What is received of it from `start` to `end` (Unix seconds, end excluded), in order."""


class Fleet:
    """`devices` LoRaWAN devices, the same for the same seed; a larger fleet contains the smaller one.

    The equipment of their sites that speaks MQTT itself comes on top.
    `troubles` befall some of them at given times, beside what happens by chance.
    `period_scale` shortens (or stretches) the time between uplinks; it changes slots, hence frame counters too.
    Raises `ConfigError` for numbers out of range.
    """

    def __init__(
        self,
        seed: int = 1,
        devices: int = DEFAULT_DEVICES,
        period_scale: float = 1.0,
        troubles: Mapping[Place, Sequence[Trouble]] = MappingProxyType({}),
    ) -> None:
        if not 1 <= devices <= MOST_DEVICES:
            raise ConfigError(f"{devices} devices; give 1 to {MOST_DEVICES}")
        if not 0.001 <= period_scale <= 100:
            raise ConfigError(f"period scale {period_scale}; give 0.001 to 100")
        self._seed = seed
        self._period_scale = period_scale
        self._troubles = troubles
        self._coverage = Coverage(masts())
        self._gateways = Gateways(self._coverage.masts)
        self._sites: list[Site] = []
        self._fitted: Counter[str] = Counter()
        self._entries: list[tuple[Device, SimulatedDevice]] = []
        self._equipment: list[tuple[Device, SimulatedEquipment]] = []
        for placed in sites(seed):
            self._fit(placed, devices)
            if len(self._entries) == devices:
                break

    @property
    def devices(self) -> list[SimulatedDevice]:
        """The LoRaWAN devices, in the order in which sites were fitted."""
        return [simulated for _, simulated in self._entries]

    @property
    def equipment(self) -> list[SimulatedEquipment]:
        """The equipment that speaks MQTT itself, in the same order."""
        return [simulated for _, simulated in self._equipment]

    def inventory(self) -> Inventory:
        """Sites, gateways, equipment and the devices that an authority has claimed; tenants are the registry's own."""
        gateways = tuple(
            Gateway(mast.gateway_id, mast.tenant, mast.name, None, mast.latitude, mast.longitude, mast.height)
            for mast in self._coverage.masts
        )
        claimed = tuple(device for place, (device, _) in enumerate(self._entries) if place not in STRANGERS)
        equipment = tuple(device for device, _ in self._equipment)
        return Inventory(sites=tuple(self._sites), gateways=gateways, devices=claimed + equipment)

    def events(self, start: datetime, end: datetime | None = None) -> Iterator[RawMessage]:
        """All messages received from `start` (included) to `end` (excluded; None for no end), in time order.

        Raises `ConfigError` outside of the calendar. Time is cut into windows, so that memory does not grow with it.
        """
        last = datetime(LAST_DAY.year - 1, 12, 31, tzinfo=UTC) if end is None else end
        check_span(start, last)
        # A window of one day for a small fleet, of one hour for a huge one: rows in memory stay some 100,000.
        width = max(3600.0, min(DAY, DAY * 1000 / len(self._entries)))
        begins, stop = start.timestamp(), last.timestamp()
        speakers: list[Speaker] = [*self.devices, *self.equipment]
        while begins < stop:
            ends = min(stop, (begins // width + 1) * width)
            yield from _in_order(speakers, begins, ends)
            begins = ends

    def _fit(self, placed: Placed, devices: int) -> None:
        """Fit out a site, as far as the fleet still wants devices."""
        kind = placed.kind.kind
        alternatives = FITTINGS[kind]
        fitted = alternatives[self._fitted[kind] % len(alternatives)]
        self._fitted[kind] += 1
        self._sites.append(placed.site)
        for position, instrument in enumerate(fitted):
            place = len(self._entries)
            if place == devices:
                break
            chosen = BROKEN if place == BROKEN_AT else STRANGERS.get(place) or instrument
            self._entries.append(self._make(placed, chosen, place, position, fitted.count(instrument) > 1))
        self._equipment += [
            self._install(placed, machine, position)
            for position, machine in enumerate(machines.FITTINGS.get(kind, ()), start=len(fitted))
        ]

    def _make(
        self, placed: Placed, instrument: Instrument, place: int, position: int, numbered: bool
    ) -> tuple[Device, SimulatedDevice]:
        site, dev_eui = placed.site, self._dev_eui(place)
        label = instrument.label or instrument.profile
        name = f"{label} {position + 1}, {site.name}" if numbered else f"{label}, {site.name}"
        spot = self._spot(placed, dev_eui, position)
        simulated = SimulatedDevice(
            Identity(dev_eui, name, instrument.profile, site.tenant),
            instrument,
            spot,
            self._coverage,
            self._gateways,
            built_up=placed.commune.population >= TOWN,
            obstacle=placed.kind.obstacle,
            period_scale=self._period_scale,
            network=NETWORKS.get(site.tenant, EventWriter),
        )
        device = self._entry(placed, dev_eui, name, instrument.profile)
        is_district = placed.kind.kind == "water_meter" and serves_district(spot)
        return replace(device, tags={"meter": "district"} if is_district else {}), simulated

    def _install(self, placed: Placed, machine: machines.Machine, position: int) -> tuple[Device, SimulatedEquipment]:
        own = machine.named(self._seed, placed.site.slug, position)
        simulated = SimulatedEquipment(machine, own, self._spot(placed, own, position))
        device = self._entry(placed, simulated.dev_eui, f"{machine.label} {own[-4:]}, {placed.site.name}")
        return replace(device, tags={"role": machine.role} if machine.role else {}), simulated

    def _spot(self, placed: Placed, name: str, position: int) -> Spot:
        key = derive(self._seed, name)
        return Spot(
            key=key,
            site_key=derive(self._seed, placed.site.slug),
            latitude=placed.latitude,
            longitude=placed.longitude,
            population=placed.commune.population,
            installed=_FIRST_INSTALLED + one(derive(key, "installed")) * 1.9 * YEAR,
            position=position,
            troubles=tuple(self._troubles.get(Place(placed.site.slug, position), ())),
        )

    @staticmethod
    def _entry(placed: Placed, dev_eui: str, name: str, profile: str = "") -> Device:
        return Device(
            dev_eui,
            tenant=placed.site.tenant,
            site=placed.site.slug,
            name=name,
            domain=placed.kind.domain,
            profile=profile,
            latitude=placed.latitude,
            longitude=placed.longitude,
        )

    def _dev_eui(self, place: int) -> str:
        """An EUI-64 that belongs to nobody: locally administered (bit 1 of the first byte), then "SAM" in ASCII.

        The multiplication by an odd number only shuffles, so no two devices of a fleet share one.
        """
        return f"0253414d{(place * 0x9E3779B1 + derive(self._seed, 'eui')) & 0xFFFFFFFF:08x}"


def _in_order(speakers: Sequence[Speaker], begins: float, ends: float) -> Iterator[RawMessage]:
    """The messages of many speakers in time order; each computes its own only when its time has come.

    So a fleet of 100,000 begins to speak in seconds. Heap entries are the time of the next message, or the earliest
    that it could have, the speaker's place, and once it has begun its messages and the next of them.
    """
    heap: list[tuple[int, int, Iterator[RawMessage] | None, RawMessage | None]]
    heap = [(int(1000 * speaker.earliest(begins)), place, None, None) for place, speaker in enumerate(speakers)]
    heapify(heap)
    while heap:
        _, place, messages, message = heap[0]
        if message is not None:
            yield message
        if messages is None:
            messages = speakers[place].messages(begins, ends)
        message = next(messages, None)
        if message is None:
            heappop(heap)
        else:
            heapreplace(heap, (message.received_ms, place, messages, message))
