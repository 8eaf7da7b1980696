"""The SQL database that holds the registry and the quarantine: its tables, its transactions, its errors.

SQLite by default, PostgreSQL by URL; nothing above this file knows which.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    JSON,
    URL,
    BigInteger,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from telemetry.errors import ConfigError, RejectedError, UnavailableError

SCHEMA_VERSION = 1
_SCHEMA_LOCK = 0x53414D
"""Any number of our own: it keeps two processes from creating the tables of PostgreSQL at once."""

METADATA = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _revision() -> Column[int]:
    return Column("revision", Integer, nullable=False, index=True)


def _tenant(nullable: bool) -> Column[str]:
    # Null stands for "unassigned", which is no tenant that a list should show.
    return Column("tenant", ForeignKey("tenants.slug"), nullable=nullable)


STATE = Table(
    "samara_state",
    METADATA,
    Column("version", Integer, nullable=False),
    # Grows by one with each change of the registry; every row bears the revision that wrote it last.
    Column("revision", Integer, nullable=False),
)
TENANTS = Table(
    "tenants",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    _text("name"),
    _text("kind"),
    _revision(),
)
SITES = Table(
    "sites",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    _tenant(nullable=False),
    _text("name"),
    _text("kind"),
    _text("commune"),
    Column("latitude", Float),
    Column("longitude", Float),
    _revision(),
)
GATEWAYS = Table(
    "gateways",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("gateway_id", Text, nullable=False, unique=True),
    _tenant(nullable=True),
    _text("name"),
    Column("site", ForeignKey("sites.slug")),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("altitude", Float),
    _revision(),
)
DEVICES = Table(
    "devices",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("dev_eui", Text, nullable=False, unique=True),
    _tenant(nullable=True),
    Column("site", ForeignKey("sites.slug")),
    _text("name"),
    _text("domain"),
    _text("decoder"),
    _text("profile"),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("tags", JSON, nullable=False),
    _revision(),
    sqlite_autoincrement=True,  # an id is never used twice, even after a deletion by hand
)
SERIES = Table(
    "series",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("device", ForeignKey("devices.id"), nullable=False),
    _text("quantity"),
    _text("channel"),
    _revision(),
    UniqueConstraint("device", "quantity", "channel"),
    sqlite_autoincrement=True,
)
QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _text("source"),
    _text("topic"),
    Column("payload", LargeBinary, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    _text("reason"),
    _text("dev_eui"),
    _text("tenant"),
    _text("decoder"),
    Index("quarantine_by_device", "dev_eui", "seq"),
    Index("quarantine_by_tenant", "tenant", "seq"),
)


class Database:
    """Transactions on one database, by SQLAlchemy URL; shared by all that keep something in it.

    Raises `ConfigError` for a URL that it cannot serve. Afterwards only `UnavailableError` (try again) and
    `RejectedError` (do not) come out of its transactions.
    """

    def __init__(self, url: str) -> None:
        self._url = _checked(url)
        if self._url.get_backend_name() == "sqlite":
            self._engine = create_engine(self._url)
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
            self._reader = self._engine
        else:
            self._engine = create_engine(self._url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
            # All queries of a reader must see the same moment, as they do on SQLite.
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._writer = self._engine.execution_options(samara_writes=True)

    def __str__(self) -> str:
        return self._url.render_as_string(hide_password=True)

    def start(self) -> None:
        """Connect and create what tables are missing; refuse a database that a newer Samara has changed."""
        if self._engine.dialect.name == "sqlite":
            self._make_folder()
        with self.write() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
            STATE.create(connection, checkfirst=True)
            version = connection.scalar(select(STATE.c.version))
            if version is None:
                connection.execute(insert(STATE).values(version=SCHEMA_VERSION, revision=0))
            elif version > SCHEMA_VERSION:
                raise ConfigError(
                    f"{self} has schema {version}, and this Samara knows {SCHEMA_VERSION}: "
                    "install the newer Samara again, or restore the backup made before it"
                )
            METADATA.create_all(connection)

    def _make_folder(self) -> None:
        folder = Path(self._url.database or "").parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"{folder} cannot be made ({error.strerror}); give a folder that can be written"
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads one moment; writers do not delay it."""
        with self._translated(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end, or rolls back on any error; on commit the data is on disk."""
        with self._translated(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            cause = getattr(error, "orig", None) or error
            raise UnavailableError(f"{self}: {_one_line(cause)}; check that it is there and may be written") from error
        except DBAPIError as error:
            raise RejectedError(f"{self}: {_one_line(error.orig or error)}") from error


def _checked(url: str) -> URL:
    forms = "write sqlite:///folder/samara.db or postgresql://user@host/database"
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"registry.url is no database URL; {forms}") from error
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise ConfigError(f"registry.url: Samara does not run on {backend}; {forms}")
    if parsed.database in (None, "", ":memory:"):
        raise ConfigError(f"registry.url: a database in memory would forget its ids; {forms}")
    return parsed.set(drivername="sqlite+pysqlite")


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Transactions are begun by `_begin_sqlite`, not by the driver at the first write.
    connection.isolation_level = None
    cursor = connection.cursor()
    # A full sync at each commit: an id that a power cut takes back would be given to another series.
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: one that began as a reader could not wait for another writer.
    writes = connection.get_execution_options().get("samara_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
