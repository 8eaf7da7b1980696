"""The contracts of the registry and the quarantine, on PostgreSQL."""

import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from quarantine_contract import QuarantineContract, entry
from registry_contract import WHOLE, SqlRegistryContract, opened
from servers import PostgreSQL, free_port

from storage.quarantine import SqlQuarantine
from storage.sql import Database
from telemetry.errors import UnavailableError
from telemetry.ports import DeviceFilter, Quarantine


@pytest.fixture
def url(postgresql: PostgreSQL) -> Iterator[str]:
    """A schema of its own for each test."""
    schema = f"test_{uuid4().hex}"
    with psycopg.connect(postgresql.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        yield f"{postgresql.url}?options=-csearch_path%3D{schema}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


class TestPostgresqlRegistry(SqlRegistryContract):
    @pytest.fixture
    def url(self, url: str) -> str:
        return url


@pytest.fixture
def quarantine(url: str) -> Iterator[Quarantine]:
    database = Database(url)
    database.start()
    quarantine = SqlQuarantine(database)
    yield quarantine
    quarantine.close()


class TestPostgresqlQuarantine(QuarantineContract):
    @pytest.fixture
    def quarantine(self, quarantine: Quarantine) -> Quarantine:
        return quarantine


def test_nul_and_half_surrogates_reach_postgresql_made_harmless(quarantine: Quarantine) -> None:
    quarantine.put([entry(1, reason="a\0b\ud800")])
    assert quarantine.get(1).reason == "a\N{REPLACEMENT CHARACTER}b?"


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with (
        pytest.raises(UnavailableError, match="connection failed"),
        opened(f"postgresql://samara@127.0.0.1:{free_port()}/postgres"),
    ):
        pass


@pytest.fixture
def own_postgresql(tmp_path: Path) -> Iterator[PostgreSQL]:
    """A server that the test may stop and restart."""
    folder = tmp_path / "postgresql"
    folder.mkdir()
    server = PostgreSQL(folder)
    server.start()
    yield server
    server.stop()


def test_a_restarted_server_is_found_again(own_postgresql: PostgreSQL) -> None:
    with opened(own_postgresql.url) as registry:
        own_postgresql.stop(signal.SIGINT)
        with pytest.raises(UnavailableError):
            registry.merge(WHOLE)
        own_postgresql.start()
        registry.merge(WHOLE)
        assert registry.count_devices(DeviceFilter()) == len(WHOLE.devices)
