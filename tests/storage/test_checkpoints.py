import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.checkpoints import SqliteCheckpoints
from telemetry.errors import UnavailableError
from telemetry.memory import MemoryCheckpoints
from telemetry.ports import Checkpoints


@pytest.fixture(params=["memory", "sqlite"])
def checkpoints(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Checkpoints]:
    if request.param == "memory":
        yield MemoryCheckpoints()
    else:
        held = SqliteCheckpoints(tmp_path / "checkpoints.db")
        yield held
        held.close()


def test_a_new_consumer_begins_at_the_beginning(checkpoints: Checkpoints) -> None:
    assert checkpoints.load("store") == 0


def test_each_consumer_has_its_own_place(checkpoints: Checkpoints) -> None:
    checkpoints.save("store", 5)
    checkpoints.save("alarms", 9)
    checkpoints.save("store", 7)
    assert (checkpoints.load("store"), checkpoints.load("alarms")) == (7, 9)


def test_places_are_there_after_reopening(tmp_path: Path) -> None:
    first = SqliteCheckpoints(tmp_path / "deep" / "checkpoints.db")
    first.save("store", 5)
    first.close()
    second = SqliteCheckpoints(tmp_path / "deep" / "checkpoints.db")
    assert second.load("store") == 5
    second.close()


def test_a_locked_file_is_unavailable(tmp_path: Path) -> None:
    checkpoints = SqliteCheckpoints(tmp_path / "checkpoints.db")
    checkpoints._connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(tmp_path / "checkpoints.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="locked"):
        checkpoints.save("store", 5)
    other.close()
    checkpoints.close()


def test_a_file_that_holds_something_else_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "checkpoints.db"
    path.write_bytes(b"something else" * 1000)
    with pytest.raises(UnavailableError, match=r"checkpoints\.db"):
        SqliteCheckpoints(path)
