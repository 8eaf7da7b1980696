import logging
import time

import pytest
from chirpstack_messages import DEV_EUI, frame
from servers import wait_until

from ingest.feed import DecodedFeed
from ingest.housekeeping import Housekeeping, Job
from ingest.receiver import ReceiverStatus
from ingest.service import IngestService, consumers, housekeeping
from telemetry.errors import UnavailableError
from telemetry.memory import (
    MemoryCheckpoints,
    MemoryJournal,
    MemoryLiveFeed,
    MemoryQuarantine,
    MemoryRegistry,
    MemoryStore,
)
from telemetry.metrics import Metrics
from telemetry.ports import DeviceFilter
from telemetry.record import QuarantineEntry


class FakeReceiver:
    """Delivers three frames when it starts."""

    def __init__(self, journal: MemoryJournal) -> None:
        self._journal = journal
        self.status = ReceiverStatus(connected=False, last_error="not started")

    def start(self) -> None:
        self._journal.append([frame(number) for number in range(3)])
        self.status = ReceiverStatus(connected=True, last_error="")

    def stop(self) -> None:
        self.status = ReceiverStatus(connected=False, last_error="stopped")


def test_the_service_takes_messages_to_store_and_live_feed(
    feed: DecodedFeed, journal: MemoryJournal, registry: MemoryRegistry, metrics: Metrics
) -> None:
    store, live, checkpoints = MemoryStore(), MemoryLiveFeed(), MemoryCheckpoints()
    readers = consumers(feed, store, checkpoints, live, MemoryQuarantine(), checkpoints, metrics)
    keeping = housekeeping(journal, store, registry, MemoryQuarantine(), readers, 90, 2**30, lambda: None)
    service = IngestService(FakeReceiver(journal), readers, keeping)
    watcher = live.subscribe()
    service.start()
    wait_until(lambda: all(consumer.position == 3 for consumer in service.consumers), 5, "the consumers")
    assert service.receiver.connected
    service.stop()
    assert [record.seq for record in watcher.get(1)] == [1, 2, 3]
    assert list(store.activity(registry.devices(DeviceFilter()))) == [DEV_EUI]
    assert checkpoints.load("store") == checkpoints.load("quarantine") == 3
    assert [consumer.name for consumer in service.consumers] == ["live", "store", "quarantine"]
    assert not service.receiver.connected


def test_the_journal_is_pruned_up_to_what_every_durable_consumer_has_had(
    feed: DecodedFeed, journal: MemoryJournal, registry: MemoryRegistry, metrics: Metrics
) -> None:
    class Away(MemoryStore):
        def write(self, records: object) -> None:
            raise UnavailableError("away")

    journal.append([frame(number)._replace(received_ms=1000) for number in range(5)])
    checkpoints = MemoryCheckpoints()
    checkpoints.save("store", 2)
    store = Away()
    readers = consumers(feed, store, checkpoints, MemoryLiveFeed(), MemoryQuarantine(), checkpoints, metrics)
    for reader in readers:
        reader.start()
    wait_until(lambda: readers[2].position == 5, 5, "quarantine")
    housekeeping(journal, store, registry, MemoryQuarantine(), readers, 1, 2**30, lambda: None).tick(0)
    assert journal.span() == (3, 5)
    for reader in readers:
        reader.stop()


def test_the_quarantine_is_kept_as_long_as_the_journal(journal: MemoryJournal, registry: MemoryRegistry) -> None:
    quarantine, now_ms = MemoryQuarantine(), time.time_ns() // 1_000_000
    for days in (1, 3):
        quarantine.put([QuarantineEntry(days, "chirpstack", "t", b"", now_ms - days * 86_400_000, "not JSON")])
    housekeeping(journal, MemoryStore(), registry, quarantine, [], 2, 2**30, lambda: None).tick(0)
    assert [entry.seq for entry in quarantine.list()] == [1]


def test_jobs_run_in_their_rhythm() -> None:
    done: list[str] = []
    keeping = Housekeeping(
        [Job("often", 10, lambda: done.append("often")), Job("seldom", 25, lambda: done.append("seldom"))]
    )
    dues = [keeping.tick(now) for now in (0, 5, 10, 20, 25, 30)]
    assert done == ["often", "seldom", "often", "often", "seldom", "often"]
    assert dues == [10, 10, 20, 25, 30, 40]


def test_a_job_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []
    keeping = Housekeeping([Job("bad", 10, lambda: 1 / 0), Job("good", 10, lambda: done.append("good"))])
    with caplog.at_level(logging.ERROR):
        keeping.tick(0)
        keeping.tick(10)
    assert done == ["good", "good"]
    assert [record.message for record in caplog.records] == ["bad failed; again in 10 s"] * 2


def test_a_database_that_is_away_is_told_once_until_it_has_been_back(caplog: pytest.LogCaptureFixture) -> None:
    away = [True, True, False, True]

    def roll_up() -> None:
        if away.pop(0):
            raise UnavailableError("InfluxDB does not answer")

    keeping = Housekeeping([Job("roll-up", 10, roll_up)])
    for now in (0, 10, 20, 30):
        keeping.tick(now)
    assert [(record.message, record.exc_info) for record in caplog.records] == [
        ("roll-up waits: InfluxDB does not answer", None)
    ] * 2


def test_housekeeping_stops_at_once() -> None:
    keeping = Housekeeping([Job("seldom", 3600, lambda: None)])
    keeping.start()
    began = time.monotonic()
    keeping.stop()
    assert time.monotonic() - began < 2
