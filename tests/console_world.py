"""A small territory behind the live page, in the memory twins: what its unit and browser tests look at."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dashboards.console import ConsoleServices
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryLiveFeed, MemoryQuarantine, MemoryRegistry, MemoryStore
from telemetry.metrics import Metrics
from telemetry.ports import Inventory
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_LEVEL, CO2, DOOR_OPEN, WATER_VOLUME, Quantity
from telemetry.record import Point, Record
from telemetry.series import Series
from telemetry.times import to_ms
from telemetry.uplink import Reception, Uplink

CLASSROOM, METER, CABINET, STRANGER = "24e124136b502217", "a81758fffe0312ab", "0004a30b001c1b03", "24e124fffffffff1"

INVENTORY = Inventory(
    tenants=(Tenant("amiens", "Amiens Métropole"), Tenant("baie", "Baie de Somme")),
    sites=(
        Site("ecole", "amiens", "École Jules-Verne", "école", "Amiens", 49.894, 2.296),
        Site("reservoir", "baie", "Réservoir nord", "réservoir", "Abbeville", 50.106, 1.834),
        Site("nro", "amiens", "NRO de Corbie", "nro", "Corbie", 49.908, 2.510),
    ),
    devices=(
        Device(CLASSROOM, 0, "amiens", "ecole", "Salle 12", Domain.BUILDING, "milesight_am307"),
        Device(METER, 0, "baie", "reservoir", "Compteur général", Domain.WATER),
        Device(CABINET, 0, "amiens", "nro", "Armoire A", Domain.NRO),
        Device(STRANGER),
    ),
)


@dataclass
class World:
    """The ports of the page, and the means to make things happen."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    registry: MemoryRegistry = field(default_factory=MemoryRegistry)
    store: MemoryStore = field(default_factory=MemoryStore)
    live: MemoryLiveFeed = field(default_factory=MemoryLiveFeed)
    quarantine: MemoryQuarantine = field(default_factory=MemoryQuarantine)
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        self.registry.merge(INVENTORY)

    @property
    def services(self) -> ConsoleServices:
        return ConsoleServices(self.registry, self.store, self.live, self.quarantine, self.metrics)

    @property
    def now_ms(self) -> int:
        return to_ms(self.now)

    def series(self, dev_eui: str, quantity: Quantity, channel: str = "main") -> Series:
        device = self.registry.device(dev_eui)
        assert device is not None
        return self.registry.series(device, quantity, channel)

    def record(
        self, dev_eui: str, values: dict[Quantity, float], age: timedelta = timedelta(0), error: str | None = None
    ) -> Record:
        """One uplink of a known device, received `age` ago."""
        device = self.registry.device(dev_eui)
        assert device is not None
        time = self.now - age
        uplink = Uplink(dev_eui, time, 85, b"\x01", 7, "", (Reception("0016c001f1500001", -97, 5.5),), 9)
        time_ms = to_ms(time)
        points = tuple(Point(self.series(dev_eui, quantity), time_ms, value) for quantity, value in values.items())
        return Record(1, device, uplink, time_ms, time_ms, points, error)

    def happen(self, *records: Record) -> None:
        """Store records and publish them, as the pipeline does."""
        self.store.write(records)
        self.live.publish(records)

    def fill(self) -> None:
        """A day of history: a classroom with a gap, a meter, a cabinet silent for two days, a stranger."""
        for step in range(144):
            age = timedelta(minutes=10 * step)
            if not 30 <= step < 48:
                values = {AIR_TEMPERATURE: 19 + step % 3, CO2: 600 + step, BATTERY_LEVEL: 87}
                self.store.write([self.record(CLASSROOM, values, age)])
            self.store.write([self.record(METER, {WATER_VOLUME: 1234.5 - step * 0.05}, age)])
        self.store.write([self.record(CABINET, {DOOR_OPEN: 0}, timedelta(days=2))])
        self.store.write([self.record(STRANGER, {AIR_TEMPERATURE: 21.34}, timedelta(minutes=3))])
