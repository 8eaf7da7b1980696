"""The journal decoded once for all consumers that keep up, and again for one that has fallen behind.

The head of the feed decodes new entries and keeps the last few thousand outcomes in a window. A consumer
whose place is in the window shares them; one that is older reads the journal and decodes for itself, until
it reaches the window. No consumer ever waits for another.
"""

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from threading import Lock
from typing import NamedTuple

from ingest.deduplication import Deduplicator
from ingest.pipeline import DecoderBugError, Outcome, Pipeline
from telemetry.errors import ParseError
from telemetry.ports import Journal
from telemetry.record import JournalEntry, QuarantineEntry, Record
from telemetry.uplink import Uplink

WINDOW = 8_000
"""Outcomes that are kept for consumers in step, of about two kilobytes each."""

_SEQ = attrgetter("seq")
_PRIMING = 1_000
"""Entries that are read at a time to remember the uplinks before a place."""


class Batch(NamedTuple):
    """Consecutive outcomes; a consumer that has dealt with them goes on after seq `last`."""

    last: int
    outcomes: Sequence[Outcome]

    @property
    def records(self) -> list[Record]:
        """What was understood, in journal order."""
        return [record for outcome in self.outcomes for record in outcome.records]

    @property
    def refused(self) -> list[QuarantineEntry]:
        """What was not."""
        return [outcome.refused for outcome in self.outcomes if outcome.refused]

    def halves(self) -> tuple["Batch", "Batch"]:
        """The batch in two parts, to find the record that a consumer stumbles over."""
        middle = len(self.outcomes) // 2
        first, second = self.outcomes[:middle], self.outcomes[middle:]
        return Batch(first[-1].seq, first), Batch(self.last, second)


class Cursor:
    """A place in the journal from which entries are decoded in order, with the memory of the uplinks before."""

    def __init__(self, journal: Journal, pipeline: Pipeline, deduplication_ms: int, after: int) -> None:
        self.position = after
        self._journal = journal
        self._pipeline = pipeline
        self._deduplication_ms = deduplication_ms
        self._deduplicator: Deduplicator | None = None

    def advance(self, limit: int) -> list[Outcome]:
        """Decode up to `limit` entries; none at the end of the journal.

        Raises `UnavailableError` when the journal or the registry is away; the position stays.
        """
        # Only success gives the memory back: half a batch remembered would be taken for duplicates next time.
        deduplicator, self._deduplicator = self._deduplicator or self._primed(), None
        outcomes = self._pipeline.process(self._journal.read(self.position, limit), deduplicator)
        self._deduplicator = deduplicator
        if outcomes:
            self.position = outcomes[-1].seq
        return outcomes

    def _primed(self) -> Deduplicator:
        deduplicator = Deduplicator(self._deduplication_ms)
        place = Deduplicator.first_needed(self.position + 1) - 1
        while place < self.position:
            entries = self._journal.read(place, min(_PRIMING, self.position - place))
            for entry in entries:
                if entry.seq <= self.position:
                    self._remember(deduplicator, entry)
            place = entries[-1].seq if entries else self.position
        return deduplicator

    def _remember(self, deduplicator: Deduplicator, entry: JournalEntry) -> None:
        try:
            events = self._pipeline.events(entry)
        except (ParseError, DecoderBugError):
            return
        for event in events:
            if isinstance(event, Uplink):
                deduplicator.is_duplicate(entry.seq, event)


class DecodedFeed:
    """The decoded journal, shared. Thread-safe."""

    def __init__(self, journal: Journal, pipeline: Pipeline, deduplication_ms: int, window: int = WINDOW) -> None:
        self._journal = journal
        self._pipeline = pipeline
        self._deduplication_ms = deduplication_ms
        self._size = window
        self._lock = Lock()
        self._head: Cursor | None = None
        self._window: list[Outcome] = []
        self._start = 0  # The window holds what comes after this seq.

    def reader(self) -> "Reader":
        """A reader for one consumer."""
        return Reader(self)

    def cursor(self, after: int) -> Cursor:
        """A place of one's own in the journal."""
        return Cursor(self._journal, self._pipeline, self._deduplication_ms, after)

    def wait(self, after: int, timeout: float) -> bool:
        """Block until there is an entry after `after`, or `timeout` seconds."""
        return self._journal.wait(after, timeout)

    def span(self) -> tuple[int, int]:
        """First and last seq that the journal holds."""
        return self._journal.span()

    @property
    def window_start(self) -> int:
        """The seq after which outcomes are shared."""
        return self._start

    def shared(self, after: int, limit: int) -> list[Outcome] | None:
        """Up to `limit` outcomes after a place in the window or at its end; None when the place is older."""
        with self._lock:
            if self._head is None or after > self._head.position:
                # A consumer that begins at the journal's end; the others meet the window when they come by.
                self._head, self._window, self._start = self.cursor(after), [], after
            if after < self._start:
                return None
            if after == self._head.position:
                self._trim()
                self._window += self._head.advance(limit)
            begin = bisect_right(self._window, after, key=_SEQ)
            return self._window[begin : begin + limit]

    def _trim(self) -> None:
        # Now and then, since cutting the front off a list moves all the rest.
        if len(self._window) > 2 * self._size:
            excess = len(self._window) - self._size
            self._start = self._window[excess - 1].seq
            del self._window[:excess]


class Reader:
    """One consumer's way into the feed: shared where it can be, its own where it has fallen behind."""

    def __init__(self, feed: DecodedFeed) -> None:
        self._feed = feed
        self._own: Cursor | None = None

    def read(self, after: int, limit: int) -> Batch | None:
        """Up to `limit` outcomes after `after`; None at the end of the journal."""
        outcomes = self._feed.shared(after, limit)
        if outcomes is None:
            outcomes = self._read_back(after, limit)
        else:
            self._own = None
        return Batch(outcomes[-1].seq, outcomes) if outcomes else None

    def _read_back(self, after: int, limit: int) -> list[Outcome]:
        if self._own is None or self._own.position != after:
            self._own = self._feed.cursor(after)
        # Not beyond the start of the window, to share from there on.
        return self._own.advance(min(limit, self._feed.window_start - after))
