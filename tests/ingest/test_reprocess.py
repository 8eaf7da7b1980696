from collections.abc import Sequence

import pytest
from chirpstack_messages import DEV_EUI, RECEIVED_MS, frame
from counting_pipeline import CountingPipeline

from ingest.feed import DecodedFeed
from ingest.reprocess import Reprocessor, Tally
from telemetry.device import Device
from telemetry.errors import RejectedError, UnavailableError
from telemetry.memory import MemoryJournal, MemoryQuarantine, MemoryRegistry, MemoryStore
from telemetry.ports import Inventory
from telemetry.quantity import AIR_TEMPERATURE
from telemetry.record import Record
from telemetry.series import Span

OTHER = "24e124136b502218"
MINUTE = 60_000
EVER = Span(0, 2**52)


class WatchedStore(MemoryStore):
    """Remembers the records that were written."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[Record] = []

    def write(self, records: object) -> None:
        self.records += records  # type: ignore[operator]
        super().write(records)  # type: ignore[arg-type]


@pytest.fixture
def store() -> WatchedStore:
    return WatchedStore()


@pytest.fixture
def quarantine() -> MemoryQuarantine:
    return MemoryQuarantine()


@pytest.fixture
def again(pipeline: CountingPipeline, store: WatchedStore, quarantine: MemoryQuarantine) -> Reprocessor:
    return Reprocessor(pipeline, store, quarantine)


def test_a_span_is_decoded_again_and_never_live(
    again: Reprocessor, store: WatchedStore, journal: MemoryJournal
) -> None:
    journal.append([frame(number) for number in range(10)])
    span = Span(RECEIVED_MS + 3 * MINUTE, RECEIVED_MS + 6 * MINUTE)
    assert again.journal(journal, MINUTE, span) == Tally(entries=3, readings=3)
    assert [record.seq for record in store.records] == [4, 5, 6]
    assert not any(record.live for record in store.records)


def test_one_device_is_decoded_again(again: Reprocessor, store: WatchedStore, journal: MemoryJournal) -> None:
    journal.append([frame(0), frame(1, devEui=OTHER), frame(2)])
    again.journal(journal, MINUTE, EVER, OTHER)
    assert [record.device.dev_eui for record in store.records] == [OTHER]


def test_a_duplicate_stays_one(again: Reprocessor, store: WatchedStore, journal: MemoryJournal) -> None:
    journal.append([frame(0), frame(1), frame(0)._replace(received_ms=RECEIVED_MS + 5 * MINUTE)])
    again.journal(journal, MINUTE, Span(RECEIVED_MS + 2 * MINUTE, RECEIVED_MS + 9 * MINUTE))
    assert store.records == []


def test_progress_is_told_batch_by_batch(again: Reprocessor, journal: MemoryJournal) -> None:
    journal.append([frame(0)._replace(topic="x") for _ in range(2500)])
    told: list[int] = []
    again.journal(journal, MINUTE, EVER, progress=lambda tally: told.append(tally.entries))
    assert told == [1000, 2000, 2500]


def refuse_all(feed: DecodedFeed, journal: MemoryJournal, quarantine: MemoryQuarantine) -> None:
    """Three uplinks of a device that has no decoder yet, and one that no decoder can read."""
    unbound = [frame(number, deviceProfileName="Unheard of") for number in range(3)]
    journal.append([*unbound, frame(3, data="/w==", deviceProfileName="Unheard of", devEui=OTHER)])
    batch = feed.reader().read(0, 10)
    assert batch is not None
    quarantine.put(batch.refused)
    assert quarantine.count() == 4


def test_quarantine_is_left_when_a_decoder_has_been_bound(
    feed: DecodedFeed,
    journal: MemoryJournal,
    quarantine: MemoryQuarantine,
    registry: MemoryRegistry,
    store: WatchedStore,
    again: Reprocessor,
) -> None:
    refuse_all(feed, journal, quarantine)
    registry.merge(Inventory(devices=(Device(DEV_EUI, decoder="th"), Device(OTHER, decoder="th"))))
    # The raw bytes are in quarantine: it matters not that the journal has forgotten them.
    journal.prune(2**52, 0, 4)
    assert again.quarantined() == Tally(entries=4, readings=3, refused=1)
    (left,) = quarantine.list()
    assert (left.seq, left.reason) == (4, "th: not a temperature")
    device = registry.device(DEV_EUI)
    assert device is not None
    series = registry.series(device, AIR_TEMPERATURE, "main")
    assert [sample.value for sample in store.samples(series, EVER)] == [1.0, 1.0, 1.0]


def test_reprocessing_the_journal_empties_the_quarantine_too(
    feed: DecodedFeed,
    journal: MemoryJournal,
    quarantine: MemoryQuarantine,
    registry: MemoryRegistry,
    again: Reprocessor,
) -> None:
    refuse_all(feed, journal, quarantine)
    registry.merge(Inventory(devices=(Device(DEV_EUI, decoder="th"),)))
    assert again.journal(journal, MINUTE, EVER) == Tally(entries=4, readings=3, refused=1)
    assert [entry.seq for entry in quarantine.list()] == [4]


@pytest.mark.parametrize("chosen", [{"dev_eui": OTHER}, {"tenant": "nobody"}])
def test_a_part_of_the_quarantine_is_tried(
    feed: DecodedFeed,
    journal: MemoryJournal,
    quarantine: MemoryQuarantine,
    again: Reprocessor,
    chosen: dict[str, str],
) -> None:
    refuse_all(feed, journal, quarantine)
    assert again.quarantined(**chosen).entries == len(quarantine.list(**chosen))


def test_a_single_entry_is_tried(
    feed: DecodedFeed, journal: MemoryJournal, quarantine: MemoryQuarantine, again: Reprocessor
) -> None:
    refuse_all(feed, journal, quarantine)
    assert again.entries([quarantine.get(2)]) == Tally(entries=1, refused=1)


def test_one_refusal_of_the_store_holds_nothing_else_back(
    feed: DecodedFeed,
    journal: MemoryJournal,
    quarantine: MemoryQuarantine,
    registry: MemoryRegistry,
    pipeline: CountingPipeline,
) -> None:
    class Picky(MemoryStore):
        def write(self, records: Sequence[Record]) -> None:
            if any(record.seq == 2 for record in records):
                raise RejectedError("points beyond retention policy")
            super().write(records)

    refuse_all(feed, journal, quarantine)
    registry.merge(Inventory(devices=(Device(DEV_EUI, decoder="th"),)))
    tally = Reprocessor(pipeline, Picky(), quarantine).quarantined()
    assert tally == Tally(4, readings=2, refused=1, rejected=1, rejection="points beyond retention policy")
    assert str(tally).endswith("1 in quarantine, 1 rejected by the store: points beyond retention policy")
    assert [entry.seq for entry in quarantine.list()] == [4, 2]


def test_nothing_leaves_before_the_store_has_it(
    feed: DecodedFeed,
    journal: MemoryJournal,
    quarantine: MemoryQuarantine,
    registry: MemoryRegistry,
    pipeline: CountingPipeline,
) -> None:
    class Away(MemoryStore):
        def write(self, records: object) -> None:
            raise UnavailableError("InfluxDB does not answer")

    refuse_all(feed, journal, quarantine)
    registry.merge(Inventory(devices=(Device(DEV_EUI, decoder="th"),)))
    with pytest.raises(UnavailableError):
        Reprocessor(pipeline, Away(), quarantine).quarantined()
    assert quarantine.count() == 4
