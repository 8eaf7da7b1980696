"""Opens the parts that the settings name; commands and services get them from here and from nowhere else."""

from pathlib import Path

from decoders.codec_js.decoder import CodecDecoder
from decoders.codec_js.library import CodecLibrary
from decoders.codec_js.worker import CodecWorker
from decoders.registry import Decoders, builtin
from samara.retention import Retention
from storage.checkpoints import SqliteCheckpoints
from storage.influx.endpoint import InfluxEndpoint
from storage.influx.store import InfluxStore
from storage.inventory.members import load_members
from storage.journal import SqliteJournal
from storage.quarantine import SqlQuarantine
from storage.registry import SqlRegistry
from storage.sql import Database
from storage.sqlite.store import SqliteStore
from telemetry.ports import Registry
from telemetry.settings import InfluxSettings, Settings

Store = SqliteStore | InfluxStore
"""Both keep the checkpoint of the store's consumer beside its data, so that it is never ahead of them."""


def open_journal(settings: Settings) -> SqliteJournal:
    """The journal in the data folder."""
    return SqliteJournal(_folder(settings) / "journal.db")


def open_checkpoints(settings: Settings) -> SqliteCheckpoints:
    """The checkpoints of consumers that keep none themselves."""
    return SqliteCheckpoints(_folder(settings) / "checkpoints.db")


def open_database(settings: Settings) -> Database:
    """The SQL database of registry and quarantine: `registry.url`, or SQLite in the data folder."""
    url = settings.registry.url.get_secret_value()
    return Database(url or f"sqlite:///{_folder(settings) / 'registry.db'}")


def open_registry(settings: Settings) -> SqlRegistry:
    """The registry, read into memory; a new one has the member authorities as its tenants."""
    registry = SqlRegistry(open_database(settings))
    registry.start()
    load_members(registry)
    return registry


def open_quarantine(settings: Settings) -> SqlQuarantine:
    """The quarantine, in the registry's database."""
    database = open_database(settings)
    database.start()
    return SqlQuarantine(database)


def open_decoders(settings: Settings) -> Decoders:
    """The native decoders, and before them the vendors' codecs that `samara codec add` has installed."""
    installed = list(CodecLibrary(settings.data_dir / "codecs").codecs())
    if not installed:
        return builtin()
    # The worker's child process starts with the first uplink of a codec, and ends with this process.
    codecs = CodecDecoder(installed, CodecWorker())
    return Decoders([*codecs.decoders(builtin()), *builtin()])


def open_store(settings: Settings, registry: Registry) -> Store:
    """The store of readings that `store.backend` names."""
    if settings.store.backend == "influx":
        return InfluxStore(influx_endpoint(settings.influx), registry, _folder(settings) / "influx-state.db")
    return SqliteStore(_folder(settings) / "readings.db")


def influx_endpoint(settings: InfluxSettings) -> InfluxEndpoint:
    """Where InfluxDB is, with its secrets."""
    return InfluxEndpoint(
        url=settings.url,
        version=settings.version,
        database=settings.database,
        org=settings.org,
        token=settings.token.get_secret_value(),
        username=settings.username,
        password=settings.password.get_secret_value(),
        retention_days=settings.retention_days,
    )


def retention(settings: Settings) -> Retention:
    """Who keeps raw readings how long."""
    return Retention(settings.store.keep_days, settings.store.retention)


def _folder(settings: Settings) -> Path:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings.data_dir
