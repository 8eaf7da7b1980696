"""The contract of the audit log, on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from audit_contract import AuditLogContract, event
from servers import PostgreSQL

from storage.audit import SqlAuditLog
from storage.sql import Database
from telemetry.audit import verify
from telemetry.ports import AuditLog


@pytest.fixture
def url(postgresql: PostgreSQL) -> Iterator[str]:
    """A schema of its own for each test."""
    schema = f"test_{uuid4().hex}"
    with psycopg.connect(postgresql.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        yield f"{postgresql.url}?options=-csearch_path%3D{schema}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


def opened(url: str) -> SqlAuditLog:
    database = Database(url)
    database.start()
    return SqlAuditLog(database)


class TestPostgresqlAuditLog(AuditLogContract):
    @pytest.fixture
    def audit(self, url: str) -> Iterator[AuditLog]:
        log = opened(url)
        yield log
        log.close()


def test_writers_of_several_connections_take_turns(url: str) -> None:
    logs = [opened(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(log.append, event(number)) for number in range(10) for log in logs]:
            future.result()
    last = verify(logs[0].entries())
    for log in logs:
        log.close()
    assert last is not None
    assert last.seq == 40
