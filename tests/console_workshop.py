"""The console's pages of work in front of the memory twins, in a process of its own: NiceGUI has one page a process.

`python console_workshop.py PORT FOLDER`; who comes with the cookie `as=viewer` or `as=amiens` is that, others are all.
"""

import json
import sys
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import uvicorn
from console_world import CLASSROOM, METER, STRANGER, World
from fastapi import FastAPI, Request

from alarms.rules.reader import shipped
from api.auth.passwords import hash_password
from dashboards.console import ConsoleServices, mount
from dashboards.console.workshop import Files, Lag, Workshop
from decoders.registry import builtin
from ingest.pipeline import Pipeline
from ingest.sources.contract import Sources
from samara.bench import JournalBench
from telemetry.access import DEMO, Grant, Kind, Principal, Role, rights_of
from telemetry.accounts import MemoryAccounts, User
from telemetry.audit import MemoryAuditLog
from telemetry.device import Gateway
from telemetry.memory import MemoryJournal
from telemetry.memory_outbox import MemoryOutbox
from telemetry.ports import Inventory
from telemetry.record import RawMessage
from telemetry.times import to_ms

GATEWAY = "0016c001f1500001"
EM300 = bytes.fromhex("01755c03673401046865")
AM307 = bytes.fromhex("0367ee00046852")
"""Temperature 23.8 and humidity 41: the beginning of the maker's example."""

PRINCIPALS = {
    "viewer": Principal("vera", Kind.SESSION, rights_of([Grant(Role.VIEWER, "amiens")])),
    "amiens": Principal("ada", Kind.SESSION, rights_of([Grant(Role.ADMIN, "amiens")])),
}


class Visitor:
    """Who the cookie says."""

    address = "192.0.2.7"

    def __init__(self, request: Request) -> None:
        self.principal = PRINCIPALS.get(request.cookies.get("as", ""), DEMO)

    async def still(self) -> Principal:
        return self.principal


def uplink(world: World, dev_eui: str, payload: bytes, f_cnt: int, profile: str, minutes: int) -> RawMessage:
    """What ChirpStack publishes of an uplink that one gateway heard so many minutes ago."""
    time = world.now - timedelta(minutes=minutes)
    info = {"devEui": dev_eui, "deviceProfileName": profile, "applicationId": "1", "deviceName": ""}
    heard = [{"gatewayId": GATEWAY, "rssi": -97, "snr": 5.5}]
    data = b64encode(payload).decode()
    body = {"deviceInfo": info, "time": time.isoformat(), "fPort": 85, "fCnt": f_cnt, "data": data, "rxInfo": heard}
    topic = f"application/1/device/{dev_eui}/event/up"
    return RawMessage("chirpstack", topic, json.dumps(body).encode(), to_ms(time))


def workshop(world: World, folder: Path) -> Workshop:
    """The ports of the pages: real journal messages through the real pipeline, accounts and files of one's own."""
    world.fill()
    world.registry.merge(Inventory(gateways=(Gateway(GATEWAY, "amiens", "Beffroi", "ecole"),)))
    journal, accounts = MemoryJournal(), MemoryAccounts()
    journal.append([uplink(world, CLASSROOM, AM307, 10 + number, "", 60 - number) for number in range(5)])
    journal.append([uplink(world, STRANGER, EM300, number, "unheard of", 30 - number) for number in range(3)])
    journal.append([uplink(world, METER, EM300, 1, "", 5), RawMessage("chirpstack", "x/up", b"\xff<b>", world.now_ms)])
    pipeline = Pipeline(Sources.named(["chirpstack"]), world.registry, builtin())
    for outcome in pipeline.process(journal.read(0, 100), None):
        world.quarantine.put([outcome.refused] if outcome.refused else [])
        world.store.write(outcome.records)
    accounts.put_user(User("odile", hash_password("a good long one"), (Grant(Role.OPERATOR, "amiens"),)))
    accounts.put_user(User("benoit", "", (Grant(Role.VIEWER, "baie"),), subject="https://sso.example benoit"))
    files = Files(tuple(shipped()), None, (), folder / "maintenance", folder / "proposals")
    return Workshop(
        builtin(),
        JournalBench(journal, pipeline, builtin(), world.store, world.quarantine),
        accounts,
        MemoryAuditLog(),
        MemoryOutbox(),
        hash_password,
        files,
        {"broker": lambda: None, "store": lambda: "the disk is full (12 messages behind)"},
        lambda: [Lag("store", 12, "the disk is full"), Lag("live", 0)],
        {"samara": "0", "Python": sys.version.split()[0]},
    )


def main(port: int, folder: Path) -> None:
    """Serve until the process is ended."""
    world = World()
    world.metrics.add("samara_uplinks_total", 12, source="chirpstack")
    services = world.services
    shop = workshop(world, folder)
    held = {name: getattr(services, name) for name in ("registry", "store", "live", "quarantine", "metrics")}
    application = FastAPI()
    mount(application, ConsoleServices(**held, workshop=shop, audit=shop.audit), Visitor)
    uvicorn.run(application, port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
