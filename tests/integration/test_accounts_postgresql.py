"""The contract of the accounts, on PostgreSQL."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from accounts_contract import AccountsContract
from servers import PostgreSQL

from storage.accounts import SqlAccounts
from storage.sql import Database
from telemetry.ports import Accounts


@pytest.fixture
def url(postgresql: PostgreSQL) -> Iterator[str]:
    """A schema of its own for each test."""
    schema = f"test_{uuid4().hex}"
    with psycopg.connect(postgresql.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        yield f"{postgresql.url}?options=-csearch_path%3D{schema}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


def opened(url: str) -> SqlAccounts:
    database = Database(url)
    database.start()
    return SqlAccounts(database)


class TestPostgresqlAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self, url: str) -> Iterator[Accounts]:
        accounts = opened(url)
        yield accounts
        accounts.close()
