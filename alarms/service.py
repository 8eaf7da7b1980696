"""The alarms of one process: the engine under a lock, with the thread that lets its time pass."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from threading import Event, RLock, Thread
from time import monotonic

from alarms.engine import Change, Engine
from telemetry.alarm import Delivery, DeliveryState, Outcome, Transition, Verdict
from telemetry.errors import UnavailableError
from telemetry.ports import AlarmStore, Outbox
from telemetry.record import Record

logger = logging.getLogger(__name__)

_TICK_S = 0.25
_PLACE_S = 1.0
_SNAPSHOT_S = 60.0
_HELD_MS = 60_000
"""Behind by more than this, what is to be told waits: it may be over before the engine has caught up."""
_HELD_AT_MOST_MS = 300_000
_LOOK_AGAIN_MS = 1_000


class AlarmService:
    """What the journal's consumer, people and the notifier have to do with the engine. Thread-safe.

    It is the checkpoint of its own consumer: a commit moves it with what the entries meant.
    """

    def __init__(self, engine: Engine, store: AlarmStore, wake: Callable[[], None] = lambda: None) -> None:
        """`wake` is called after each commit that may have left something to tell."""
        self._engine = engine
        self.store = store
        self._wake = wake
        self._lock = RLock()
        self._stopping = Event()
        self._error = ""
        self._told = 0
        self._place_due = self._snapshot_due = 0.0
        self._thread = Thread(target=self._run, name="alarms", daemon=True)

    def start(self, history: Callable[[int, int], Iterable[Record]]) -> None:
        """Take up where the last run ended, and let the time pass; `history` is the engine's."""
        with self._lock:
            self._engine.start(history)
        self._snapshot_due = monotonic() + _SNAPSHOT_S
        self._thread.start()

    def stop(self) -> None:
        """Stop the time, and keep the memory of the rules for the next start."""
        self._stopping.set()
        if self._thread.ident:  # It may never have been started.
            self._thread.join()
            try:
                self._keep_snapshot()
            except UnavailableError as error:
                logger.warning("the next start reads the journal again, further back: %s", error)

    @property
    def error(self) -> str:
        """Why it does not go on, empty when it does."""
        return self._error

    def handle(self, records: Sequence[Record], last: int) -> None:
        """Evaluate the next entries of the journal, up to seq `last`."""
        with self._lock:
            self._engine.handle(records, last)
        self._tell()

    def load(self, consumer: str) -> int:  # noqa: ARG002 - of a port
        """The last seq that has been evaluated: where its consumer goes on."""
        return self._engine.seq

    def save(self, consumer: str, seq: int) -> None:
        """Nothing: commits keep the place, and so does the clock's thread, once a second."""

    def learn(self, history: Sequence[Record]) -> None:
        """Begin the rules anew with a history; see `Engine.learn`."""
        with self._lock:
            self._engine.learn(history)
        self._tell()

    def act(self, alarm_id: str, change: Change, revision: int | None = None) -> Transition:
        """Let a person change an alarm; see `Engine.act`."""
        with self._lock:
            told = self._engine.act(alarm_id, change, revision)
        self._tell()
        return told

    def revise(self, change: Callable[[], Sequence[Verdict]]) -> None:
        """Change the rules; see `Engine.revise`."""
        with self._lock:
            self._engine.revise(change)
        self._tell()

    def _run(self) -> None:
        while not self._stopping.wait(_TICK_S):
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 - alarms must go on, whatever a rule or a store does
                self._report(error)
            else:
                self._error = ""

    def _turn(self) -> None:
        with self._lock:
            self._engine.tick()
            if monotonic() >= self._place_due:
                self._engine.keep_place()
                self._place_due = monotonic() + _PLACE_S
        self._tell()
        if monotonic() >= self._snapshot_due:
            self._snapshot_due = monotonic() + _SNAPSHOT_S
            self._keep_snapshot()

    def _tell(self) -> None:
        last = self._engine.last_transition
        if last != self._told:
            self._told = last
            self._wake()

    def _keep_snapshot(self) -> None:
        with self._lock:
            self._engine.keep_place()
            snapshot = self._engine.snapshot()
        if snapshot:
            self.store.keep(snapshot)

    def _report(self, error: Exception) -> None:
        text = str(error) or type(error).__name__
        if text != self._error:
            logger.warning("alarms wait: %s", text, exc_info=None if isinstance(error, UnavailableError) else error)
        self._error = text


class HeldOutbox:
    """An outbox that gives nothing away while the engine catches up: what is over by then is told to nobody.

    After five minutes it does all the same, the gravest first: late is better than not at all.
    """

    def __init__(self, outbox: Outbox, behind_ms: Callable[[], int], now_ms: Callable[[], int]) -> None:
        self._outbox = outbox
        self._behind_ms = behind_ms
        self._now_ms = now_ms
        self._held_since_ms: int | None = None

    def due(self, now_ms: int, limit: int, busy: Collection[str] = ()) -> list[Delivery]:
        return [] if self._is_held() else self._outbox.due(now_ms, limit, busy)

    def next_due(self) -> int | None:
        return self._now_ms() + _LOOK_AGAIN_MS if self._is_held() else self._outbox.next_due()

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        self._outbox.settle(outcomes)

    def deliveries(
        self, alarm_id: str | None = None, state: DeliveryState | None = None, limit: int = 100
    ) -> list[Delivery]:
        return self._outbox.deliveries(alarm_id, state, limit)

    def _is_held(self) -> bool:
        if self._behind_ms() <= _HELD_MS:
            self._held_since_ms = None
            return False
        if self._held_since_ms is None:
            self._held_since_ms = self._now_ms()
        return self._now_ms() - self._held_since_ms < _HELD_AT_MOST_MS
