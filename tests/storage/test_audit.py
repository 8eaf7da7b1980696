import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from audit_contract import AuditLogContract, event

from storage.audit import SqlAuditLog
from storage.sql import Database
from telemetry.audit import MemoryAuditLog, verify
from telemetry.errors import RejectedError
from telemetry.ports import AuditLog


class TestMemoryAuditLog(AuditLogContract):
    @pytest.fixture
    def audit(self) -> AuditLog:
        return MemoryAuditLog()


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[SqlAuditLog]:
    log = opened(tmp_path)
    yield log
    log.close()


def opened(folder: Path) -> SqlAuditLog:
    database = Database(f"sqlite:///{folder}/samara.db")
    database.start()
    return SqlAuditLog(database)


class TestSqliteAuditLog(AuditLogContract):
    @pytest.fixture
    def audit(self, audit: SqlAuditLog) -> AuditLog:
        return audit


TAMPERING = {
    "an actor": "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
    "a time": "UPDATE audit SET time_ms = time_ms - 1 WHERE seq = 2",
    "a detail": "UPDATE audit SET detail = '{\"f_port\": 1}' WHERE seq = 2",
    "a detail that is no JSON": "UPDATE audit SET detail = '{' WHERE seq = 2",
    "a hash": "UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 1) WHERE seq = 2",
    "an entry removed": "DELETE FROM audit WHERE seq = 2",
    "the first entry removed": "DELETE FROM audit WHERE seq = 1",
    "two entries exchanged": "UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq > 1;"
    " UPDATE audit SET seq = -seq WHERE seq < 0",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_found(audit: SqlAuditLog, tmp_path: Path, statement: str) -> None:
    for number in range(3):
        audit.append(event(number))
    with sqlite3.connect(tmp_path / "samara.db") as connection:
        connection.executescript(statement)
    connection.close()
    with pytest.raises(RejectedError, match="does not follow from the one before"):
        verify(audit.entries())


def test_writers_of_several_connections_take_turns(tmp_path: Path) -> None:
    logs = [opened(tmp_path) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(log.append, event(number)) for number in range(10) for log in logs]:
            future.result()
    last = verify(logs[0].entries())
    assert last is not None
    assert last.seq == 40
    for log in logs:
        log.close()
