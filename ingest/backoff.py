"""Growing, jittered pauses between attempts, so that a server that comes back is not met by everyone at once."""

from random import SystemRandom

from telemetry.errors import ConfigError


class Backoff:
    """Pauses in seconds: `first_s`, doubling up to `longest_s`, each shortened by up to half at random."""

    def __init__(self, first_s: float = 0.5, longest_s: float = 30.0) -> None:
        if not 0 < first_s <= longest_s:
            raise ConfigError(f"a pause must grow from {first_s} s to {longest_s} s")
        self._first_s = first_s
        self._longest_s = longest_s
        self._next_s = first_s
        self._random = SystemRandom()

    def pause(self) -> float:
        """How long to wait before the next attempt."""
        pause_s = self._next_s
        self._next_s = min(self._longest_s, pause_s * 2)
        return self._random.uniform(pause_s / 2, pause_s)

    def reset(self) -> None:
        """An attempt has succeeded."""
        self._next_s = self._first_s
