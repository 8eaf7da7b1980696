import pytest
from chirpstack_messages import frame, message

from ingest.bookkeeping import Bookkeeper
from ingest.feed import Batch, DecodedFeed
from telemetry.errors import UnavailableError
from telemetry.memory import MemoryJournal, MemoryQuarantine
from telemetry.metrics import Metrics
from telemetry.record import QuarantineEntry


@pytest.fixture
def batch(feed: DecodedFeed, journal: MemoryJournal) -> Batch:
    journal.append(
        [
            frame(0),
            frame(0),
            frame(1, data="/w=="),
            frame(2, deviceProfileName="Unheard of"),
            message()._replace(payload=b"{"),
            message("status"),
        ]
    )
    read = feed.reader().read(0, 10)
    assert read is not None
    return read


def test_what_was_refused_is_quarantined_and_everything_counted(batch: Batch, metrics: Metrics) -> None:
    quarantine = MemoryQuarantine()
    Bookkeeper(quarantine, metrics).handle(batch)
    assert [entry.seq for entry in quarantine.list()] == [5, 4, 3]
    counted = {(metric.name, *dict(metric.labels).values()): metric.value for metric in metrics.collect()}
    assert counted["samara_uplinks_total",] == 3
    assert counted["samara_duplicates_total",] == 1
    assert counted["samara_readings_total",] == 4
    assert counted["samara_quarantined_total", "parse"] == 1
    assert counted["samara_quarantined_total", "decode"] == 1
    assert counted["samara_quarantined_total", "unbound"] == 1
    assert counted["samara_quarantine_entries",] == 3


def test_nothing_is_counted_twice_when_the_quarantine_is_away(batch: Batch, metrics: Metrics) -> None:
    class Away(MemoryQuarantine):
        def put(self, entries: object) -> None:
            raise UnavailableError("the registry's database is away")

    with pytest.raises(UnavailableError):
        Bookkeeper(Away(), metrics).handle(batch)
    assert metrics.total("samara_uplinks_total") == 0


def test_no_empty_writes(feed: DecodedFeed, journal: MemoryJournal, metrics: Metrics) -> None:
    class Untouched(MemoryQuarantine):
        def put(self, entries: object) -> None:
            raise AssertionError(entries)

    journal.append([frame(0)])
    read = feed.reader().read(0, 10)
    assert read is not None
    Bookkeeper(Untouched(), metrics).handle(read)


def test_the_raw_message_is_what_is_kept(batch: Batch, journal: MemoryJournal) -> None:
    raw = journal.read(2, 1)[0]
    kept = batch.refused[0]
    assert kept == QuarantineEntry(
        *raw[:5], reason="th: not a temperature", dev_eui="24e124136b502217", tenant="unassigned", decoder=""
    )
