"""The past in batches, and the present in a thread."""

from datetime import datetime, timedelta
from threading import Event

import pytest

from simulators.demo import Backfill, LiveSimulator, troubles
from simulators.fleet import Fleet, Place
from telemetry.errors import UnavailableError
from telemetry.record import RawMessage
from telemetry.times import utc_now


def test_a_back_fill_is_the_fleets_past_in_batches(fleet: Fleet, messages: list[RawMessage], start: datetime) -> None:
    backfill = Backfill(fleet, start + timedelta(days=1), days=1)
    messages = [message._replace(retained=True) for message in messages]  # Nothing of it is news.
    batches = list(backfill.batches(500))
    shares = [share for share, _ in batches]
    assert [message for _, batch in batches for message in batch] == messages[: sum(len(batch) for _, batch in batches)]
    assert all(len(batch) == 500 for _, batch in batches[:-1])
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0, abs=0.01)


def test_the_live_simulation_catches_up_and_stops(fleet: Fleet) -> None:
    begin = utc_now() - timedelta(minutes=10)
    past = [(message.topic, message.payload) for message in fleet.events(begin, begin + timedelta(minutes=9))]
    heard, caught_up = [], Event()

    def publish(topic: str, payload: bytes) -> None:
        heard.append((topic, payload))
        if len(heard) == len(past):
            caught_up.set()

    live = LiveSimulator(fleet, publish, begin)
    live.start()
    assert caught_up.wait(20)
    live.stop()
    assert heard[: len(past)] == past


def test_the_live_simulation_ends_when_the_publisher_has(fleet: Fleet) -> None:
    called = Event()

    def publish(topic: str, payload: bytes) -> None:
        called.set()
        raise UnavailableError("stopped")

    live = LiveSimulator(fleet, publish, utc_now() - timedelta(minutes=10))
    live.start()
    assert called.wait(10)
    live.stop()


def test_troubles_befall_devices_of_the_fleet_and_nobody_else(start: datetime) -> None:
    wrong = troubles(start)
    whole, troubled = Fleet(devices=60), Fleet(devices=60, troubles=wrong)
    before, now = start.timestamp() - 12 * 3600, start.timestamp()
    pairs = zip(whole.devices, troubled.devices, strict=True)
    changed = [fine for fine, bad in pairs if list(fine.messages(before, now)) != list(bad.messages(before, now))]
    befallen = {Place(device.site, one.spot.position) for device, one in troubled._entries if one.spot.troubles}
    assert befallen == set(wrong)
    assert len(changed) == len(wrong)
