from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.push_subscriptions import SqlPushSubscriptions
from storage.sql import Database
from telemetry.ports import PushSubscriptions
from telemetry.web_push import MOST_TELEPHONES, MemoryPushSubscriptions, PushSubscription


@pytest.fixture(params=["memory", "sqlite"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PushSubscriptions]:
    database = Database(f"sqlite:///{tmp_path}/samara.db")
    database.start()
    sql = SqlPushSubscriptions(database)
    yield MemoryPushSubscriptions() if request.param == "memory" else sql
    sql.close()


def telephone(number: int, auth: str = "a") -> PushSubscription:
    return PushSubscription(f"https://push.example/{number}", "key", auth)


def test_a_browser_belongs_to_whom_it_was_last_put_for(held: PushSubscriptions) -> None:
    held.put("odile", telephone(1))
    held.put("odile", telephone(2))
    held.put("paul", telephone(1, "b"))
    assert held.of("odile") == [telephone(2)]
    assert held.of("paul") == [telephone(1, "b")]


def test_what_is_dropped_is_gone(held: PushSubscriptions) -> None:
    held.put("odile", telephone(1))
    held.drop(telephone(1).endpoint)
    held.drop(telephone(1).endpoint)
    assert held.of("odile") == []


def test_the_oldest_goes(held: PushSubscriptions) -> None:
    for number in range(MOST_TELEPHONES + 2):
        held.put("odile", telephone(number))
    assert held.of("odile") == [telephone(number) for number in range(2, MOST_TELEPHONES + 2)]
