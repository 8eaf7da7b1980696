"""The contract of the accounts, on PostgreSQL."""

from collections.abc import Iterator

import pytest
from accounts_contract import AccountsContract

from storage.accounts import SqlAccounts
from storage.sql import Database
from telemetry.ports import Accounts


def opened(url: str) -> SqlAccounts:
    database = Database(url)
    database.start()
    return SqlAccounts(database)


class TestPostgresqlAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self, postgresql_url: str) -> Iterator[Accounts]:
        accounts = opened(postgresql_url)
        yield accounts
        accounts.close()
