"""Whoever wants the history of all alarms as it is written: a thread with a place of its own.

It reads what is committed, so that whatever it writes to may be slow or away: no alarm waits for it.
"""

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread

from telemetry.alarm import Transition
from telemetry.errors import RejectedError, UnavailableError
from telemetry.ports import AlarmStore

logger = logging.getLogger(__name__)

_POLL_S = 1.0
_AWAY_S = 10.0
_PIECE = 1_000


class Follower:
    """Hands transitions to `handle`, in order and at least once, and remembers how far it is in the alarm store.

    `handle` raises `UnavailableError` to be given the same again, `RejectedError` for what is never taken.
    """

    def __init__(
        self,
        name: str,
        store: AlarmStore,
        handle: Callable[[Sequence[Transition]], None],
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """`close` releases what `handle` holds, once at the end."""
        self._name = name
        self._store = store
        self._handle = handle
        self._close = close
        self._error = ""
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after what is in hand."""
        self._stopping.set()
        if self._thread.ident:  # It may never have been started.
            self._thread.join()
        self._close()

    def follow(self) -> bool:
        """Hand on the next transitions; whether there were any."""
        after = self._store.load(self._name)
        told = self._store.transitions(after, _PIECE)
        if not told:
            return False
        try:
            self._handle(told)
        except RejectedError as error:
            logger.warning("%s: transitions %d to %d are passed over: %s", self._name, after + 1, told[-1].seq, error)
        self._store.save(self._name, told[-1].seq)
        return True

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            try:
                pause = 0.0 if self.follow() else _POLL_S
                self._error = ""
            except Exception as error:  # noqa: BLE001 - a follower that died would fall behind for ever
                pause = _AWAY_S
                self._report(error)

    def _report(self, error: Exception) -> None:
        text = str(error) or type(error).__name__
        if text != self._error:
            expected = isinstance(error, UnavailableError)
            logger.warning("%s waits: %s", self._name, text, exc_info=None if expected else error)
        self._error = text
