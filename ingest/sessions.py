"""The sessions of the sources in use: messages are completed before the journal, which remembers what they knew.

A generation of journal entries begins with key frames, as a film does with whole pictures: a session that
reads the last two generations knows what the one before it knew: `docs/decisions/0007-*.md`.
"""

import logging
from collections.abc import Sequence

from ingest.deduplication import GENERATION, Deduplicator
from ingest.sources.contract import Reply, Session, Sources
from telemetry.ports import Journal
from telemetry.record import RawMessage

logger = logging.getLogger(__name__)

_PRIMING = 1_000
"""Entries that are read back at a time."""


class Sessions:
    """Completes messages, each by the session of its source. Costs nothing where no source has one."""

    def __init__(self, sources: Sources, journal: Journal) -> None:
        self._sources = sources
        self._journal = journal
        self._sessions: dict[str, Session] = {}
        self._generation = 0

    def prime(self) -> None:
        """Begin anew, knowing what the journal tells."""
        self._sessions = self._sources.sessions()
        if not self._sessions:
            return
        _, last = self._journal.span()
        self._generation = last // GENERATION
        place = Deduplicator.first_needed(last + 1) - 1
        while entries := self._journal.read(place, _PRIMING):
            for entry in entries:
                self._complete(RawMessage(*entry[1:]))
            place = entries[-1].seq
        self.replies()  # They were sent when the messages came.

    def complete(self, messages: Sequence[RawMessage]) -> list[RawMessage]:
        """The messages as the journal shall have them, after the key frames where a generation begins."""
        if not self._sessions:
            return list(messages)
        frames = self._key_frames(messages[0].received_ms) if messages else []
        return frames + [completed for message in messages for completed in self._complete(message)]

    def replies(self) -> list[Reply]:
        """What the sessions want published since the last call."""
        return [reply for session in self._sessions.values() for reply in session.replies()]

    def _key_frames(self, received_ms: int) -> list[RawMessage]:
        _, last = self._journal.span()
        generation, self._generation = self._generation, last // GENERATION
        if generation == self._generation:
            return []
        frames = [frame for session in self._sessions.values() for frame in session.key_frames()]
        return [frame._replace(received_ms=received_ms) for frame in frames]

    def _complete(self, message: RawMessage) -> Sequence[RawMessage]:
        session = self._sessions.get(message.source)
        if session is None:
            return (message,)
        try:
            return session.complete(message)
        except Exception:
            # A session that fails must not stop the others' messages, nor lose this one.
            logger.exception("the session of %s fails on a message of %s", message.source, message.topic)
            return (message,)
