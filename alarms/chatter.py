"""Sources that cannot make up their mind: chattering and flapping, found and told once instead of each time.

Chattering is three changes in a minute (EEMUA 191). Flapping is Icinga's measure: of the last twenty results,
the share that changed, recent ones weighing more; on above 30 %, off below 25 %.
"""

from collections import deque

_RESULTS = 20
_ON, _OFF = 30.0, 25.0
_MINUTE_MS = 60_000
_CHANGES_A_MINUTE = 3
_CALM_MS = 10 * _MINUTE_MS
"""Chatter is over after this long without a change; a source that is asked rarely needs the results to say so."""


def flapping_percent(changes: deque[bool] | list[bool]) -> float:
    """The weighted share of changes in the last twenty results, oldest first, in percent.

    Weights grow from 0.80 by 0.02 (Icinga 2, `Checkable::UpdateFlappingStatus`).
    """
    missing = _RESULTS - len(changes)
    return 100 / _RESULTS * sum(0.8 + 0.02 * place for place, changed in enumerate(changes, missing) if changed)


class Chatter:
    """The memory of one source; made at its first change."""

    __slots__ = ("_changed_ms", "_results", "on")

    def __init__(self) -> None:
        self.on = False
        self._results: deque[bool] = deque(maxlen=_RESULTS)
        self._changed_ms: deque[int] = deque(maxlen=_CHANGES_A_MINUTE)

    def result(self, *, changed: bool, now_ms: int) -> None:
        """Take note of one more result of the source, which changed it or not."""
        self._results.append(changed)
        if changed:
            self._changed_ms.append(now_ms)
        percent = flapping_percent(self._results)
        chatters = (
            len(self._changed_ms) == _CHANGES_A_MINUTE and self._changed_ms[-1] - self._changed_ms[0] <= _MINUTE_MS
        )
        if percent > _ON or (chatters and changed):
            self.on = True
        elif percent < _OFF:
            self.settle(now_ms)

    def settle(self, now_ms: int) -> None:
        """End the chatter of a source that has been calm for long enough."""
        if self.on and now_ms - self._changed_ms[-1] >= _CALM_MS:
            self.on = False
            self._results.clear()

    @property
    def forgettable(self) -> bool:
        """Whether nothing of it matters any more."""
        return not self.on and not any(self._results)
