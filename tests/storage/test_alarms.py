import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from alarm_store_contract import AlarmsAndOutbox, AlarmStoreContract, after, alarm, changes, delivery, raised
from sqlalchemy import Engine, event

from storage.alarms import SqlAlarms
from storage.sql import Database
from telemetry.alarm import AlarmChanges, Happening
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


def dies_at(folder: Path, step: int) -> int:
    """Commit in a process of its own, which is killed before its n-th statement; its exit status."""
    child = os.fork()
    if child == 0:
        store = opened(folder)
        steps = count()

        def die(*_: object) -> None:
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", die)
        store.commit(whole())
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def whole() -> AlarmChanges:
    first = raised(alarm())
    clear = after(first.alarm, Happening.CLEARED, active=False, cleared_ms=2000)
    return changes(first, clear, seq=7, deliveries=(delivery("page", first.alarm),), cancel=("other",))


def test_killed_between_any_two_statements_a_commit_is_whole_or_nothing(tmp_path: Path) -> None:
    for step in count():
        folder = tmp_path / str(step)
        folder.mkdir()
        opened(folder).close()
        ended = dies_at(folder, step)
        store = opened(folder)
        kept = len(store.transitions(0, 10)), len(store.deliveries()), store.load("alarms"), len(store.open_alarms())
        store.close()
        if ended == 0:
            assert kept == (2, 1, 7, 1)
            assert step > 8
            return
        assert kept == (0, 0, 0, 0), step
