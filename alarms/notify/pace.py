"""How often: pauses between attempts, and how many messages one person is sent when alarms flood in."""

from collections import defaultdict, deque
from random import SystemRandom
from threading import Lock

from telemetry.errors import ConfigError


class Retry:
    """Attempts with pauses that double from `first_s` to `longest_s`, each shortened by up to its part `jitter`.

    After `fallback_after` failures another channel is asked as well; after `most` this one is given up.
    """

    def __init__(
        self,
        first_s: float = 5.0,
        longest_s: float = 300.0,
        most: int = 12,
        fallback_after: int = 2,
        jitter: float = 0.5,
    ) -> None:
        if not (0 < first_s <= longest_s and 1 <= fallback_after <= most and 0 <= jitter < 1):
            raise ConfigError(f"{most} attempts with pauses from {first_s} s to {longest_s} s make no sense")
        self._first_s = first_s
        self._longest_s = longest_s
        self.most = most
        self.fallback_after = fallback_after
        self._jitter = jitter
        self._random = SystemRandom()

    def pause_ms(self, attempts: int) -> int:
        """How long to wait after this many failures."""
        pause_s = min(self._longest_s, self._first_s * 2.0 ** min(attempts - 1, 32))
        return int(self._random.uniform(pause_s * (1 - self._jitter), pause_s) * 1000)


class Pace:
    """At most `most` messages to one recipient in `within_s`; what is more waits, and then comes as one."""

    def __init__(self, most: int = 10, within_s: float = 600.0) -> None:
        if most < 1 or within_s <= 0:
            raise ConfigError(f"{most} messages in {within_s} s: a person must be told something")
        self._most = most
        self._within_ms = int(within_s * 1000)
        self._sent: defaultdict[tuple[str, str], deque[int]] = defaultdict(lambda: deque(maxlen=most))
        self._lock = Lock()

    def sent(self, recipient: tuple[str, str], now_ms: int) -> None:
        """A message went to a recipient (channel and person)."""
        with self._lock:
            self._sent[recipient].append(now_ms)

    def held_until(self, recipient: tuple[str, str], now_ms: int) -> int | None:
        """When the next message may go, None when it may go now."""
        with self._lock:
            sent = self._sent[recipient]
            free_ms = sent[0] + self._within_ms if len(sent) == self._most else 0
        return free_ms if free_ms > now_ms else None
