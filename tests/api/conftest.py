"""A small world behind the API, in the memory twins, and a way to ask it without sockets."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx
import pytest
from alarm_world import World as AlarmWorld
from fastapi import FastAPI

from alarms.load import AlarmLoad
from alarms.service import AlarmService
from api.app import create_app
from api.auth.security import Security
from api.services import Services
from telemetry.access import DEMO
from telemetry.device import Device, Domain, Gateway, Site, Tenant
from telemetry.memory import MemoryLiveFeed, MemoryQuarantine, MemoryRegistry, MemoryStore
from telemetry.metrics import Metrics
from telemetry.ports import Inventory
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_LEVEL, CO2, WATER_VOLUME, Quantity
from telemetry.record import Point, QuarantineEntry, Record
from telemetry.series import Sample, Series, Span
from telemetry.times import to_ms
from telemetry.uplink import Reception, Uplink

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CLASSROOM, METER, STRANGER = "24e124136b502217", "a81758fffe0312ab", "0004a30b001c1b03"

TENANTS = (
    Tenant("amiens-metropole", "Amiens Métropole", "communauté d'agglomération"),
    Tenant("baie-de-somme", "Baie"),
)
SITES = (
    Site("ecole-jules-verne", "amiens-metropole", "École Jules-Verne", "école", "Amiens", 49.8941, 2.2958),
    Site("reservoir-nord", "baie-de-somme", "Réservoir nord", "réservoir", "Abbeville"),
)
GATEWAYS = (Gateway("7276ff002e062e01", "amiens-metropole", "Beffroi", None, 49.8947, 2.2953, 62.0),)
DEVICES = (
    Device(CLASSROOM, 0, "amiens-metropole", "ecole-jules-verne", "Salle 12", Domain.BUILDING, tags={"étage": "1"}),
    Device(METER, 0, "baie-de-somme", "reservoir-nord", "Compteur", Domain.WATER),
    Device(STRANGER),
)


class World:
    """The ports, filled: a classroom sensor with a day of readings, a water meter, a stranger."""

    def __init__(self) -> None:
        self.registry = MemoryRegistry()
        self.registry.merge(Inventory(TENANTS, SITES, GATEWAYS, DEVICES))
        self.store = MemoryStore()
        self.quarantine = MemoryQuarantine()
        self.live = MemoryLiveFeed()
        self.metrics = Metrics()
        self.engine = AlarmWorld(wall_ms=to_ms(NOON))
        self.alarms = AlarmService(self.engine.engine, self.engine.store)
        self.checks: dict[str, Callable[[], str | None]] = {"store": lambda: None}
        self.seq = 0
        for minutes in range(0, 1440, 10):
            at = NOON - timedelta(days=1) + timedelta(minutes=minutes)
            self.store.write([self.record(CLASSROOM, at, {AIR_TEMPERATURE: 20.0, CO2: 400.0 + minutes})])
            self.store.write([self.record(METER, at, {WATER_VOLUME: float(minutes)})])
        self.store.write([self.record(CLASSROOM, NOON - timedelta(minutes=1), {AIR_TEMPERATURE: 999.0})])
        self.series(CLASSROOM, BATTERY_LEVEL)
        entry = QuarantineEntry(
            5, "chirpstack", "up", b"\x01\xff", to_ms(NOON), "too short", CLASSROOM, "amiens-metropole"
        )
        self.quarantine.put([entry, entry._replace(seq=6), entry._replace(seq=7)])

    def series(self, dev_eui: str, quantity: Quantity, channel: str = "main") -> Series:
        device = self.registry.device(dev_eui)
        assert device is not None
        return self.registry.series(device, quantity, channel)

    def record(self, dev_eui: str, at: datetime, values: dict[Quantity, float], live: bool = True) -> Record:
        device = self.registry.device(dev_eui)
        assert device is not None
        self.seq += 1
        points = tuple(Point(self.series(dev_eui, quantity), to_ms(at), value) for quantity, value in values.items())
        uplink = Uplink(dev_eui, at, 85, b"\x01", self.seq, receptions=(Reception("7276ff002e062e01", -97, 7.25),))
        return Record(self.seq, device, uplink, to_ms(at), to_ms(at), points, live=live)

    def app(self) -> FastAPI:
        services = Services(
            self.registry,
            self.store,
            self.quarantine,
            self.live,
            self.metrics,
            self.checks,
            "1.2.3",
            lambda: NOON,
            Security(everybody=DEMO),
            self.alarms,
            AlarmLoad(self.engine.store, lambda: to_ms(NOON), Metrics()),
        )
        return create_app(services)


@pytest.fixture
def world() -> World:
    return World()


def _ask(app: FastAPI, path: str, method: str = "GET", **options: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://samara") as client:
            return await client.request(method, path, **options)

    return asyncio.run(send())


def _asker(world: World) -> Callable[..., httpx.Response]:
    app = world.app()
    return lambda path, method="GET", **options: _ask(app, path, method, **options)


@pytest.fixture(scope="session")
def ask() -> Callable[..., httpx.Response]:
    """Ask a world that stays as it is one thing; options are httpx's."""
    return _asker(World())


@pytest.fixture
def own_ask(world: World) -> Callable[..., httpx.Response]:
    """Ask the world that the test has changed."""
    return _asker(world)


@dataclass
class Listener:
    """An ASGI client that reads a stream as it comes, which httpx's transport does not; it may stop reading."""

    app: FastAPI
    path: str
    query: str = ""
    received: bytes = b""
    status: int = 0
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    _grown: asyncio.Condition = field(default_factory=asyncio.Condition)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        self.reading.set()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "method": "GET",
            "path": self.path,
            "raw_path": self.path.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": self.query.encode(),
            "headers": [],
            "server": ("samara", 80),
            "client": ("127.0.0.1", 1),
        }
        self.task = asyncio.create_task(self.app(scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._gone.set()
        self.reading.set()
        await asyncio.wait_for(self.task, 5)

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self.reading.wait()
        async with self._grown:
            self.status = message.get("status", self.status)
            self.received += message.get("body", b"")
            self._grown.notify_all()

    async def until(self, *wanted: bytes, ending: bytes = b"") -> bytes:
        """What has been received, once all of `wanted` is in it and it has this ending."""
        async with self._grown, asyncio.timeout(5):
            await self._grown.wait_for(
                lambda: all(part in self.received for part in wanted) and self.received.endswith(ending)
            )
        return self.received


@pytest.fixture
def listen(world: World) -> Callable[..., Listener]:
    """Listen to a path of the world's application; within one event loop."""
    app = world.app()
    return lambda path="/v1/live", query="": Listener(app, path, query)


class EndlessStore(MemoryStore):
    """A store that never stops answering, and knows how far it was read and whether it was released."""

    def __init__(self, fail_after: int | None = None, error: Exception | None = None) -> None:
        super().__init__()
        self.read = 0
        self.released = False
        self.fail_after = fail_after
        self.error = error

    def samples(self, series: Series, span: Span) -> Iterator[Sample]:
        try:
            while self.read != self.fail_after:
                self.read += 1
                yield Sample(span.start_ms + self.read, 20.0)
            if self.error:
                raise self.error
        finally:
            self.released = True


@pytest.fixture
def endless() -> type[EndlessStore]:
    return EndlessStore
