"""Two authorities behind one API, the second of which may be left out: what the first sees must not depend on it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from alarm_world import World as AlarmWorld
from alarm_world import place
from fastapi import FastAPI

from alarms.load import AlarmLoad
from alarms.service import AlarmService
from api.app import create_app
from api.auth.security import Security
from api.services import Services
from ingest.push import PushIntake
from telemetry.access import Grant, OpenRule, Permission, Role
from telemetry.accounts import KEY_MARK, ApiKey, MemoryAccounts, Session, User, hashed
from telemetry.alarm import Alarm, Severity
from telemetry.audit import MemoryAuditLog
from telemetry.device import Device, Domain, Gateway, Site, Tenant
from telemetry.memory import MemoryJournal, MemoryLiveFeed, MemoryQuarantine, MemoryRegistry, MemoryStore
from telemetry.metrics import Metrics
from telemetry.ports import Inventory
from telemetry.push import MemoryPushes
from telemetry.quantity import AIR_TEMPERATURE, PM2_5, WATER_VOLUME, Quantity
from telemetry.record import Point, QuarantineEntry, Record
from telemetry.times import to_ms
from telemetry.uplink import Notice, Reception, Uplink

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
OURS, THEIRS = "amiens", "baie-secrete"
OUR_STATION, OUR_METER = "24e124136b500001", "24e124136b500002"
THEIR_STATION, STRANGER = "a81758fffe0f0001", "a81758fffe0f0002"
OUR_GATEWAY, THEIR_GATEWAY = "7276ff0000000001", "7276ff00000f0001"
OUR_SEQ, THEIR_SEQ, NOBODYS_SEQ = 5, 6, 7
SHOWN = f"{KEY_MARK}{'a' * 43}"
THEIR_VALUE = 424242.5
OURS_SCOPES = (Permission.READ, Permission.QUARANTINE, Permission.INGEST)

OUR_ALARM, THEIR_ALARM = (
    Alarm(place(f"{tenant}:{tenant}"), Severity.MAJOR, to_ms(NOON), to_ms(NOON)).id for tenant in (OURS, THEIRS)
)

OUR_INVENTORY = Inventory(
    (Tenant(OURS, "Amiens Métropole"),),
    (Site("beffroi", OURS, "Beffroi", "tour", "Amiens", 49.89, 2.29),),
    (Gateway(OUR_GATEWAY, OURS, "Antenne du beffroi", "beffroi"),),
    (
        Device(OUR_STATION, 0, OURS, "beffroi", "Station d'air", Domain.AIR, tags={"armoire": "12"}),
        Device(OUR_METER, 0, OURS, "beffroi", "Compteur", Domain.WATER),
    ),
)
THEIR_INVENTORY = Inventory(
    (Tenant(THEIRS, "Autorité secrète"),),
    (Site("site-secret", THEIRS, "Site secret", "secret", "Commune secrète", 50.1, 1.8),),
    (Gateway(THEIR_GATEWAY, THEIRS, "Antenne secrète", "site-secret"),),
    (
        Device(THEIR_STATION, 0, THEIRS, "site-secret", "Station secrète", Domain.AIR, tags={"secret": "secret"}),
        Device(STRANGER, name="Inconnu secret"),
    ),
)


class Shared:
    """One instance; `other` puts the second authority, and what belongs to nobody, beside the first."""

    def __init__(self, *, ours: bool = True, other: bool = True, rules: tuple[OpenRule, ...] = ()) -> None:
        self.registry, self.store, self.quarantine = MemoryRegistry(), MemoryStore(), MemoryQuarantine()
        self.live, self.audit, self.accounts = MemoryLiveFeed(), MemoryAuditLog(), MemoryAccounts()
        self.other = other
        # Receptions name the gateway of the others only where there are others.
        self.heard_by = THEIR_GATEWAY if other else ""
        if ours:
            self.registry.merge(OUR_INVENTORY)
            self._measure(OUR_STATION, {PM2_5: 12.5, AIR_TEMPERATURE: 8.5})
            self._measure(OUR_METER, {WATER_VOLUME: 17.0})
            self._quarantine(OUR_SEQ, OUR_STATION, OURS)
        if other:
            self.registry.merge(THEIR_INVENTORY)
            for dev_eui in (THEIR_STATION, STRANGER):
                self._measure(dev_eui, {PM2_5: THEIR_VALUE, AIR_TEMPERATURE: THEIR_VALUE})
            self._quarantine(THEIR_SEQ, THEIR_STATION, THEIRS)
            self._quarantine(NOBODYS_SEQ, "", "")
        self.alarms = AlarmWorld(wall_ms=to_ms(NOON))
        for present, tenant in ((ours, OURS), (other, THEIRS)):
            if present:
                self.alarms.say(f"{tenant}:{tenant}", 35)
        self.accounts.put_rules(rules, opened=True)
        self.key(SHOWN, OURS, OURS_SCOPES)
        self.app = self._app()

    def _app(self) -> FastAPI:
        self.security = Security(self.accounts, self.audit, anonymous_per_second=1e6)
        service = AlarmService(self.alarms.engine, self.alarms.store)
        parts = self.registry, self.store, self.quarantine, self.live, Metrics()
        load = AlarmLoad(self.alarms.store, lambda: to_ms(NOON), Metrics())
        self.journal = MemoryJournal()
        intake = PushIntake(self.registry, self.journal, MemoryPushes(), lambda: NOON)
        return create_app(Services(*parts, {}, "1.2.3", lambda: NOON, self.security, service, load, intake))

    def key(self, secret: str, tenant: str | None, scopes: Any, **limits: Any) -> ApiKey:
        """Give out a key with this secret."""
        limits = {"per_second": 1e6, "per_day": 10**9} | limits
        name = f"{tenant}-{'-'.join(scopes)}"
        key = ApiKey(hashed(secret)[:12], name, secret[:13], hashed(secret), tenant, frozenset(scopes), 0, **limits)
        self.accounts.put_keys(key)
        return key

    def session(self, *grants: Grant, name: str = "odile") -> str:
        """Let somebody with these roles in; returns the token of the cookie."""
        self.accounts.put_user(User(name, "", grants))
        self.accounts.put_session(Session(hashed(f"token-of-{name}"), name, 0, to_ms(NOON) + 1000))
        return f"token-of-{name}"

    def record(self, dev_eui: str, values: dict[Quantity, float], at: datetime = NOON, seq: int = 1) -> Record:
        device = self.registry.device(dev_eui)
        assert device is not None
        time_ms = to_ms(at)
        points = tuple(
            Point(self.registry.series(device, quantity, "main"), time_ms, value) for quantity, value in values.items()
        )
        uplink = Uplink(dev_eui, at, 85, b"\x01", seq, receptions=(Reception(self.heard_by, -97, 7.25),))
        return Record(seq, device, uplink, time_ms, time_ms, points)

    def _measure(self, dev_eui: str, values: dict[Quantity, float]) -> None:
        for minutes in range(1, 60):
            self.store.write([self.record(dev_eui, values, NOON - timedelta(minutes=minutes))])

    def _quarantine(self, seq: int, dev_eui: str, tenant: str) -> None:
        said = "too short" if tenant == OURS else "secret reason"
        self.quarantine.put([QuarantineEntry(seq, "chirpstack", "up", b"\x01", to_ms(NOON), said, dev_eui, tenant)])

    def happen(self) -> None:
        """Uplinks, readings and a notice of everybody, the first authority's last."""
        for dev_eui in (THEIR_STATION, STRANGER) if self.other else ():
            record = self.record(dev_eui, {PM2_5: THEIR_VALUE}, NOON, 900)
            self.live.publish([record, record._replace(event=Notice(dev_eui, NOON, "join", {"secret": 1}), points=())])
        self.live.publish([self.record(OUR_STATION, {PM2_5: 13.5, AIR_TEMPERATURE: 9.5}, NOON, 901)])

    def ask(self, path: str, method: str = "GET", **options: Any) -> httpx.Response:
        """Ask one thing without sockets; options are httpx's."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://samara") as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())

    def watch(self, path: str, headers: dict[str, str], until: bytes) -> bytes:
        """What a stream says when `happen`, until it has said something; or for a second, if it never does."""
        return asyncio.run(_watch(self.app, path, headers, self.happen, until))


async def _watch(app: FastAPI, path: str, headers: dict[str, str], happen: Callable[[], None], until: bytes) -> bytes:
    said, gone, begun, done = bytearray(), asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def send(message: Any) -> None:
        said.extend(message.get("body", b""))
        begun.set()
        if until in said:
            done.set()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    place = {"path": path.partition("?")[0], "query_string": path.partition("?")[2].encode()}
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "method": "GET", "scheme": "http"}
    more = {"raw_path": b"", "root_path": "", "headers": pairs, "server": ("samara", 80), "client": ("127.0.0.1", 1)}
    task = asyncio.create_task(app({**scope, **place, **more}, receive, send))
    await asyncio.wait_for(begun.wait(), 5)
    await asyncio.sleep(0.1)
    happen()
    with suppress(TimeoutError):
        await asyncio.wait_for(done.wait(), 1)
    gone.set()
    await asyncio.wait_for(task, 5)
    return bytes(said)


def bearer(secret: str = SHOWN) -> dict[str, str]:
    """The header that shows a key."""
    return {"authorization": f"Bearer {secret}"}


PLATFORM = Grant(Role.PLATFORM_ADMIN)
