"""The registry in SQL: every look-up in memory, every change on disk before it is used."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from sys import intern
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, bindparam, insert, select, update

from storage.sql import DEVICES, GATEWAYS, SERIES, SITES, STATE, TENANTS, Database
from telemetry.device import UNASSIGNED, Device, Domain, Gateway, Site, Tenant
from telemetry.errors import InventoryError, NotFoundError
from telemetry.memory import MemoryRegistry
from telemetry.ports import Inventory
from telemetry.quantity import CATALOGUE, Quantity
from telemetry.series import Series

_REVISION = select(STATE.c.revision)
_NEXT_REVISION = update(STATE).values(revision=STATE.c.revision + 1).returning(STATE.c.revision)


def _newer(table: Table, query: Select[Any]) -> Select[Any]:
    # Read in pieces, so that 100,000 devices are never in memory twice.
    return query.where(table.c.revision > bindparam("seen")).execution_options(yield_per=5000)


_TENANTS, _SITES, _GATEWAYS, _DEVICES = (_newer(table, select(table)) for table in (TENANTS, SITES, GATEWAYS, DEVICES))
_SERIES = _newer(SERIES, select(SERIES.c.id, DEVICES.c.dev_eui, SERIES.c.quantity, SERIES.c.channel).join(DEVICES))


class SqlRegistry(MemoryRegistry):
    """A registry on SQLite or PostgreSQL, for many threads and many processes.

    It is a `MemoryRegistry` that holds what the tables hold: read at `start()`, and again, as far as they
    have changed, by `refresh()`. All writers of a database take turns on the one row that counts revisions;
    whoever has it first reads what the others did, so memory knows what exists already.
    """

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database
        self._seen = 0
        self._lock = Lock()

    def start(self) -> None:
        """Create the tables that are missing, and read them all."""
        self._database.start()
        self.refresh()

    def refresh(self) -> None:
        with self._lock, self._database.read() as connection:
            self._read(connection, connection.execute(_REVISION).scalar_one())

    def merge(self, inventory: Inventory) -> None:
        with self._change() as (connection, revision):
            problems = self._dangling(inventory)
            if problems:
                raise InventoryError(problems)
            devices = [self._with_known_id(device) for device in inventory.devices]
            _write(connection, revision, TENANTS, inventory.tenants, self._tenants)
            _write(connection, revision, SITES, inventory.sites, self._sites)
            _write(connection, revision, GATEWAYS, inventory.gateways, self._gateways)
            _write(connection, revision, DEVICES, devices, self._devices)

    def _with_known_id(self, device: Device) -> Device:
        known = self._devices.get(device.dev_eui)
        return replace(device, id=known.id if known else 0)

    def _add_device(self, device: Device) -> Device:
        with self._change() as (connection, revision):
            if device.dev_eui not in self._devices:
                _write(connection, revision, DEVICES, [device], self._devices)
        return self._devices[device.dev_eui]

    def _add_series(self, device: Device, quantity: Quantity, channel: str) -> Series:
        with self._change() as (connection, revision):
            registered = self._devices.get(device.dev_eui)
            if registered is None:
                raise NotFoundError(f"device {device.dev_eui} is not in the registry; adopt or import it first")
            if (quantity, channel) not in self._series.get(device.dev_eui, {}):
                row = {"device": registered.id, "quantity": quantity.key, "channel": channel, "revision": revision}
                connection.execute(insert(SERIES).values(row))
        return self._series[device.dev_eui][quantity, channel]

    def close(self) -> None:
        """Close the database's connections; the look-ups go on."""
        self._database.close()

    @contextmanager
    def _change(self) -> Iterator[tuple[Connection, int]]:
        """A transaction beside which no other process writes, and the revision that its rows shall bear."""
        with self._lock:
            with self._database.write() as connection:
                revision = connection.execute(_NEXT_REVISION).scalar_one()
                self._read(connection, revision - 1)
                yield connection, revision
            # Only what is committed may be known; a transaction that failed leaves no trace here.
            with self._database.read() as connection:
                self._read(connection, revision)

    def _read(self, connection: Connection, revision: int) -> None:
        """Take in the rows written after the last revision seen; costs nothing when there are none."""
        if revision == self._seen:
            return
        seen = {"seen": self._seen}
        for row in connection.execute(_TENANTS, seen):
            self._tenants[row.slug] = Tenant(row.slug, row.name, row.kind)
        for row in connection.execute(_SITES, seen):
            self._sites[row.slug] = Site(
                row.slug, row.tenant, row.name, row.kind, row.commune, row.latitude, row.longitude
            )
        for row in connection.execute(_GATEWAYS, seen):
            self._gateways[row.gateway_id] = _gateway(row)
        for row in connection.execute(_DEVICES, seen):
            self._devices[row.dev_eui] = _device(row)
        for series_id, dev_eui, key, channel in connection.execute(_SERIES, seen):
            # A quantity of a newer Samara is none that this one could be asked for.
            if key in CATALOGUE and series_id not in self._by_id:
                device = self._devices[dev_eui]
                self._hold(Series(series_id, device.dev_eui, CATALOGUE[key], intern(channel)))
        self._seen = revision


def _gateway(row: Row[Any]) -> Gateway:
    return Gateway(
        row.gateway_id, row.tenant or UNASSIGNED, row.name, row.site, row.latitude, row.longitude, row.altitude
    )


def _device(row: Row[Any]) -> Device:
    # Texts that many devices share are kept in memory once.
    return Device(
        row.dev_eui,
        row.id,
        intern(row.tenant or UNASSIGNED),
        intern(row.site or UNASSIGNED),
        row.name,
        Domain(row.domain),
        intern(row.decoder),
        intern(row.profile),
        row.latitude,
        row.longitude,
        row.tags or _NO_TAGS,
    )


_NO_TAGS: dict[str, str] = {}


def _write(
    connection: Connection,
    revision: int,
    table: Table,
    things: Sequence[Tenant | Site | Gateway | Device],
    known: Mapping[str, object],
) -> None:
    """Insert or update one row for each thing that is not in the table as it is."""
    key = table.c[1].name  # after the id comes what people call the thing by
    wanted = {getattr(thing, key): thing for thing in things}
    changed = [_row(thing, revision) for name, thing in wanted.items() if known.get(name) != thing]
    fresh = [row for row in changed if row[key] not in known]
    if fresh:
        connection.execute(insert(table), fresh)
    stale = [{**row, "this": row.pop(key)} for row in changed if row[key] in known]
    if stale:
        connection.execute(update(table).where(table.c[key] == bindparam("this")), stale)


def _row(thing: Tenant | Site | Gateway | Device, revision: int) -> dict[str, Any]:
    row = {field.name: getattr(thing, field.name) for field in fields(thing) if field.name != "id"}
    row["revision"] = revision
    for reference in ("tenant", "site"):
        if row.get(reference) == UNASSIGNED:
            row[reference] = None
    return row
