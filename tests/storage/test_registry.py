from pathlib import Path

import pytest
from registry_contract import RegistryContract, SqlRegistryContract, opened

from storage.sql import Database
from telemetry.errors import ConfigError, UnavailableError
from telemetry.memory import MemoryRegistry
from telemetry.ports import Registry


class TestMemoryRegistry(RegistryContract):
    @pytest.fixture
    def registry(self) -> Registry:
        return MemoryRegistry()


class TestSqliteRegistry(SqlRegistryContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/new folder/registry.db"


@pytest.mark.parametrize(
    "url",
    ["", "registry.db", "postgres://u:secret@h/d", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:"],
)
def test_a_wrong_url_is_refused_with_the_right_forms(url: str) -> None:
    with pytest.raises(ConfigError, match="write sqlite:///") as refused:
        Database(url)
    assert "secret" not in str(refused.value)


def test_a_database_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "registry.db").mkdir()
    with (
        pytest.raises(UnavailableError, match="unable to open database file"),
        opened(f"sqlite:///{tmp_path}/registry.db"),
    ):
        pass


def test_a_file_where_the_folder_should_be_is_a_mistake_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with (
        pytest.raises(ConfigError, match="File exists"),
        opened(f"sqlite:///{tmp_path}/data/registry.db"),
    ):
        pass


def test_the_url_is_told_without_its_password() -> None:
    assert str(Database("postgresql://samara:secret@db/samara")) == "postgresql+psycopg://samara:***@db/samara"
