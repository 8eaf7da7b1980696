"""The contract of the audit log, on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from audit_contract import AuditLogContract, event

from storage.audit import SqlAuditLog
from storage.sql import Database
from telemetry.audit import verify
from telemetry.ports import AuditLog


def opened(url: str) -> SqlAuditLog:
    database = Database(url)
    database.start()
    return SqlAuditLog(database)


class TestPostgresqlAuditLog(AuditLogContract):
    @pytest.fixture
    def audit(self, postgresql_url: str) -> Iterator[AuditLog]:
        log = opened(postgresql_url)
        yield log
        log.close()


def test_writers_of_several_connections_take_turns(postgresql_url: str) -> None:
    logs = [opened(postgresql_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(log.append, event(number)) for number in range(10) for log in logs]:
            future.result()
    last = verify(logs[0].entries())
    for log in logs:
        log.close()
    assert last is not None
    assert last.seq == 40
