"""Sessions before the journal: key frames, priming, and failures."""

from collections.abc import Sequence

import pytest

from ingest import sessions as module
from ingest.sessions import Sessions
from ingest.sources.contract import Reply, Source, Sources
from telemetry.memory import MemoryJournal
from telemetry.record import RawMessage


class Counting:
    """Numbers the messages it sees; a key frame states the number reached."""

    def __init__(self) -> None:
        self.seen = 0

    def complete(self, message: RawMessage) -> Sequence[RawMessage]:
        if message.payload == b"fail":
            raise ZeroDivisionError
        if message.retained:
            self.seen = int(message.payload)
            return (message,)
        self.seen = int(message.payload) if message.payload else self.seen + 1
        return (message._replace(payload=str(self.seen).encode()),)

    def key_frames(self) -> Sequence[RawMessage]:
        return [RawMessage("counting", "frame", str(self.seen).encode(), 0, retained=True)]

    def replies(self) -> Sequence[Reply]:
        return [Reply("hello", b"")] if self.seen else []


PLAIN = Source(("b/#",), lambda _: [], "plain")
SOURCES = Sources([Source(("a/#",), lambda _: [], "counting", session=Counting), PLAIN])
MESSAGE = RawMessage("counting", "a/b", b"", 5)
OTHER = RawMessage("plain", "b/c", b"x", 5)


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> MemoryJournal:
    """A journal whose generations have eight entries."""
    monkeypatch.setattr(module, "GENERATION", 8)
    monkeypatch.setattr("ingest.deduplication.GENERATION", 8)
    return MemoryJournal()


def start(journal: MemoryJournal) -> Sessions:
    sessions = Sessions(SOURCES, journal)
    sessions.prime()
    return sessions


def payloads(messages: Sequence[RawMessage]) -> list[bytes]:
    return [message.payload for message in messages]


def test_each_message_goes_through_the_session_of_its_source(journal: MemoryJournal) -> None:
    sessions = start(journal)
    assert payloads(sessions.complete([MESSAGE, OTHER, MESSAGE])) == [b"1", b"x", b"2"]
    assert sessions.replies() == [Reply("hello", b"")]


def test_a_new_session_goes_on_where_the_last_one_was(journal: MemoryJournal) -> None:
    journal.append(start(journal).complete([MESSAGE, MESSAGE]))
    assert payloads(start(journal).complete([MESSAGE])) == [b"3"]


def test_a_generation_begins_with_key_frames(journal: MemoryJournal) -> None:
    sessions = start(journal)
    for _ in range(8):
        journal.append(sessions.complete([MESSAGE]))
    batch = sessions.complete([MESSAGE])
    assert batch == [RawMessage("counting", "frame", b"8", 5, retained=True), MESSAGE._replace(payload=b"9")]
    assert payloads(sessions.complete([MESSAGE])) == [b"10"]


def test_what_was_long_ago_is_known_by_key_frames(journal: MemoryJournal) -> None:
    sessions = start(journal)
    journal.append(sessions.complete([MESSAGE, MESSAGE, MESSAGE]))
    for _ in range(100):
        journal.append(sessions.complete([OTHER]))
    assert payloads(start(journal).complete([MESSAGE])) == [b"4"]


def test_a_session_that_fails_loses_nothing(journal: MemoryJournal) -> None:
    sessions = start(journal)
    failing = MESSAGE._replace(payload=b"fail")
    assert sessions.complete([failing, OTHER]) == [failing, OTHER]


def test_without_sessions_messages_are_as_they_were(journal: MemoryJournal) -> None:
    sessions = Sessions(Sources([PLAIN]), journal)
    sessions.prime()
    assert sessions.complete([OTHER]) == [OTHER]
    assert sessions.replies() == []
