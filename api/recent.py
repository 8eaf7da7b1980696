"""Answers that cost much to make, kept for a second for all who ask the same with the same rights."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

MAX_AGE_S = 1.0
"""A display that is renewed each second sees nothing older than its own last look."""
_MOST = 16
"""Answers that are kept: of some two megabytes each, where an authority has ten thousand series."""


class Recent:
    """Rendered answers by question; what makes the same answer waits for whoever makes it already."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[Hashable, tuple[float, bytes]] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable, render: Callable[[], bytes]) -> bytes:
        """The answer to a question, at most `MAX_AGE_S` old; `question` says by whose rights it is asked."""
        with self._lock:
            made, body = self._held.pop(question, (-MAX_AGE_S, b""))
            if self._clock() - made >= MAX_AGE_S:
                made, body = self._clock(), render()
            self._held[question] = made, body
            if len(self._held) > _MOST:
                self._held.popitem(last=False)
            return body
