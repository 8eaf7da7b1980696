"""The API of a benchmark: one worker of the production server, on a store and a registry of its own.

`python -m benchmarks.api_worker FOLDER PORT` fills the store, and serves until it is told to end.
"""

import sqlite3
import sys
from pathlib import Path

from api.app import create_app
from api.auth.security import Security
from api.services import Services
from benchmarks.cores import INGEST, pin
from samara.collector import tune_collector
from samara.server import serve
from storage.sqlite.store import SqliteStore
from telemetry import quantity as q
from telemetry.access import Permission
from telemetry.accounts import KEY_MARK, ApiKey, MemoryAccounts, hashed
from telemetry.device import Device, Domain, Site, Tenant
from telemetry.memory import MemoryLiveFeed, MemoryQuarantine, MemoryRegistry
from telemetry.metrics import Metrics
from telemetry.ports import Inventory
from telemetry.times import from_ms

TENANT, SECRET = "amiens-metropole", f"{KEY_MARK}{'a' * 43}"
DEVICES, READINGS = 2_000, 1_000
QUANTITIES = (q.AIR_TEMPERATURE, q.RELATIVE_HUMIDITY, q.CO2, q.ATMOSPHERIC_PRESSURE, q.BATTERY_VOLTAGE)
END_MS, STEP_MS = 1_795_262_400_000, 600_000
START_MS = END_MS - READINGS * STEP_MS

_FILL = """
INSERT INTO readings
WITH RECURSIVE series (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM series WHERE id < :series),
    steps (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM steps WHERE n < :readings - 1)
SELECT id, :start_ms + n * :step_ms, round(20 + (id * 31 + n * 7) % 977 / 100.0, 2) FROM series CROSS JOIN steps;
"""
_LATEST = "INSERT INTO latest SELECT series_id, time_ms, value FROM readings WHERE time_ms = :last_ms"


def registry() -> MemoryRegistry:
    """One authority with all devices, five series each."""
    held = MemoryRegistry()
    devices = tuple(
        Device(f"24e124{number:010x}", 0, TENANT, "beffroi", f"Sonde {number}", Domain.BUILDING)
        for number in range(DEVICES)
    )
    held.merge(Inventory((Tenant(TENANT, "Amiens Métropole"),), (Site("beffroi", TENANT, "Beffroi"),), (), devices))
    for device in devices:
        for quantity in QUANTITIES:
            held.series(device, quantity, "main")
    return held


def fill(path: Path) -> None:
    """Ten million readings, written where the store keeps them."""
    SqliteStore(path).close()
    values = {"series": DEVICES * len(QUANTITIES), "readings": READINGS, "start_ms": START_MS, "step_ms": STEP_MS}
    with sqlite3.connect(path) as connection:
        connection.execute(_FILL, values)
        connection.execute(_LATEST, {"last_ms": END_MS - STEP_MS})


def main() -> None:
    """Fill, then serve."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    if not (folder / "readings.db").exists():
        fill(folder / "readings.db")
    pin(INGEST)
    accounts = MemoryAccounts()
    scopes = frozenset({Permission.READ})
    accounts.put_keys(ApiKey("bench", "bench", SECRET[:13], hashed(SECRET), TENANT, scopes, 0, 0, 1e9, 10**12))
    parts = registry(), SqliteStore(folder / "readings.db"), MemoryQuarantine(), MemoryLiveFeed(), Metrics()
    services = Services(*parts, {}, "0", lambda: from_ms(END_MS), Security(accounts, anonymous_per_second=1e9))
    application = create_app(services)
    tune_collector()
    serve(application, "127.0.0.1", port)


if __name__ == "__main__":
    main()
