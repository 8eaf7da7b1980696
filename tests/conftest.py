"""Fixtures for all: sockets are closed to unit tests, and real servers open for integration tests."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import pytest_socket

for helper in (
    "reading_store_contract",
    "registry_contract",
    "quarantine_contract",
    "accounts_contract",
    "alarm_store_contract",
    "servers",
):
    pytest.register_assert_rewrite(helper)

from servers import InfluxDB, Mosquitto, PostgreSQL, Server  # noqa: E402 - its asserts are to be rewritten too


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Unit tests open no socket; those under `integration` and `e2e` use loopback."""
    if {"integration", "e2e"} & set(item.path.parts):
        pytest_socket.enable_socket()
    else:
        pytest_socket.disable_socket(allow_unix_socket=True)


def _run(server: Server) -> Iterator[Server]:
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One Mosquitto for the session; use topics and client ids of your own."""
    yield from _run(Mosquitto(tmp_path_factory.mktemp("mosquitto")))


@pytest.fixture
def own_mosquitto(tmp_path: Path) -> Iterator[Server]:
    """A Mosquitto that the test may stop and restart."""
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    yield from _run(Mosquitto(folder))


@pytest.fixture(scope="session")
def influxdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One InfluxDB for the session; use a database of your own."""
    yield from _run(InfluxDB(tmp_path_factory.mktemp("influxdb")))


@pytest.fixture
def own_influxdb(tmp_path: Path) -> Iterator[Server]:
    """An InfluxDB that the test may stop and restart."""
    folder = tmp_path / "influxdb"
    folder.mkdir()
    yield from _run(InfluxDB(folder))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One PostgreSQL for the session; use a schema or tables of your own."""
    yield from _run(PostgreSQL(tmp_path_factory.mktemp("postgresql")))


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """The address of a schema of its own for each test."""
    schema = f"test_{uuid4().hex}"
    with psycopg.connect(postgresql.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        yield f"{postgresql.url}?options=-csearch_path%3D{schema}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE")
