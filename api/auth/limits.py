"""How often somebody may ask: token buckets, and days."""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from typing import NamedTuple

_MOST_CLIENTS = 10_000


class Allowance(NamedTuple):
    """Whether a request may pass, how many more may follow at once, and in how many seconds another may."""

    passes: bool
    remaining: int
    wait_s: int


class Buckets:
    """A token bucket for each client, of its own rate; the longest silent are forgotten. For one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, rate: float, burst: float) -> Allowance:
        """Take a token of a client's bucket, which fills at `rate` a second up to `burst`."""
        now = self._clock()
        tokens, before = self._held.pop(client, (burst, now))
        tokens = min(burst, tokens + (now - before) * rate)
        passes = tokens >= 1
        tokens -= passes
        self._held[client] = tokens, now
        if len(self._held) > _MOST_CLIENTS:
            self._held.popitem(last=False)
        return Allowance(passes, int(tokens), max(1, ceil((1 - tokens) / rate)))

    def is_empty(self, client: str, rate: float, burst: float) -> int:
        """Seconds until a client's bucket has a token; 0 when it has one now, which stays there."""
        tokens, before = self._held.get(client, (burst, 0.0))
        tokens += (self._clock() - before) * rate
        return 0 if tokens >= 1 else max(1, ceil((1 - tokens) / rate))

    def forget(self, client: str) -> None:
        """Give a client a full bucket again."""
        self._held.pop(client, None)
