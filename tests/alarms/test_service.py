import time
from collections.abc import Callable

import pytest
from alarm_store_contract import alarm, changes, delivery, raised
from alarm_world import START_MS, FailingStore, World, place

from alarms import actions
from alarms.actions import Act
from alarms.follower import Follower
from alarms.service import AlarmService, HeldOutbox
from telemetry.errors import RejectedError, UnavailableError
from telemetry.memory_alarms import MemoryAlarmStore


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def world() -> World:
    return World()


class TestService:
    def test_it_lets_the_time_pass_and_keeps_place_and_memory(self, world: World) -> None:
        woken: list[bool] = []
        service = AlarmService(world.engine, world.store, lambda: woken.append(True))
        service.start(world.history)
        service.handle([world.hear("a", 20)], 1)
        assert not woken
        world.wall_ms += 4000
        for _ in range(20):  # Not in one leap, which would count as deafness.
            time.sleep(0.26 if len(woken) == 0 and world.wall_ms < START_MS + 8000 else 0)
            world.wall_ms += 4000
        until(lambda: bool(world.store.load("alarms")))
        service.stop()
        snapshot = world.store.snapshot()
        assert snapshot is not None
        assert snapshot.seq == service.load("alarms") == 1

    def test_whoever_tells_is_woken_by_what_happens(self, world: World) -> None:
        woken: list[bool] = []
        service = AlarmService(world.engine, world.store, lambda: woken.append(True))
        service.handle([world.hear("a", 35)], 1)
        service.handle([world.hear("a", 36)], 2)
        assert len(woken) == 1
        name = world.store.open_alarms()[0].id
        service.act(name, lambda one, _: actions.acknowledge(one, Act("odile", START_MS)))
        assert len(woken) == 2

    def test_it_says_why_it_does_not_go_on_and_recovers(self, world: World) -> None:
        store = world.store
        assert isinstance(store, FailingStore)
        service = AlarmService(world.engine, store)
        service.start(world.history)
        store.away = True
        with pytest.raises(UnavailableError):
            service.handle([world.hear("a", 35)], 1)
        until(lambda: service.error == "the database is away")
        store.away = False
        until(lambda: service.error == "")
        service.stop()
        assert [one.source for one in store.open_alarms()] == [place("a")]


class TestHeldOutbox:
    @pytest.fixture
    def store(self) -> MemoryAlarmStore:
        store = MemoryAlarmStore()
        store.commit(changes(raised(alarm()), deliveries=(delivery("page", alarm()),)))
        return store

    @pytest.mark.parametrize(("behind_ms", "keys"), [(0, ["page"]), (60_000, ["page"]), (60_001, [])])
    def test_nothing_is_given_away_far_behind(self, store: MemoryAlarmStore, behind_ms: int, keys: list[str]) -> None:
        outbox = HeldOutbox(store, lambda: behind_ms, lambda: 5000)
        assert [one.key for one in outbox.due(5000, 10)] == keys
        assert outbox.next_due() == (1000 if keys else 6000)

    def test_after_five_minutes_it_is_all_the_same(self, store: MemoryAlarmStore) -> None:
        now_ms = 0
        outbox = HeldOutbox(store, lambda: 10**9, lambda: now_ms)
        assert outbox.due(5000, 10) == []
        now_ms = 299_999
        assert outbox.due(5000, 10) == []
        now_ms = 300_000
        assert [one.key for one in outbox.due(5000, 10)] == ["page"]


class TestFollower:
    @pytest.fixture
    def store(self) -> MemoryAlarmStore:
        store = MemoryAlarmStore()
        store.commit(changes(*(raised(alarm(raised_ms=n)) for n in range(3))))
        return store

    def test_it_is_given_everything_once_and_remembers_its_place(self, store: MemoryAlarmStore) -> None:
        had: list[int] = []
        follower = Follower("influx", store, lambda told: had.extend(one.seq for one in told))
        assert [follower.follow(), follower.follow()] == [True, False]
        assert had == [1, 2, 3]
        assert store.load("influx") == 3

    def test_what_is_away_is_given_the_same_again(self, store: MemoryAlarmStore) -> None:
        calls: list[int] = []

        def handle(told: object) -> None:
            calls.append(1)
            if len(calls) == 1:
                raise UnavailableError("InfluxDB is away")

        follower = Follower("influx", store, handle)
        with pytest.raises(UnavailableError):
            follower.follow()
        assert store.load("influx") == 0
        assert follower.follow()

    def test_what_is_refused_for_good_is_passed_over(
        self, store: MemoryAlarmStore, caplog: pytest.LogCaptureFixture
    ) -> None:
        def handle(told: object) -> None:
            raise RejectedError("field type conflict")

        assert Follower("influx", store, handle).follow()
        assert store.load("influx") == 3
        assert "transitions 1 to 3 are passed over: field type conflict" in caplog.text
