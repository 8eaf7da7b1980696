"""Silence: nothing heard of a device for several of the intervals that it has been observed to keep."""

from collections.abc import Mapping
from dataclasses import dataclass

from alarms.detectors.watch import Watch
from alarms.rules.rule import Address, Levels, Rule, Scope
from telemetry.alarm import Verdict

_LEARNING = 8
"""Messages in which the longest interval is simply taken."""
_ENOUGH = 3
"""Intervals that must have been seen before they mean anything."""
_FORGETS = 10.0
"""Intervals after which a shorter one is believed: a burst of door events is no new interval."""
_MINUTE_MS = 60_000


class Pulse:
    """The interval that a device keeps, learned from its messages: a decaying maximum in the device's own time.

    Devices that also speak on events are judged by their heartbeat: a short gap counts by its own short duration.
    """

    __slots__ = ("_excused", "count", "heard_ms", "interval_ms")

    def __init__(self, heard_ms: int) -> None:
        self.heard_ms = heard_ms
        self.interval_ms = 0.0
        self.count = 0
        self._excused = False

    def beat(self, time_ms: int) -> None:
        """Take note of a message."""
        gap = time_ms - self.heard_ms
        if gap <= 0:
            return
        self.heard_ms = time_ms
        if self._excused:
            self._excused = False
            return
        self.count += 1
        if self.count <= _LEARNING:
            self.interval_ms = max(self.interval_ms, gap)
        elif gap > self.interval_ms:
            # One message lost doubles a gap once; a device set to a longer interval repeats it.
            self.interval_ms += (min(gap, 4 * self.interval_ms) - self.interval_ms) / 4
        else:
            self.interval_ms -= (self.interval_ms - gap) * gap / (self.interval_ms * _FORGETS)

    def excuse(self, from_ms: int, to_ms: int) -> None:
        """Count no silence in a time in which Samara could not hear."""
        deaf_ms = to_ms - max(from_ms, self.heard_ms)
        if deaf_ms > 0:
            self.heard_ms += deaf_ms
            self._excused = True

    def patience(self, intervals: float, at_least_ms: float, at_most_ms: float) -> int:
        """How long a silence may last; at most, while too little is known of the device."""
        wanted = intervals * self.interval_ms if self.count >= _ENOUGH else at_most_ms
        return round(min(max(wanted, at_least_ms), at_most_ms))

    def dump(self) -> list[float]:
        """What it remembers."""
        return [self.heard_ms, self.interval_ms, self.count, float(self._excused)]

    def load(self, memory: list[float]) -> None:
        """Take up what `dump` gave."""
        heard_ms, self.interval_ms, count, excused = memory
        self.heard_ms, self.count, self._excused = int(heard_ms), int(count), bool(excused)


@dataclass(frozen=True, slots=True)
class Silence:
    """A number of the device's own intervals for each severity, within bounds in ms. Told in minutes."""

    intervals: Levels
    at_least_ms: int
    at_most_ms: int
    scope = Scope.DEVICE

    def watch(self, rule: Rule, address: Address) -> "SilenceWatch":
        """A memory for one device."""
        return SilenceWatch(rule, address, self)


class SilenceWatch(Watch):
    """Is asked when time passes, with the pulse of its device."""

    __slots__ = ("_interval_ms", "_silence")

    unit = "min"

    def __init__(self, rule: Rule, address: Address, silence: Silence) -> None:
        super().__init__(rule, address)
        self._silence = silence
        self._interval_ms = 0.0

    def next_ms(self, pulse: Pulse) -> int | None:
        """When the silence of its device becomes graver than it is announced."""
        later = (intervals for rank, intervals in self._silence.intervals.steps if rank > self.seen)
        intervals = next(later, None)
        return None if intervals is None else pulse.heard_ms + self._patience(pulse, intervals)

    def _patience(self, pulse: Pulse, intervals: float) -> int:
        most = intervals / self._silence.intervals.steps[0][1] * self._silence.at_most_ms
        return pulse.patience(intervals, self._silence.at_least_ms, most)

    def wait(self, pulse: Pulse, now_ms: int) -> list[Verdict]:
        """What an instant without a message means."""
        verdicts: list[Verdict] = []
        for rank, intervals in self._silence.intervals.steps:
            patience = self._patience(pulse, intervals)
            if rank > self.seen and pulse.heard_ms + patience <= now_ms:
                self._interval_ms = pulse.interval_ms
                due_ms, minutes = pulse.heard_ms + patience, patience / _MINUTE_MS
                verdicts += self.judge(due_ms, minutes, rank, minutes)
                self.began_ms = pulse.heard_ms
        return [verdict._replace(since_ms=self.began_ms) if verdict.holds else verdict for verdict in verdicts]

    def hear(self, time_ms: int) -> list[Verdict] | None:
        """A message has come."""
        return self.judge(time_ms, 0.0, 0, 0.0) if not self.quiet else None

    def detail(self) -> Mapping[str, str]:
        return {"interval_min": f"{self._interval_ms / _MINUTE_MS:.0f}"} if self._interval_ms else {}
