"""A fleet of devices over the Somme: its inventory, and everything it says between two instants."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from heapq import heapify, heappop, heapreplace

from simulators.civil import LAST_DAY, check_span
from simulators.device import SimulatedDevice
from simulators.instruments import BROKEN, FITTINGS, UNKNOWN_MODEL, Instrument
from simulators.network_server import Gateways, Identity
from simulators.noise import derive, one
from simulators.radio import TOWN, Coverage
from simulators.spot import YEAR, Spot
from simulators.territory import Placed, masts, sites
from simulators.weather import DAY
from telemetry.device import Device, Gateway, Site
from telemetry.errors import ConfigError
from telemetry.ports import Inventory
from telemetry.record import RawMessage

DEFAULT_DEVICES = 160
MOST_DEVICES = 1_000_000

BROKEN_AT = 30
"""The place in the fleet of a device whose payloads cannot be decoded."""

STRANGERS = {20: None, 40: None, 60: UNKNOWN_MODEL}
"""Places of devices that no authority has claimed; the last is of a model that nobody knows."""

_FIRST_INSTALLED = datetime(2023, 1, 1, tzinfo=UTC).timestamp()


class Fleet:
    """`devices` devices, the same for the same seed; a larger fleet contains the smaller one.

    `period_scale` shortens (or stretches) the time between uplinks; it changes slots, hence frame counters too.
    Raises `ConfigError` for numbers out of range.
    """

    def __init__(self, seed: int = 1, devices: int = DEFAULT_DEVICES, period_scale: float = 1.0) -> None:
        if not 1 <= devices <= MOST_DEVICES:
            raise ConfigError(f"{devices} devices; give 1 to {MOST_DEVICES}")
        if not 0.001 <= period_scale <= 100:
            raise ConfigError(f"period scale {period_scale}; give 0.001 to 100")
        self._seed = seed
        self._period_scale = period_scale
        self._coverage = Coverage(masts())
        self._gateways = Gateways(self._coverage.masts)
        self._sites: list[Site] = []
        self._entries: list[tuple[Device, SimulatedDevice]] = []
        for placed in sites(seed):
            self._fit(placed, devices)
            if len(self._entries) == devices:
                break

    @property
    def devices(self) -> list[SimulatedDevice]:
        """The devices, in the order in which sites were fitted."""
        return [simulated for _, simulated in self._entries]

    def inventory(self) -> Inventory:
        """Sites, gateways and the devices that an authority has claimed; tenants are the registry's own."""
        gateways = tuple(
            Gateway(mast.gateway_id, mast.tenant, mast.name, None, mast.latitude, mast.longitude, mast.height)
            for mast in self._coverage.masts
        )
        claimed = tuple(device for place, (device, _) in enumerate(self._entries) if place not in STRANGERS)
        return Inventory(sites=tuple(self._sites), gateways=gateways, devices=claimed)

    def events(self, start: datetime, end: datetime | None = None) -> Iterator[RawMessage]:
        """All messages received from `start` (included) to `end` (excluded; None for no end), in time order.

        Raises `ConfigError` outside of the calendar. Time is cut into windows, so that memory does not grow with it.
        """
        last = datetime(LAST_DAY.year - 1, 12, 31, tzinfo=UTC) if end is None else end
        check_span(start, last)
        # A window of one day for a small fleet, of one hour for a huge one: rows in memory stay some 100,000.
        width = max(3600.0, min(DAY, DAY * 1000 / len(self._entries)))
        begins, stop = start.timestamp(), last.timestamp()
        while begins < stop:
            ends = min(stop, (begins // width + 1) * width)
            yield from _in_order(self.devices, begins, ends)
            begins = ends

    def _fit(self, placed: Placed, devices: int) -> None:
        """Fit out a site, as far as the fleet still wants devices."""
        alternatives = FITTINGS[placed.kind.kind]
        fitted = alternatives[len(self._sites) % len(alternatives)]
        self._sites.append(placed.site)
        for position, instrument in enumerate(fitted):
            place = len(self._entries)
            if place == devices:
                break
            chosen = BROKEN if place == BROKEN_AT else STRANGERS.get(place) or instrument
            self._entries.append(self._make(placed, chosen, place, position, fitted.count(instrument) > 1))

    def _make(
        self, placed: Placed, instrument: Instrument, place: int, position: int, numbered: bool
    ) -> tuple[Device, SimulatedDevice]:
        site, dev_eui = placed.site, self._dev_eui(place)
        key = derive(self._seed, dev_eui)
        label = instrument.label or instrument.profile
        name = f"{label} {position + 1}, {site.name}" if numbered else f"{label}, {site.name}"
        spot = Spot(
            key=key,
            site_key=derive(self._seed, site.slug),
            latitude=placed.latitude,
            longitude=placed.longitude,
            population=placed.commune.population,
            installed=_FIRST_INSTALLED + one(derive(key, "installed")) * 1.9 * YEAR,
            position=position,
        )
        simulated = SimulatedDevice(
            Identity(dev_eui, name, instrument.profile, site.tenant),
            instrument,
            spot,
            self._coverage,
            self._gateways,
            built_up=placed.commune.population >= TOWN,
            obstacle=placed.kind.obstacle,
            period_scale=self._period_scale,
        )
        device = Device(
            dev_eui,
            tenant=site.tenant,
            site=site.slug,
            name=name,
            domain=placed.kind.domain,
            profile=instrument.profile,
            latitude=placed.latitude,
            longitude=placed.longitude,
        )
        return device, simulated

    def _dev_eui(self, place: int) -> str:
        """An EUI-64 that belongs to nobody: locally administered (bit 1 of the first byte), then "SAM" in ASCII.

        The multiplication by an odd number only shuffles, so no two devices of a fleet share one.
        """
        return f"0253414d{(place * 0x9E3779B1 + derive(self._seed, 'eui')) & 0xFFFFFFFF:08x}"


def _in_order(devices: Sequence[SimulatedDevice], begins: float, ends: float) -> Iterator[RawMessage]:
    """The messages of many devices in time order; each computes its own only when its time has come.

    So a fleet of 100,000 begins to speak in seconds. Heap entries are the time of the next message, or the earliest
    that it could have, the device's place, and once it has begun its messages and the next of them.
    """
    heap: list[tuple[int, int, Iterator[RawMessage] | None, RawMessage | None]]
    heap = [(int(1000 * device.earliest(begins)), place, None, None) for place, device in enumerate(devices)]
    heapify(heap)
    while heap:
        _, place, messages, message = heap[0]
        if message is not None:
            yield message
        if messages is None:
            messages = devices[place].messages(begins, ends)
        message = next(messages, None)
        if message is None:
            heappop(heap)
        else:
            heapreplace(heap, (message.received_ms, place, messages, message))
