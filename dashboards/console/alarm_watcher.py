"""The one bridge between the history of alarms and all clients of the console: a thread that follows it."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Event, Thread
from typing import Final

from telemetry.access import Permission, Principal
from telemetry.alarm import Alarm, Severity, State
from telemetry.errors import UnavailableError
from telemetry.ports import AlarmStore

_log = logging.getLogger(__name__)

_POLL_S: Final = 0.05
_AWAY_S: Final = 2.0
_PIECE: Final = 1_000


@dataclass(frozen=True)
class AlarmPicture:
    """The open alarms after one transition. `problem` is what a store that does not answer says."""

    seq: int = 0
    alarms: tuple[Alarm, ...] = ()
    problem: str = ""

    def seen_by(self, principal: Principal) -> "AlarmPicture":
        """What a visitor may see of it: the alarms of their authorities."""
        readable = principal.over(Permission.READ)
        if readable is None:
            return self
        return replace(self, alarms=tuple(alarm for alarm in self.alarms if alarm.source.tenant in readable))

    @cached_property
    def waiting(self) -> Counter[Severity]:
        """How many of each severity wait for somebody to take them."""
        return Counter(alarm.severity for alarm in self.alarms if alarm.state is State.UNACKNOWLEDGED)

    @property
    def gravest(self) -> Severity | None:
        """The gravest severity that waits for somebody."""
        return max(self.waiting, default=None)


class AlarmWatcher:
    """Keeps `picture` a tenth of a second old at most, in a thread of its own, whoever changes the alarms."""

    def __init__(self, store: AlarmStore) -> None:
        self._store = store
        self._open: dict[str, Alarm] | None = None
        self._seq = 0
        self._stop = Event()
        self._thread = Thread(target=self._run, name="console-alarms", daemon=True)
        self.picture = AlarmPicture()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        pause_s = 0.0
        while not self._stop.wait(pause_s):
            try:
                self.step()
                pause_s = _POLL_S
            except Exception as error:  # noqa: BLE001 - whatever it is, the next turn may work
                # A thread that ended without a word would leave old alarms on the page as if they were today's.
                if not isinstance(error, UnavailableError):
                    _log.exception("console: the alarms could not be read")
                self.picture = replace(self.picture, problem=str(error) or type(error).__name__)
                pause_s = _AWAY_S

    def step(self) -> None:
        """Take in what has happened since the last step."""
        if self._open is None:
            # The place first: what happens between the two questions is told again, which does no harm.
            self._seq = self._store.last_transition()
            self._open = {alarm.id: alarm for alarm in self._store.open_alarms()}
        elif self._store.last_transition() == self._seq and not self.picture.problem:
            return
        while told := self._store.transitions(self._seq, _PIECE):
            self._take(one.alarm for one in told)
            self._seq = told[-1].seq
        self.picture = AlarmPicture(self._seq, tuple(self._open.values()))

    def _take(self, alarms: Iterable[Alarm]) -> None:
        assert self._open is not None  # noqa: S101 - read before
        for alarm in alarms:
            if alarm.open:
                self._open[alarm.id] = alarm
            else:
                self._open.pop(alarm.id, None)
