"""The live feed for many clients: one thread reads it, and each client has a bounded queue in the event loop.

A thread per client would exhaust the pool that answers everything else; a client that reads slowly
would hold up the others. So events are encoded once, and whoever is too slow loses the oldest.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from threading import Event, Thread
from typing import Generic, NamedTuple, Protocol, TypeVar

from starlette.exceptions import HTTPException

from api.events import Frame, best_gateway, frames, wire
from api.schemas import LostEvent
from telemetry.device import Device
from telemetry.ports import LiveFeed, LiveSubscription
from telemetry.quantity import Quantity
from telemetry.record import Record

HEARTBEAT_SECONDS = 15.0
"""Idle proxies close a silent connection after 30 to 60 seconds."""

_POLL_SECONDS = 0.5
_PIECE = 500
_RETRY_SECONDS = 10


class Interest(NamedTuple):
    """What a client asked for and may see: of which devices, which of their quantities (None: what is no reading).

    `hides` tells of a gateway whether it must not be named. `public` is a client who has not said who they are.
    """

    wants: Callable[[Device], bool]
    shows: Callable[[Device, Quantity | None], bool]
    hides: Callable[[str], bool]
    public: bool = False


class Wants(Protocol):
    """What any client is interested in."""

    @property
    def public(self) -> bool:
        """Whether they have not said who they are."""


Wanted = TypeVar("Wanted", bound=Wants)


class Watcher(Generic[Wanted]):
    """One client's queue of events; only `interest` is for another thread than the event loop's."""

    def __init__(self, interest: Wanted, depth: int) -> None:
        self.interest = interest
        self._depth = depth
        self._queue: deque[bytes] = deque()
        self._lost = 0
        self._ended = False
        self._filled = asyncio.Event()

    def offer(self, events: list[bytes], lost: int) -> None:
        """Queue events, dropping the oldest beyond the depth; `lost` were missed before they came here."""
        self._queue.extend(events)
        self._lost += lost
        while len(self._queue) > self._depth:
            self._queue.popleft()
            self._lost += 1
        self._filled.set()

    def end(self) -> None:
        """Finish the stream after what is queued."""
        self._ended = True
        self._filled.set()

    async def stream(self) -> AsyncIterator[bytes]:
        """What is sent to the client, until the end: events, and a comment when nothing happens."""
        yield b"retry: 3000\n\n"
        while self._queue or not self._ended:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await self._filled.wait()
            except TimeoutError:
                yield b": nothing new\n\n"
                continue
            yield self._take()

    def _take(self) -> bytes:
        # What is queued is shared by all clients, what is taken is a copy: a slow client holds a small one.
        taken = [self._queue.popleft() for _ in range(min(len(self._queue), _PIECE))]
        if self._lost:
            taken.insert(0, wire("lost", LostEvent(self._lost)))
            self._lost = 0
        if not self._queue:
            self._filled.clear()
        return b"".join(taken)


class Watchers:
    """All who watch; the feed is subscribed to while there is at least one."""

    def __init__(self, feed: LiveFeed, most: int = 100, depth: int = 10_000) -> None:
        self._feed = feed
        self._most = most
        self._depth = depth
        self._watchers: tuple[Watcher[Interest], ...] = ()
        self._stop = Event()
        self._stop.set()

    def join(self, interest: Interest) -> Watcher[Interest]:
        """Add a client, or refuse it with 503 when there are too many."""
        if full(self._watchers, self._most, public=interest.public):
            detail = f"{len(self._watchers)} clients watch already; try again later, or poll /v1/latest"
            raise HTTPException(503, detail, {"retry-after": str(_RETRY_SECONDS)})
        watcher = Watcher(interest, self._depth)
        self._watchers = (*self._watchers, watcher)
        if self._stop.is_set():
            self._stop = Event()
            pump = self._feed.subscribe(), self._stop, asyncio.get_running_loop()
            Thread(target=self._pump, args=pump, name="samara-live", daemon=True).start()
        return watcher

    def leave(self, watcher: Watcher[Interest]) -> None:
        """Remove a client; the last one out closes the subscription."""
        self._watchers = tuple(held for held in self._watchers if held is not watcher)
        if not self._watchers:
            self._stop.set()

    def close(self) -> None:
        """End every stream, so that a server can stop without waiting for its clients."""
        for watcher in self._watchers:
            watcher.end()
        self._stop.set()

    def _pump(self, subscription: LiveSubscription, stop: Event, loop: asyncio.AbstractEventLoop) -> None:
        lost = 0
        try:
            while not stop.is_set():
                records = subscription.get(_POLL_SECONDS)
                missed, lost = subscription.lost - lost, subscription.lost
                if not stop.is_set():
                    self._deliver(records, missed, loop)
        finally:
            subscription.close()
            if not stop.is_set():
                # The feed failed: clients that are told of the end come back, and try it anew.
                tell(loop, self.close)

    def _deliver(self, records: list[Record], missed: int, loop: asyncio.AbstractEventLoop) -> None:
        encoded: dict[tuple[int, bool], list[Frame]] = {}
        for watcher in self._watchers:
            wants, shows, hides, _ = watcher.interest
            chosen: list[bytes] = []
            for number, record in enumerate(records):
                if record.live and wants(record.device):
                    gateway = best_gateway(record)
                    variant = number, bool(gateway) and hides(gateway)
                    if variant not in encoded:
                        encoded[variant] = frames(record, "" if variant[1] else gateway)
                    chosen += [frame.data for frame in encoded[variant] if shows(record.device, frame.quantity)]
            if chosen or missed:
                tell(loop, watcher.offer, chosen, missed)


def full(watchers: Collection[Watcher[Wanted]], most: int, *, public: bool) -> bool:
    """Whether there is no room for one more: the public must leave half of it for those who work here."""
    held = sum(watcher.interest.public for watcher in watchers)
    return len(watchers) >= most or (public and 2 * held >= most)


def tell(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *arguments: object) -> None:
    """Have the event loop call something, from another thread."""
    # A loop that has closed meanwhile has nobody left to tell.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call, *arguments)
