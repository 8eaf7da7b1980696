"""Opens the parts that the settings name; commands and services get them from here and from nowhere else."""

from datetime import timedelta
from pathlib import Path

from alarms.topology.files import example, read_topology
from alarms.topology.graph import Topology
from api.auth.security import OidcOptions, Security
from indicators.service import IndicatorService
from ingest.http import HttpKey
from ingest.sources import json_map, push
from ingest.sources.contract import Sources
from ingest.sources.mapping_file import read_mappings
from samara.retention import Retention
from samara.server import is_loopback
from storage.accounts import SqlAccounts
from storage.alarms import SqlAlarms
from storage.audit import SqlAuditLog
from storage.checkpoints import SqliteCheckpoints
from storage.influx.endpoint import InfluxEndpoint
from storage.influx.reporter import Reporter
from storage.influx.store import InfluxStore
from storage.inventory.members import load_members
from storage.journal import SqliteJournal
from storage.push_subscriptions import SqlPushSubscriptions
from storage.pushes import SqlPushes
from storage.quarantine import SqlQuarantine
from storage.registry import SqlRegistry
from storage.sql import Database
from storage.sqlite.store import SqliteStore
from telemetry.access import ANONYMOUS, DEMO, Grant
from telemetry.metrics import Metrics
from telemetry.ports import Accounts, AuditLog, Registry
from telemetry.settings import InfluxSettings, OidcSettings, Settings, WebhookSettings

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


def started_database(settings: Settings) -> Database:
    """The same, connected, with its tables."""
    database = open_database(settings)
    database.start()
    return database


def open_registry(settings: Settings) -> SqlRegistry:
    """The registry, read into memory; a new one has the member authorities as its tenants."""
    registry = SqlRegistry(open_database(settings))
    registry.start()
    load_members(registry)
    return registry


def open_quarantine(settings: Settings) -> SqlQuarantine:
    """The quarantine, in the registry's database."""
    return SqlQuarantine(started_database(settings))


def open_alarms(settings: Settings) -> SqlAlarms:
    """Alarms, their history and the outbox, in the registry's database."""
    return SqlAlarms(started_database(settings))


def open_audit(settings: Settings) -> SqlAuditLog:
    """The audit log, in the registry's database."""
    return SqlAuditLog(started_database(settings))


def open_accounts(settings: Settings) -> SqlAccounts:
    """People, keys, sessions and openness, in the registry's database."""
    return SqlAccounts(started_database(settings))


def open_pushes(settings: Settings) -> SqlPushes:
    """What was pushed under idempotency keys, in the registry's database."""
    return SqlPushes(started_database(settings))


def open_push_subscriptions(settings: Settings) -> SqlPushSubscriptions:
    """Browsers that are told by Web Push, in the registry's database."""
    return SqlPushSubscriptions(started_database(settings))


def security(
    settings: Settings, accounts: Accounts, audit: AuditLog, *staff_paths: str, open_paths: tuple[str, ...] = ()
) -> Security:
    """How callers are known: as the settings say, and in the demo, which only loopback reaches, not at all."""
    auth, loopback = settings.auth, is_loopback(settings.api.host)
    return Security(
        accounts,
        audit,
        everybody=DEMO if loopback and not auth.enabled else ANONYMOUS,
        secure=not loopback or auth.public_url.startswith("https://"),
        public_url=auth.public_url,
        trusted_proxies=auth.trusted_proxies,
        anonymous_per_second=auth.anonymous_per_second,
        session_ms=auth.session_hours * 3_600_000,
        staff_paths=staff_paths,
        open_paths=open_paths,
        language=settings.language,
        oidc=_oidc(settings.oidc) if settings.oidc.issuer else None,
    )


def _oidc(settings: OidcSettings) -> OidcOptions:
    return OidcOptions(
        issuer=settings.issuer,
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
        scopes=settings.scopes,
        name_claim=settings.name_claim,
        role_claim=settings.role_claim,
        roles=tuple((one.value, Grant(one.role, one.tenant)) for one in settings.roles),
    )


def open_topology(settings: Settings) -> Topology:
    """The topology of `alarms.topology`, or the one that ships as the example."""
    return read_topology(settings.alarms.topology) if settings.alarms.topology else example()


def windows_folder(settings: Settings) -> Path:
    """Where announced work is kept, a file for each window."""
    return _folder(settings) / "maintenance"


def open_sources(settings: Settings) -> Sources:
    """The sources that the settings name, with the mappings of `ingest.mappings`."""
    folder = settings.ingest.mappings
    names = (*settings.ingest.sources, push.NAME)
    return Sources.named(dict.fromkeys(names), [json_map.source(read_mappings(folder))] if folder else ())


def http_keys(settings: WebhookSettings) -> dict[str, HttpKey]:
    """What each network server must show when it posts."""
    keys = {source: HttpKey(key.get_secret_value()) for source, key in settings.keys.items()}
    as_key = settings.thingpark_as_key.get_secret_value()
    if as_key:
        keys["thingpark"] = HttpKey(keys["thingpark"].key if "thingpark" in keys else "", as_key)
    return keys


def open_store(settings: Settings, registry: Registry) -> Store:
    """The store of readings that `store.backend` names."""
    if settings.store.backend == "influx":
        return InfluxStore(influx_endpoint(settings.influx), registry, _folder(settings) / "influx-state.db")
    return SqliteStore(_folder(settings) / "readings.db")


def open_reporter(settings: Settings, registry: Registry, metrics: Metrics) -> Reporter | None:
    """What keeps health and directory in InfluxDB, where readings are there too."""
    if settings.store.backend != "influx":
        return None
    return Reporter(influx_endpoint(settings.influx), registry, metrics, settings.mqtt.client_id)


def open_indicators(settings: Settings, registry: Registry, store: Store) -> IndicatorService:
    """What computes indicators, on these ports."""
    return IndicatorService(registry, store, timedelta(days=settings.indicators.recompute_days))


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
