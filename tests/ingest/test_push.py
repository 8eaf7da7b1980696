"""What is pushed becomes records, and survives a crash between note and journal exactly once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.push import PushIntake
from ingest.sources import push as source
from ingest.sources.push import SOURCE
from storage.journal import SqliteJournal
from storage.pushes import SqlPushes
from storage.sql import Database
from telemetry.errors import ParseError, UnavailableError
from telemetry.memory import MemoryJournal, MemoryRegistry
from telemetry.push import KEPT_MS, MemoryPushes, Push, PushNote, Receipt
from telemetry.record import JournalEntry
from telemetry.times import to_ms
from telemetry.uplink import Report

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOON_MS = to_ms(NOON)
EUI = "24e124136b500001"
LINES = (
    f"readings,device={EUI},channel=out co2=612,air_temperature=-2.5 1795262340000000000\nreadings,device={EUI} co2=t"
)


def events(payload: bytes) -> list[Any]:
    return list(SOURCE.parse(JournalEntry(1, "push", "ingest/push", payload, NOON_MS)))


def push(key: str = "k", payload: bytes = LINES.encode()) -> Push:
    return Push(payload, "unassigned", lambda tenant: True, key)


def test_a_body_becomes_a_report_for_each_device_and_instant() -> None:
    first, second = events(LINES.encode())

    assert isinstance(first, Report)
    assert (first.dev_eui, first.time, second.time) == (EUI, NOON - timedelta(minutes=1), NOON)
    assert [(r.quantity.key, r.channel, r.value) for r in first.readings] == [
        ("co2", "out", 612.0),
        ("air_temperature", "out", -2.5),
    ]
    assert [(r.quantity.key, r.channel, r.value) for r in second.readings] == [("co2", "main", 1.0)]


def test_times_are_cut_to_the_millisecond_that_is_stored() -> None:
    row = b'{"readings":[{"dev_eui":"%b","quantity":"co2","value":1,"time":"2026-11-21T11:59:00.123999Z"}]}'

    assert events(row % EUI.encode())[0].time == NOON - timedelta(seconds=59, milliseconds=877)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_only_parse_errors_escape(payload: bytes) -> None:
    for body in (payload, b'{"readings":[' + payload, b"readings,device=" + payload):
        try:
            source.read(body, NOON_MS)
            events(body)
        except ParseError:
            continue


@pytest.fixture(params=["memory", "sql"])
def pushes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    if request.param == "memory":
        yield MemoryPushes()
        return
    database = Database(f"sqlite:///{tmp_path / 'registry.db'}")
    database.start()
    held = SqlPushes(database)
    yield held
    held.close()


def test_notes_are_kept_by_authority_and_key_until_they_are_old(pushes: Any) -> None:
    note = PushNote("amiens", "k", "digest", 7, NOON_MS, Receipt(2, 1, ("a", "b")))
    pushes.put(note)
    pushes.put(note._replace(tenant="baie", done=True))

    assert pushes.held("amiens", "k") == note
    assert pushes.held("baie", "k") == note._replace(tenant="baie", done=True)
    assert pushes.held("amiens", "other") is None
    pushes.put(note._replace(done=True))
    assert pushes.held("amiens", "k").done
    pushes.put(note._replace(key="later", time_ms=NOON_MS + KEPT_MS + 1))
    assert pushes.held("amiens", "k") is None
    assert pushes.held("amiens", "later") is not None


@pytest.mark.parametrize("reached", [False, True], ids=["before the journal", "after the journal"])
def test_a_crash_between_note_and_journal_takes_it_once(tmp_path: Path, pushes: Any, reached: bool) -> None:
    journal, registry = SqliteJournal(tmp_path / "journal.db"), MemoryRegistry()

    class CrashError(Exception):
        pass

    class Crashing(MemoryJournal):
        span = journal.span

        def append(self, messages: Any) -> int:
            if reached:
                journal.append(messages)
            raise CrashError

    with pytest.raises(CrashError):
        PushIntake(registry, Crashing(), pushes, lambda: NOON).take(push())
    intake = PushIntake(registry, journal, pushes, lambda: NOON + timedelta(hours=1))
    receipts = [intake.take(push()) for _ in range(3)]

    assert receipts == [Receipt(3, 1, (EUI,))] * 3
    assert [entry.received_ms for entry in journal.read(0, 10)] == [NOON_MS]
    journal.close()


def test_a_journal_that_is_away_is_tried_again_under_the_same_key() -> None:
    journal, fails = MemoryJournal(), [True]

    class Flaky(MemoryJournal):
        def append(self, messages: Any) -> int:
            if fails.pop():
                raise UnavailableError("disk full")
            return journal.append(messages)

    intake = PushIntake(MemoryRegistry(), Flaky(), MemoryPushes(), lambda: NOON)
    with pytest.raises(UnavailableError):
        intake.take(push())
    fails[:] = [False]

    assert intake.take(push()).readings == 3
    assert len(journal.read(0, 10)) == 1


def test_without_a_key_each_is_taken() -> None:
    journal = MemoryJournal()
    intake = PushIntake(MemoryRegistry(), journal, MemoryPushes(), lambda: NOON)

    assert [intake.take(push("")).registered for _ in range(2)] == [(EUI,), ()]
    assert len(journal.read(0, 10)) == 2
