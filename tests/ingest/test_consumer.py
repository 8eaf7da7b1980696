import logging
from collections.abc import Callable, Iterator

import pytest
from chirpstack_messages import frame
from servers import wait_until

from ingest.backoff import Backoff
from ingest.consumer import Consumer
from ingest.feed import Batch, DecodedFeed
from telemetry.errors import RejectedError, UnavailableError
from telemetry.memory import MemoryCheckpoints, MemoryJournal
from telemetry.metrics import Metrics

Start = Callable[..., Consumer]


class Sink:
    """What a consumer writes into: it may be away, and refuse certain entries for good."""

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.attempts = 0
        self.error: Exception | None = None
        self.poison: set[int] = set()

    def write(self, batch: Batch) -> None:
        self.attempts += 1
        if self.error is not None:
            raise self.error
        seqs = [record.seq for record in batch.records]
        if self.poison.intersection(seqs):
            raise RejectedError("field type conflict")
        self.seqs += seqs


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def checkpoints() -> MemoryCheckpoints:
    return MemoryCheckpoints()


@pytest.fixture
def start(feed: DecodedFeed, metrics: Metrics) -> Iterator[Start]:
    started: list[Consumer] = []

    def begin(sink: Sink, checkpoints: MemoryCheckpoints | None, name: str = "store") -> Consumer:
        quick = Backoff(0.001, 0.01)
        started.append(Consumer(name, feed, sink.write, metrics, checkpoints, limit=4, backoff=quick))
        started[-1].start()
        return started[-1]

    yield begin
    for consumer in started:
        consumer.stop()


def eventually(ready: Callable[[], bool]) -> None:
    wait_until(ready, 5, "the consumer")


def test_everything_is_delivered_once_and_in_order(
    start: Start, sink: Sink, checkpoints: MemoryCheckpoints, journal: MemoryJournal
) -> None:
    journal.append([frame(number) for number in range(10)])
    start(sink, checkpoints)
    journal.append([frame(number) for number in range(10, 15)])
    eventually(lambda: checkpoints.load("store") == 15)
    assert sink.seqs == list(range(1, 16))


def test_it_goes_on_from_its_checkpoint(
    start: Start, sink: Sink, checkpoints: MemoryCheckpoints, journal: MemoryJournal
) -> None:
    journal.append([frame(number) for number in range(10)])
    checkpoints.save("store", 7)
    start(sink, checkpoints)
    eventually(lambda: checkpoints.load("store") == 10)
    assert sink.seqs == [8, 9, 10]


def test_without_checkpoints_it_begins_at_the_end(start: Start, sink: Sink, journal: MemoryJournal) -> None:
    journal.append([frame(number) for number in range(10)])
    consumer = start(sink, None)
    journal.append([frame(10)])
    eventually(lambda: consumer.position == 11)
    assert sink.seqs == [11]
    assert not consumer.durable


def test_a_checkpoint_of_another_journal_is_not_believed(
    start: Start, sink: Sink, checkpoints: MemoryCheckpoints, journal: MemoryJournal
) -> None:
    journal.append([frame(0)])
    checkpoints.save("store", 500)
    start(sink, checkpoints)
    eventually(lambda: sink.seqs == [1])


def test_a_store_that_is_away_is_waited_for_while_others_go_on(
    start: Start, sink: Sink, checkpoints: MemoryCheckpoints, journal: MemoryJournal, caplog: pytest.LogCaptureFixture
) -> None:
    other = Sink()
    sink.error = UnavailableError("InfluxDB does not answer")
    with caplog.at_level(logging.INFO):
        store, alarms = start(sink, checkpoints), start(other, checkpoints, "alarms")
        journal.append([frame(number) for number in range(50)])
        eventually(lambda: len(other.seqs) == 50 and sink.attempts > 5)
        assert (store.status.lag, store.status.last_error) == (50, "InfluxDB does not answer")
        assert (alarms.status.lag, alarms.status.last_error) == (0, "")
        sink.error = None
        eventually(lambda: store.status.lag == 0)
    assert sink.seqs == list(range(1, 51))
    assert store.status.last_error == ""
    assert [record.message for record in caplog.records] == [
        "store waits: InfluxDB does not answer",
        "store goes on",
    ]


def test_a_bug_in_a_consumer_loses_nothing(
    start: Start, sink: Sink, checkpoints: MemoryCheckpoints, journal: MemoryJournal, caplog: pytest.LogCaptureFixture
) -> None:
    sink.error = ZeroDivisionError()
    consumer = start(sink, checkpoints)
    journal.append([frame(0)])
    eventually(lambda: sink.attempts > 3)
    assert consumer.status.last_error == "ZeroDivisionError"
    assert len(caplog.records) == 1
    sink.error = None
    eventually(lambda: sink.seqs == [1])


def test_what_is_refused_for_good_is_passed_over_alone(
    start: Start, sink: Sink, checkpoints: MemoryCheckpoints, journal: MemoryJournal, metrics: Metrics
) -> None:
    sink.poison = {3, 8}
    start(sink, checkpoints)
    journal.append([frame(number) for number in range(10)])
    eventually(lambda: checkpoints.load("store") == 10)
    assert sink.seqs == [1, 2, 4, 5, 6, 7, 9, 10]
    assert metrics.total("samara_rejected_total") == 2


def test_a_checkpoint_that_cannot_be_saved_is_tried_again(start: Start, sink: Sink, journal: MemoryJournal) -> None:
    class Full(MemoryCheckpoints):
        full = True

        def save(self, consumer: str, seq: int) -> None:
            if self.full:
                raise UnavailableError("disk full")
            super().save(consumer, seq)

    checkpoints = Full()
    consumer = start(sink, checkpoints)
    journal.append([frame(0)])
    eventually(lambda: sink.attempts > 2)
    assert consumer.position == 0
    checkpoints.full = False
    eventually(lambda: checkpoints.load("store") == 1)


def test_lag_counts_what_the_journal_still_holds(
    start: Start, sink: Sink, checkpoints: MemoryCheckpoints, journal: MemoryJournal, metrics: Metrics
) -> None:
    sink.error = UnavailableError("away")
    journal.append([frame(number) for number in range(10)])
    journal.prune(10**15, 10**12, 6)
    consumer = start(sink, checkpoints)
    assert consumer.status.lag == 4
    assert ("samara_store_lag", 4) in [(metric.name, metric.value) for metric in metrics.collect()]


def test_pauses_grow_to_their_limit_and_start_again() -> None:
    backoff = Backoff(1, 8)
    for longest in (1, 2, 4, 8, 8):
        assert longest / 2 <= backoff.pause() <= longest
    backoff.reset()
    assert backoff.pause() <= 1
