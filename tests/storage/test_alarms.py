from collections.abc import Iterator
from pathlib import Path

import pytest
from alarm_store_contract import AlarmsAndOutbox, AlarmStoreContract, alarm, changes, raised

from storage.alarms import SqlAlarms
from storage.sql import Database
from telemetry.memory_alarms import MemoryAlarmStore


class TestMemoryAlarmStore(AlarmStoreContract):
    @pytest.fixture
    def store(self) -> AlarmsAndOutbox:
        return MemoryAlarmStore()


def opened(folder: Path) -> SqlAlarms:
    database = Database(f"sqlite:///{folder}/samara.db")
    database.start()
    return SqlAlarms(database)


class TestSqliteAlarms(AlarmStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[AlarmsAndOutbox]:
        store = opened(tmp_path)
        yield store
        store.close()


def test_another_process_finds_what_was_committed(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    first.commit(changes(raised(alarm()), seq=5))
    assert second.open_alarms() == [alarm()]
    assert second.load("alarms") == 5
    first.close()
    second.close()
