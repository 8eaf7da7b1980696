from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quarantine_contract import QuarantineContract, entry

from storage.quarantine import SqlQuarantine
from storage.sql import Database
from telemetry.memory import MemoryQuarantine
from telemetry.ports import Quarantine


class TestMemoryQuarantine(QuarantineContract):
    @pytest.fixture
    def quarantine(self) -> Quarantine:
        return MemoryQuarantine()


class TestSqliteQuarantine(QuarantineContract):
    @pytest.fixture
    def quarantine(self, tmp_path: Path) -> Iterator[Quarantine]:
        with opened(tmp_path) as quarantine:
            yield quarantine


@contextmanager
def opened(folder: Path) -> Iterator[Quarantine]:
    database = Database(f"sqlite:///{folder}/samara.db")
    database.start()
    quarantine = SqlQuarantine(database)
    yield quarantine
    quarantine.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarantine]:
    with opened(tmp_path_factory.mktemp("quarantine")) as quarantine:
        yield quarantine


@given(text=st.text(st.characters()), payload=st.binary())
def test_no_text_is_too_hostile_to_be_kept(shared: Quarantine, text: str, payload: bytes) -> None:
    shared.put([entry(1, reason=text)._replace(topic=text, payload=payload)])
    assert shared.get(1).payload == payload
