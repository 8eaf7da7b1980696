"""A consumer of the feed: a thread with a place of its own, that nobody else's failure delays."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import NamedTuple

from ingest.backoff import Backoff
from ingest.feed import Batch, DecodedFeed
from telemetry.errors import RejectedError, UnavailableError
from telemetry.memory import MemoryCheckpoints
from telemetry.metrics import Metrics
from telemetry.ports import Checkpoints

logger = logging.getLogger(__name__)

_IDLE_S = 0.5


class ConsumerStatus(NamedTuple):
    """How far a consumer is, how many journal entries it lags behind, and why it does not go on, if so."""

    name: str
    position: int
    lag: int
    last_error: str


class Consumer:
    """Hands batches to `handle`, in order and at least once, and remembers how far it is.

    `handle` raises `UnavailableError` to be given the same batch again, after a growing pause, for as long
    as it takes; so does any other error, logged as the bug it is. It raises `RejectedError` for what will
    never be accepted: the batch is then halved until the culprit is alone, which is logged and passed over.
    A wrong password or a missing database is unavailability, not rejection: otherwise all would be passed over.

    With `checkpoints=None` the consumer starts at the journal's end and forgets its place when it stops.
    """

    def __init__(
        self,
        name: str,
        feed: DecodedFeed,
        handle: Callable[[Batch], None],
        metrics: Metrics,
        checkpoints: Checkpoints | None = None,
        limit: int = 2000,
        backoff: Backoff | None = None,
    ) -> None:
        self.name = name
        self.durable = checkpoints is not None
        self._feed = feed
        self._reader = feed.reader()
        self._handle = handle
        self._metrics = metrics
        self._checkpoints = checkpoints or MemoryCheckpoints()
        self._limit = limit
        self._backoff = backoff or Backoff()
        self._position = 0
        self._pending: Batch | None = None
        self._error = ""
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=f"consumer-{name}", daemon=True)
        metrics.declare("samara_rejected_total", "Records that a consumer refused for good")
        metrics.gauge(f"samara_{name}_lag", f"Journal entries that {name} is behind", lambda: self.status.lag)

    def start(self) -> None:
        """Find the place and go on from there, in a thread of its own."""
        _, last = self._feed.span()
        self._position = self._checkpoints.load(self.name) if self.durable else last
        if self._position > last:
            logger.warning(
                "%s was at %d, the journal ends at %d: it is another journal", self.name, self._position, last
            )
            self._position = 0
        self._thread.start()

    def stop(self) -> None:
        """Stop after the batch in hand."""
        self._stopping.set()
        if self._thread.ident:  # It may never have been started.
            self._thread.join()

    @property
    def status(self) -> ConsumerStatus:
        """What `/ready` shows."""
        first, last = self._feed.span()
        return ConsumerStatus(self.name, self._position, last - max(self._position, first - 1), self._error)

    @property
    def position(self) -> int:
        """The last seq that has been dealt with."""
        return self._position

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 - a consumer that died would lose nothing and do nothing
                self._report(error)
                self._stopping.wait(self._backoff.pause())

    def _turn(self) -> None:
        self._pending = self._pending or self._reader.read(self._position, self._limit)
        if self._pending is None:
            self._feed.wait(self._position, _IDLE_S)
            return
        self._deliver(self._pending)
        self._checkpoints.save(self.name, self._pending.last)
        self._position, self._pending = self._pending.last, None
        if self._error:
            logger.info("%s goes on", self.name)
            self._error = ""
        self._backoff.reset()

    def _deliver(self, batch: Batch) -> None:
        try:
            self._handle(batch)
        except RejectedError as error:
            if len(batch.outcomes) > 1:
                for half in batch.halves():
                    self._deliver(half)
            else:
                logger.warning("%s refuses journal entry %d for good: %s", self.name, batch.last, error)
                self._metrics.add("samara_rejected_total", consumer=self.name)

    def _report(self, error: Exception) -> None:
        text = str(error) or type(error).__name__
        if text != self._error:
            expected = isinstance(error, UnavailableError)
            logger.warning("%s waits: %s", self.name, text, exc_info=None if expected else error)
        self._error = text
