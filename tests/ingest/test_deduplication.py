from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.deduplication import GENERATION, Deduplicator
from telemetry.errors import ConfigError
from telemetry.uplink import Uplink

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
WINDOW_MS = 60_000
FIRST = Uplink("24e124136b502217", AT, 85, b"\x01", 7, "id-7")


@pytest.fixture
def deduplicator() -> Deduplicator:
    return Deduplicator(WINDOW_MS)


@pytest.mark.parametrize(
    ("changes", "duplicate"),
    [
        pytest.param({}, True, id="the same again"),
        pytest.param({"f_cnt": 8}, True, id="same deduplication id"),
        pytest.param({"deduplication_id": "other"}, True, id="same counter and payload, by another server"),
        pytest.param({"deduplication_id": ""}, True, id="same counter and payload, without id"),
        pytest.param({"deduplication_id": "other", "f_cnt": 8}, False, id="next frame, same payload"),
        pytest.param({"deduplication_id": "other", "payload": b"\x02"}, False, id="same counter, other payload"),
        pytest.param({"dev_eui": "24e124136b502218"}, False, id="another device"),
        pytest.param({"deduplication_id": "other", "f_cnt": 0, "payload": b"\x02"}, False, id="counter reset"),
        pytest.param({"time": AT + timedelta(seconds=60)}, True, id="at the end of the window"),
        pytest.param({"time": AT - timedelta(seconds=60)}, True, id="out of order"),
        pytest.param({"time": AT + timedelta(seconds=61)}, False, id="one id in all messages, later"),
        pytest.param(
            {"time": AT + timedelta(seconds=61), "deduplication_id": "other"}, False, id="counter back again, later"
        ),
    ],
)
def test_second_uplink(deduplicator: Deduplicator, changes: dict[str, Any], *, duplicate: bool) -> None:
    assert not deduplicator.is_duplicate(1, FIRST)
    assert deduplicator.is_duplicate(2, FIRST._replace(**changes)) is duplicate


def test_two_uplinks_without_id_are_told_apart(deduplicator: Deduplicator) -> None:
    assert not deduplicator.is_duplicate(1, FIRST._replace(deduplication_id=""))
    assert not deduplicator.is_duplicate(2, FIRST._replace(deduplication_id="", f_cnt=8))


@pytest.mark.parametrize(
    ("first", "second", "duplicate"),
    [
        pytest.param(1, GENERATION - 1, True, id="same generation"),
        pytest.param(1, 2 * GENERATION - 1, True, id="next generation"),
        pytest.param(1, 2 * GENERATION, False, id="the one after"),
        pytest.param(GENERATION - 1, 3 * GENERATION, False, id="much later"),
    ],
)
def test_memory_lasts_one_to_two_generations(
    deduplicator: Deduplicator, first: int, second: int, *, duplicate: bool
) -> None:
    deduplicator.is_duplicate(first, FIRST)
    assert deduplicator.is_duplicate(second, FIRST) is duplicate


@given(
    gaps=st.lists(st.sampled_from([1, 2, GENERATION // 3, GENERATION - 1, GENERATION]), min_size=1, max_size=30),
    frames=st.lists(st.integers(0, 3), min_size=30, max_size=30),
    begin=st.integers(0, 29),
)
def test_who_starts_later_answers_the_same(gaps: list[int], frames: list[int], begin: int) -> None:
    seqs = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    uplinks = [FIRST._replace(f_cnt=frame, deduplication_id="") for frame in frames]
    whole = Deduplicator(WINDOW_MS)
    answers = [whole.is_duplicate(seq, uplink) for seq, uplink in zip(seqs, uplinks, strict=False)]
    begin = min(begin, len(seqs) - 1)
    late = Deduplicator(WINDOW_MS)
    primed = [
        late.is_duplicate(seq, uplink)
        for seq, uplink in zip(seqs, uplinks, strict=False)
        if seq >= Deduplicator.first_needed(seqs[begin])
    ]
    assert primed[-(len(seqs) - begin) :] == answers[begin:]


def test_a_window_is_not_negative() -> None:
    with pytest.raises(ConfigError, match="negative"):
        Deduplicator(-1)
