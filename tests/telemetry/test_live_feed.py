"""The live feed never blocks who publishes, and tells who was too slow."""

from threading import Timer

import pytest

from telemetry.device import Device
from telemetry.memory import MemoryLiveFeed
from telemetry.record import Record
from telemetry.times import from_ms
from telemetry.uplink import Notice


def record(seq: int) -> Record:
    return Record(seq, Device("0" * 16), Notice("0" * 16, from_ms(0), "join"), 0, 0)


def test_each_watcher_gets_what_comes_after_it_subscribed() -> None:
    feed = MemoryLiveFeed()
    feed.publish([record(1)])
    first, second = feed.subscribe(), feed.subscribe()
    feed.publish([record(2), record(3)])
    assert [r.seq for r in first.get(0)] == [2, 3]
    assert [r.seq for r in second.get(0)] == [2, 3]
    assert first.get(0) == []


def test_a_slow_watcher_loses_the_oldest_and_knows_how_many() -> None:
    feed = MemoryLiveFeed(depth=3)
    watcher = feed.subscribe()
    feed.publish([record(seq) for seq in range(10)])
    assert [r.seq for r in watcher.get(0)] == [7, 8, 9]
    assert watcher.lost == 7


def test_a_closed_watcher_gets_nothing_more() -> None:
    feed = MemoryLiveFeed()
    watcher = feed.subscribe()
    watcher.close()
    feed.publish([record(1)])
    assert watcher.get(0) == []


@pytest.mark.timeout(10)
def test_a_waiting_watcher_is_woken() -> None:
    feed = MemoryLiveFeed()
    watcher = feed.subscribe()
    Timer(0.05, feed.publish, [[record(1)]]).start()
    assert [r.seq for r in watcher.get(9)] == [1]
