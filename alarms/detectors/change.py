"""What is seen against what was before: rate of change, distance from a set point, from the same hour of past weeks."""

from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from alarms.detectors.watch import Memory, SeriesWatch
from alarms.rules.rule import NO_LEVELS, Address, Levels, Rule, Scope
from telemetry.series import HOUR_MS
from telemetry.times import PARIS, from_ms

_MOST_READINGS = 120
_HOURS = 7 * 24


@dataclass(frozen=True, slots=True)
class Rate:
    """By how much a value rises or falls in `per_ms`. Between rarer readings the change is taken as even."""

    per_ms: int
    rise: Levels = NO_LEVELS
    fall: Levels = NO_LEVELS
    scope = Scope.SERIES

    def watch(self, rule: Rule, address: Address) -> "RateWatch":
        """A memory for one series."""
        return RateWatch(rule, address, self)


class RateWatch(SeriesWatch):
    """Remembers the readings of the last `per_ms`, and the one before."""

    __slots__ = ("_rate", "_window")

    def __init__(self, rule: Rule, address: Address, rate: Rate) -> None:
        super().__init__(rule, address)
        self._rate = rate
        self._window: tuple[tuple[int, float], ...] = ()

    def measure(self, time_ms: int, value: float) -> tuple[int, float]:
        rate, since_ms = self._rate, time_ms - self._rate.per_ms
        inside = tuple(reading for reading in self._window if reading[0] >= since_ms)
        before = inside or tuple((since_ms, self._even(reading, time_ms, value)) for reading in self._window[-1:])
        self._window = (*inside[1 - _MOST_READINGS :], (time_ms, value))
        values = [old for _, old in before] or [value]
        rise = rate.rise.above(value - min(values))
        fall = rate.fall.above(max(values) - value)
        rank, _ = found = max(rise, fall, key=lambda one: one[0])
        if not rank:
            return found
        return (rank, min(values) + rise[1]) if found is rise else (rank, max(values) - fall[1])

    def _even(self, reading: tuple[int, float], time_ms: int, value: float) -> float:
        """Where a value that changed evenly since a reading would have been `per_ms` ago."""
        at_ms, old = reading
        return value - (value - old) * self._rate.per_ms / (time_ms - at_ms)

    def dump(self) -> Memory | None:
        return [super().dump(), [list(reading) for reading in self._window]]

    def load(self, memory: Memory) -> None:
        kept, window = memory
        self._window = tuple((int(at_ms), float(value)) for at_ms, value in window)
        if kept:
            super().load(kept)


@dataclass(frozen=True, slots=True)
class Deviation:
    """Further than `above` or `below` from a set point: a number, or the latest of a quantity of the same device."""

    setpoint: float | str
    above: Levels = NO_LEVELS
    below: Levels = NO_LEVELS
    deadband: float = 0.0
    scope = Scope.SERIES

    def watch(self, rule: Rule, address: Address) -> "DeviationWatch":
        """A memory for one series."""
        return DeviationWatch(rule, address, self)


class DeviationWatch(SeriesWatch):
    """Asks its device for the set point; without one, nothing is judged."""

    __slots__ = ("_deviation", "latest")

    def __init__(self, rule: Rule, address: Address, deviation: Deviation) -> None:
        super().__init__(rule, address)
        self._deviation = deviation
        self.latest: Callable[[str], float | None] = lambda _quantity: None

    def measure(self, time_ms: int, value: float) -> tuple[int, float]:  # noqa: ARG002 - a set point is of now
        deviation = self._deviation
        setpoint = deviation.setpoint
        reference = self.latest(setpoint) if isinstance(setpoint, str) else setpoint
        if reference is None:
            return 0, 0.0
        return beyond(value, reference, deviation.above, deviation.below, self.level, deviation.deadband)


@dataclass(frozen=True, slots=True)
class SameHour:
    """Further than `above` or `below` from the mean of this hour of the week (Europe/Paris) in past `weeks`.

    The means are learned from the readings themselves; an hour is judged when `learned` weeks of it are known.
    """

    weeks: int = 4
    learned: int = 2
    above: Levels = NO_LEVELS
    below: Levels = NO_LEVELS
    deadband: float = 0.0
    scope = Scope.SERIES

    def watch(self, rule: Rule, address: Address) -> "SameHourWatch":
        """A memory for one series."""
        return SameHourWatch(rule, address, self)


class SameHourWatch(SeriesWatch):
    """Remembers a mean and a number of weeks for each of the 168 hours of a week (0.8 KiB), and the present hour."""

    __slots__ = ("_counts", "_hour", "_means", "_same_hour", "_size", "_total")

    def __init__(self, rule: Rule, address: Address, same_hour: SameHour) -> None:
        super().__init__(rule, address)
        self._same_hour = same_hour
        self._means = array("f", bytes(4 * _HOURS))
        self._counts = array("B", bytes(_HOURS))
        self._hour, self._total, self._size = -1, 0.0, 0

    def measure(self, time_ms: int, value: float) -> tuple[int, float]:
        hour = time_ms // HOUR_MS
        if hour != self._hour:
            self._learn()
            self._hour, self._total, self._size = hour, 0.0, 0
        self._total += value
        self._size += 1
        same_hour, slot = self._same_hour, hour_of_week(hour)
        if self._counts[slot] < same_hour.learned:
            return 0, 0.0
        return beyond(value, self._means[slot], same_hour.above, same_hour.below, self.level, same_hour.deadband)

    def _learn(self) -> None:
        """Make the hour that is over one of the past: a running mean, then one that forgets older weeks."""
        if self._size:
            slot = hour_of_week(self._hour)
            self._counts[slot] = weeks = min(self._counts[slot] + 1, self._same_hour.weeks)
            self._means[slot] += (self._total / self._size - self._means[slot]) / weeks

    def dump(self) -> Memory | None:
        means, counts = (b64encode(figures.tobytes()).decode() for figures in (self._means, self._counts))
        return [super().dump(), means, counts, self._hour, self._total, self._size]

    def load(self, memory: Memory) -> None:
        kept, means, counts, self._hour, self._total, self._size = memory
        self._means, self._counts = array("f", b64decode(means)), array("B", b64decode(counts))
        if len(self._means) != _HOURS or len(self._counts) != _HOURS:
            raise ValueError("not the hours of a week")
        if kept:
            super().load(kept)


@lru_cache(maxsize=4096)
def hour_of_week(hour: int) -> int:
    """Which of the 168 hours of a civil week in Paris an hour since 1970 is; offsets there are whole hours.

    On the night of October two hours are the same one, on that of March one is nowhere.
    """
    local = from_ms(hour * HOUR_MS).astimezone(PARIS)
    return local.weekday() * 24 + local.hour


def beyond(
    value: float, reference: float, above: Levels, below: Levels, held: int, deadband: float
) -> tuple[int, float]:
    """The level of a distance from a reference, and the value at which it begins."""
    high, low = above.above(value - reference, held, deadband), below.above(reference - value, held, deadband)
    if high[0] >= low[0]:
        return high[0], reference + high[1]
    return low[0], reference - low[1]
