from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts_contract import ODILE, AccountsContract

from storage.accounts import SqlAccounts
from storage.sql import Database
from telemetry.accounts import MemoryAccounts
from telemetry.ports import Accounts


class TestMemoryAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self) -> Accounts:
        return MemoryAccounts()


def opened(folder: Path) -> SqlAccounts:
    database = Database(f"sqlite:///{folder}/samara.db")
    database.start()
    return SqlAccounts(database)


class TestSqliteAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self, tmp_path: Path) -> Iterator[Accounts]:
        accounts = opened(tmp_path)
        yield accounts
        accounts.close()


def test_another_process_sees_the_change(tmp_path: Path) -> None:
    here, there = opened(tmp_path), opened(tmp_path)
    here.put_user(ODILE)
    assert there.revision() == here.revision() == 1
    assert there.held().users == {"odile": ODILE}
    here.close()
    there.close()
