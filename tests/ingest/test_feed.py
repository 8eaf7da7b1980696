from collections.abc import Sequence

import pytest
from chirpstack_messages import frame
from counting_pipeline import CountingPipeline
from hypothesis import given
from hypothesis import strategies as st

from ingest.feed import Batch, DecodedFeed, Reader
from telemetry.device import Device
from telemetry.errors import UnavailableError
from telemetry.memory import MemoryJournal, MemoryRegistry
from telemetry.uplink import Event


def seqs_of(batch: Batch | None) -> list[int]:
    return [] if batch is None else [outcome.seq for outcome in batch.outcomes]


def stored(reader: Reader, after: int, limit: int = 100) -> list[int]:
    """The seqs of the records that a consumer gets until the journal's end."""
    seqs: list[int] = []
    while batch := reader.read(after, limit):
        seqs += [record.seq for record in batch.records]
        after = batch.last
    return seqs


def test_a_batch_says_how_far_it_goes(feed: DecodedFeed, journal: MemoryJournal) -> None:
    journal.append([frame(0), frame(1), frame(2, data="/w=="), frame(3)])
    batch = feed.reader().read(1, 2)
    assert batch is not None
    assert (batch.last, seqs_of(batch)) == (3, [2, 3])
    assert [record.seq for record in batch.records] == [2, 3]
    assert [refused.seq for refused in batch.refused] == [3]
    assert feed.reader().read(4, 2) is None


def test_halves_go_on_from_each_other(feed: DecodedFeed, journal: MemoryJournal) -> None:
    journal.append([frame(number) for number in range(5)])
    batch = feed.reader().read(0, 5)
    assert batch is not None
    first, second = batch.halves()
    assert (seqs_of(first), first.last) == ([1, 2], 2)
    assert (seqs_of(second), second.last) == ([3, 4, 5], 5)


def test_consumers_in_step_share_one_decode(
    feed: DecodedFeed, journal: MemoryJournal, pipeline: CountingPipeline
) -> None:
    first, second = feed.reader(), feed.reader()
    for number in range(6):
        journal.append([frame(number)])
        assert seqs_of(first.read(number, 10)) == [number + 1]
    assert seqs_of(second.read(0, 10)) == [1, 2, 3, 4, 5, 6]
    assert seqs_of(second.read(2, 2)) == [3, 4]
    assert pipeline.seqs == [1, 2, 3, 4, 5, 6]


def test_one_that_has_fallen_behind_decodes_for_itself_up_to_the_window(
    feed: DecodedFeed, journal: MemoryJournal, pipeline: CountingPipeline
) -> None:
    journal.append([frame(number) for number in range(30)])
    assert stored(feed.reader(), 0, 5) == list(range(1, 31))
    window = feed.window_start
    assert window >= 10
    pipeline.seqs.clear()
    assert stored(feed.reader(), 0, 4) == list(range(1, 31))
    assert pipeline.seqs == list(range(1, window + 1))


def test_one_that_begins_at_the_end_makes_the_others_meet_it_there(
    feed: DecodedFeed, journal: MemoryJournal, pipeline: CountingPipeline
) -> None:
    journal.append([frame(number) for number in range(20)])
    store, live = feed.reader(), feed.reader()
    assert seqs_of(store.read(0, 5)) == [1, 2, 3, 4, 5]
    assert live.read(20, 5) is None
    journal.append([frame(20)])
    assert seqs_of(live.read(20, 5)) == [21]
    assert stored(store, 5, 6) == list(range(6, 22))
    assert pipeline.seqs.count(21) == 1


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_duplicates_are_recognised_across_batches(feed: DecodedFeed, journal: MemoryJournal, limit: int) -> None:
    journal.append([frame(0), frame(0), frame(1), frame(0), frame(1)])
    assert stored(feed.reader(), 0, limit) == [1, 3]


def test_one_that_starts_again_remembers_what_was_before(feed: DecodedFeed, journal: MemoryJournal) -> None:
    journal.append([frame(number) for number in range(10)])
    journal.append([frame(8), frame(9), frame(10)])
    assert stored(feed.reader(), 10) == [13]


def test_garbage_before_the_place_does_not_stop_the_remembering(feed: DecodedFeed, journal: MemoryJournal) -> None:
    journal.append([frame(0), frame(1)._replace(payload=b"{"), frame(0), frame(2)])
    assert stored(feed.reader(), 2) == [4]


@given(
    frames=st.lists(st.integers(0, 12), min_size=1, max_size=40),
    moves=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), max_size=30),
)
def test_whatever_its_pace_each_consumer_gets_the_same_records(
    frames: Sequence[int], moves: Sequence[tuple[int, int]]
) -> None:
    journal = MemoryJournal()
    journal.append([frame(number) for number in frames])
    expected = [seq for seq, number in enumerate(frames, 1) if number not in frames[: seq - 1]]
    feed = DecodedFeed(journal, CountingPipeline(MemoryRegistry()), 60_000, window=3)
    readers, places, got = [feed.reader() for _ in range(3)], [0, 0, 0], [list[int](), [], []]
    for who, limit in [*moves, *[(who, 5) for who in range(3)] * len(frames)]:
        batch = readers[who].read(places[who], limit)
        if batch is not None:
            places[who] = batch.last
            got[who] += [record.seq for record in batch.records]
    assert got == [expected] * 3


def test_what_failed_half_way_is_no_duplicate_the_next_time(journal: MemoryJournal) -> None:
    class Flaky(MemoryRegistry):
        away = True

        def adopt(self, event: Event) -> Device:
            if self.away:
                raise UnavailableError("the registry is away")
            return super().adopt(event)

    registry = Flaky()
    feed = DecodedFeed(journal, CountingPipeline(registry), 60_000)
    journal.append([frame(0), frame(1)])
    reader = feed.reader()
    with pytest.raises(UnavailableError):
        reader.read(0, 10)
    registry.away = False
    assert stored(reader, 0) == [1, 2]


def test_entries_that_were_pruned_are_passed_over(feed: DecodedFeed, journal: MemoryJournal) -> None:
    journal.append([frame(number) for number in range(20)])
    journal.prune(10**15, 10**12, 15)
    assert stored(feed.reader(), 3, 2) == [16, 17, 18, 19, 20]
