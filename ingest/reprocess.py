"""Decoding again: the journal of a span with today's decoders and inventory, and what lies in quarantine.

What comes out is never live. Stored values are replaced where series and time are the same; a series that
a corrected decoder no longer gives keeps what it had.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.feed import Cursor
from ingest.pipeline import Outcome, Pipeline
from telemetry.errors import RejectedError
from telemetry.ports import Journal, Quarantine, ReadingStore
from telemetry.record import JournalEntry, QuarantineEntry
from telemetry.series import Span

_BATCH = 1_000


@dataclass
class Tally:
    """What decoding again has come to: entries tried, readings written, entries that quarantine keeps.

    `rejected` entries decode, and the store refuses them for good; `rejection` is its first reason.
    """

    entries: int = 0
    readings: int = 0
    refused: int = 0
    rejected: int = 0
    rejection: str = ""

    def __str__(self) -> str:
        text = f"{self.entries} messages: {self.readings} readings stored, {self.refused} in quarantine"
        return f"{text}, {self.rejected} rejected by the store: {self.rejection}" if self.rejected else f"{text}."


class Reprocessor:
    """Decodes again into the store, and brings the quarantine up to date with the result."""

    def __init__(self, pipeline: Pipeline, store: ReadingStore, quarantine: Quarantine) -> None:
        self._pipeline = pipeline
        self._store = store
        self._quarantine = quarantine

    def journal(
        self,
        journal: Journal,
        deduplication_ms: int,
        received: Span,
        dev_eui: str | None = None,
        progress: Callable[[Tally], object] = lambda _: None,
    ) -> Tally:
        """Decode what was received in a span, of one device or of all, up to what the journal has now.

        `progress` is called after each batch.
        """
        tally = Tally()
        _, last = journal.span()
        cursor = Cursor(journal, self._pipeline, deduplication_ms, journal.seek(received.start_ms))
        while cursor.position < last and (outcomes := cursor.advance(_BATCH)):
            self._write([outcome for outcome in outcomes if _concerns(outcome, dev_eui, received)], tally)
            progress(tally)
        return tally

    def quarantined(self, dev_eui: str | None = None, tenant: str | None = None) -> Tally:
        """Try all of the quarantine again, or a device's or tenant's, from the raw bytes that it keeps."""
        tally = Tally()
        for page in self._pages(dev_eui, tenant):
            self._retry(page, tally)
        return tally

    def entries(self, entries: list[QuarantineEntry]) -> Tally:
        """Try these again."""
        tally = Tally()
        self._retry(entries, tally)
        return tally

    def _retry(self, entries: list[QuarantineEntry], tally: Tally) -> None:
        again = [
            JournalEntry(entry.seq, entry.source, entry.topic, entry.payload, entry.received_ms) for entry in entries
        ]
        # They were no duplicates when they were refused, and are none now.
        self._write(self._pipeline.process(again, None), tally)

    def _pages(self, dev_eui: str | None, tenant: str | None) -> Iterator[list[QuarantineEntry]]:
        before = None
        while page := self._quarantine.list(tenant, dev_eui, before, _BATCH):
            before = page[-1].seq
            yield page

    def _write(self, outcomes: list[Outcome], tally: Tally) -> None:
        stored = self._stored(outcomes, tally)
        refused = [outcome.refused for outcome in outcomes if outcome.refused]
        self._quarantine.put(refused)
        # The store has them: only now may the quarantine forget them.
        self._quarantine.release([outcome.seq for outcome in stored if not outcome.refused])
        tally.entries += len(outcomes)
        tally.readings += sum(len(record.points) for outcome in stored for record in outcome.records)
        tally.refused += len(refused)

    def _stored(self, outcomes: list[Outcome], tally: Tally) -> list[Outcome]:
        """Write, halving what the store refuses for good until the culprit is alone; return what it took."""
        try:
            self._store.write([record._replace(live=False) for outcome in outcomes for record in outcome.records])
        except RejectedError as error:
            middle = len(outcomes) // 2
            if middle:
                return self._stored(outcomes[:middle], tally) + self._stored(outcomes[middle:], tally)
            tally.rejected += 1
            tally.rejection = tally.rejection or str(error)
            return []
        return outcomes


def _concerns(outcome: Outcome, dev_eui: str | None, received: Span) -> bool:
    """Whether an entry was received in the span and is of the device, where one is named."""
    about = [(record.device.dev_eui, record.received_ms) for record in outcome.records]
    if outcome.refused:
        about.append((outcome.refused.dev_eui, outcome.refused.received_ms))
    return any(
        received.start_ms <= received_ms < received.end_ms and dev_eui in (None, sender)
        for sender, received_ms in about
    )
