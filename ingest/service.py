"""The ingest service: receiver, consumers and housekeeping, started and stopped in the right order."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from ingest.bookkeeping import Bookkeeper
from ingest.consumer import Consumer, ConsumerStatus
from ingest.feed import DecodedFeed
from ingest.housekeeping import Housekeeping, Job
from ingest.receiver import ReceiverStatus
from telemetry.metrics import Metrics
from telemetry.ports import Checkpoints, Journal, LiveFeed, Quarantine, ReadingStore, Registry


class Receiver(Protocol):
    """What fills the journal: `MqttReceiver`, or another protocol's."""

    def start(self) -> None:
        """Begin to receive."""

    def stop(self) -> None:
        """Receive no more."""

    @property
    def status(self) -> ReceiverStatus:
        """Whether messages can come."""


def consumers(
    feed: DecodedFeed,
    store: ReadingStore,
    store_checkpoints: Checkpoints,
    live: LiveFeed,
    quarantine: Quarantine,
    checkpoints: Checkpoints,
    metrics: Metrics,
) -> list[Consumer]:
    """The consumers of every installation: live first, so that it opens the feed at the journal's end.

    `store_checkpoints` is the store itself where it keeps its place beside its data.
    """
    return [
        Consumer("live", feed, lambda batch: live.publish(batch.records), metrics),
        Consumer("store", feed, lambda batch: store.write(batch.records), metrics, store_checkpoints),
        Consumer("quarantine", feed, Bookkeeper(quarantine, metrics).handle, metrics, checkpoints),
    ]


def housekeeping(
    journal: Journal,
    store: ReadingStore,
    registry: Registry,
    quarantine: Quarantine,
    readers: Sequence[Consumer],
    keep_days: float,
    max_bytes: int,
    expire: Callable[[], object],
) -> Housekeeping:
    """The jobs of every installation; `expire` applies the retention policies to the store.

    Raw messages are kept `keep_days`, in the journal as in quarantine.
    """

    def oldest_ms() -> int:
        return time.time_ns() // 1_000_000 - int(keep_days * 86_400_000)

    def prune() -> int:
        # What a durable consumer has not had yet stays, whatever its age and size.
        needed = min((reader.position for reader in readers if reader.durable), default=0)
        return journal.prune(oldest_ms(), max_bytes, needed)

    return Housekeeping(
        [
            Job("roll-up", 15, store.roll_up),
            Job("registry", 30, registry.refresh),
            Job("journal", 60, prune),
            Job("quarantine", 3600, lambda: quarantine.prune(oldest_ms())),
            Job("retention", 3600, expire),
        ]
    )


class IngestService:
    """Everything from the broker to the stores, as one thing to start and stop."""

    def __init__(self, receiver: Receiver, readers: Sequence[Consumer], keeping: Housekeeping) -> None:
        self._receiver = receiver
        self._consumers = tuple(readers)
        self._housekeeping = keeping

    def start(self) -> None:
        """Consumers first, so that nothing is received before they know their places; the receiver last."""
        for consumer in self._consumers:
            consumer.start()
        self._housekeeping.start()
        self._receiver.start()

    def stop(self) -> None:
        """The receiver first; what is in the journal and not consumed waits there for the next start."""
        self._receiver.stop()
        self._housekeeping.stop()
        for consumer in self._consumers:
            consumer.stop()

    @property
    def receiver(self) -> ReceiverStatus:
        """Whether messages can come, and if not, why."""
        return self._receiver.status

    @property
    def consumers(self) -> list[ConsumerStatus]:
        """How far each consumer is."""
        return [consumer.status for consumer in self._consumers]
