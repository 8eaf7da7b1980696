"""The history of alarms for many clients, as it is written: one thread reads it from the store."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from threading import Event, Thread
from typing import NamedTuple

from starlette.exceptions import HTTPException

from api.alarm_schemas import transition_of
from api.events import wire
from api.watchers import Watcher, full, tell
from telemetry.alarm import Alarm, Transition
from telemetry.errors import UnavailableError
from telemetry.ports import AlarmStore

_POLL_S = 0.25
_PIECE = 500
_MISSED = 1_000
"""Transitions that a client is told again after it was away; of more it is told how many it lost."""
_DEPTH = 5_000


class AlarmInterest(NamedTuple):
    """Which alarms a client sees, and the last transition that it has had.

    `public` is a client who has not said who they are.
    """

    shows: Callable[[Alarm], bool]
    after: int
    public: bool = False


class AlarmWatchers:
    """All who watch alarms; the store is read while there is at least one."""

    def __init__(self, most: int = 100) -> None:
        self._most = most
        self._watchers: tuple[Watcher[AlarmInterest], ...] = ()
        self._stop = Event()
        self._stop.set()

    @staticmethod
    def missed(
        store: AlarmStore, after: int | None, tenants: Collection[str] | None
    ) -> tuple[int, int, list[Transition]]:
        """For a client that has had those up to `after`: its new place, how many are lost, which are told again.

        What happened to alarms of other `tenants` than the client's (None: all) is nothing lost.
        """
        last = store.last_transition()
        if after is None or after >= last:
            return last, 0, []
        begin = max(after, last - _MISSED)
        told = store.transitions(begin, _MISSED)
        lost = store.count_transitions(after, begin, tenants) if begin > after else 0
        return told[-1].seq if told else last, lost, told

    def join(
        self, store: AlarmStore, interest: AlarmInterest, lost: int, told: Sequence[Transition]
    ) -> Watcher[AlarmInterest]:
        """Add a client that is at a place in the history, or refuse it with 503 when there are too many."""
        if full(self._watchers, self._most, public=interest.public):
            detail = f"{len(self._watchers)} clients watch already; poll /v1/alarms"
            raise HTTPException(503, detail, {"retry-after": "10"})
        watcher = Watcher(interest, _DEPTH)
        frames = _frames(told, interest.shows)
        if frames or lost:
            watcher.offer(frames, lost)
        self._watchers = (*self._watchers, watcher)
        if self._stop.is_set():
            self._stop = Event()
            pump = store, interest.after, self._stop, asyncio.get_running_loop()
            Thread(target=self._pump, args=pump, name="samara-alarm-events", daemon=True).start()
        return watcher

    def leave(self, watcher: Watcher[AlarmInterest]) -> None:
        """Remove a client."""
        self._watchers = tuple(held for held in self._watchers if held is not watcher)
        if not self._watchers:
            self._stop.set()

    def close(self) -> None:
        """End every stream."""
        for watcher in self._watchers:
            watcher.end()
        self._stop.set()

    def _pump(self, store: AlarmStore, place: int, stop: Event, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while not stop.wait(_POLL_S):
                told = store.transitions(place, _PIECE)
                if told:
                    place = told[-1].seq
                    self._deliver(told, loop)
        except UnavailableError:
            # Clients that are told of the end come back, with the last that they have had.
            tell(loop, self.close)

    def _deliver(self, told: Sequence[Transition], loop: asyncio.AbstractEventLoop) -> None:
        for watcher in self._watchers:
            shows, after, _ = watcher.interest
            frames = _frames([one for one in told if one.seq > after], shows)
            if frames:
                tell(loop, watcher.offer, frames, 0)


def _frames(told: Sequence[Transition], shows: Callable[[Alarm], bool]) -> list[bytes]:
    return [wire("transition", transition_of(one), one.seq) for one in told if shows(one.alarm)]
