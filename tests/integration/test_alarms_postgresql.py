"""The contract of the alarm store and the outbox, on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alarm_store_contract import ROOM, AlarmsAndOutbox, AlarmStoreContract, alarm, changes, raised

from storage.alarms import SqlAlarms
from storage.sql import Database


def opened(url: str) -> SqlAlarms:
    database = Database(url)
    database.start()
    return SqlAlarms(database)


class TestPostgresqlAlarms(AlarmStoreContract):
    @pytest.fixture
    def store(self, postgresql_url: str) -> Iterator[AlarmsAndOutbox]:
        store = opened(postgresql_url)
        yield store
        store.close()


def test_seqs_of_several_writers_grow_without_gaps(postgresql_url: str) -> None:
    stores = [opened(postgresql_url) for _ in range(3)]
    sources = [ROOM._replace(device=str(n)) for n in range(30)]
    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(stores[n % 3].commit, changes(raised(alarm(one)))) for n, one in enumerate(sources)]
        for future in done:
            future.result()
    assert [told.seq for told in stores[0].transitions(0, 100)] == list(range(1, 31))
    for store in stores:
        store.close()
