"""What is seen in one series by its last reading: limits, states, and how long a state lasts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from alarms.detectors.watch import Memory, SeriesWatch
from alarms.rules.rule import NO_LEVELS, Address, Levels, Rule, Scope
from telemetry.alarm import Verdict
from telemetry.device import Device

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Limit:
    """Above `high` or below `low`, each with a limit a severity: hi and hi-hi are one source that escalates.

    The deadband counts on the way back only: an alarm begins at its limit and ends beyond limit and deadband.
    """

    high: Levels = NO_LEVELS
    low: Levels = NO_LEVELS
    deadband: float = 0.0
    scope = Scope.SERIES

    def watch(self, rule: Rule, address: Address) -> "LimitWatch":
        """A memory for one series."""
        return LimitWatch(rule, address, self)


class LimitWatch(SeriesWatch):
    """Compares each reading with the limits."""

    __slots__ = ("_calm_high", "_calm_low", "_limit")

    def __init__(self, rule: Rule, address: Address, limit: Limit) -> None:
        super().__init__(rule, address)
        self._limit = limit
        self._calm_low = limit.low.steps[0][1] if limit.low.steps else float("-inf")
        self._calm_high = limit.high.steps[0][1] if limit.high.steps else float("inf")

    def see(self, time_ms: int, value: float) -> list[Verdict] | None:
        # Nearly every reading is normal: it must cost no more than this.
        if self._calm_low <= value <= self._calm_high and not self.level and self.marks is None and not self.recent:
            return None
        return super().see(time_ms, value)

    def measure(self, time_ms: int, value: float) -> tuple[int, float]:  # noqa: ARG002 - limits know no time
        limit = self._limit
        high = limit.high.above(value, self.level, limit.deadband)
        low = limit.low.below(value, self.level, limit.deadband)
        return max(high, low, key=lambda found: found[0])


@dataclass(frozen=True, slots=True)
class State:
    """A contact or a flag that is (or, with `wrong` false, is not) set.

    `after` has a duration in ms for each severity, for what is the graver the longer it lasts. An input that is
    wired the other way round is named by the device's tag `inverted`: its channels, or `*`.
    """

    wrong: bool = True
    after: Levels = NO_LEVELS
    scope = Scope.SERIES

    def watch(self, rule: Rule, address: Address) -> "StateWatch":
        """A memory for one series."""
        return StateWatch(rule, address, self)

    def on(self, device: Device, channel: str) -> "State":
        """The same with the polarity of a device's input."""
        inverted = device.tags.get("inverted", "").replace(",", " ").split()
        return replace(self, wrong=not self.wrong) if channel in inverted or "*" in inverted else self


class StateWatch(SeriesWatch):
    """Compares each reading with the state that is wrong."""

    __slots__ = ("_after", "_gravest", "_wrong")

    def __init__(self, rule: Rule, address: Address, state: State) -> None:
        super().__init__(rule, address)
        self._wrong, self._after = state.wrong, state.after.steps
        self._gravest = self._after[-1][0] if self._after else int(rule.severity)

    def measure(self, time_ms: int, value: float) -> tuple[int, float]:  # noqa: ARG002 - a state knows no time
        return (self._gravest if (value >= 0.5) is self._wrong else 0), float(self._wrong)

    def on_delay_ms(self, rank: int) -> int:
        durations = (int(duration) for step, duration in self._after if step >= rank)
        return max(self.rule.on_delay_ms, next(durations, 0))

    def detail(self) -> Mapping[str, str]:
        return {}


@dataclass(frozen=True, slots=True)
class Autonomy:
    """What a battery of `capacity_ms` has left since the state (mains failure) began, without any meter on it.

    `left` has the milliseconds that are left for each severity. Values and limits are told in minutes.
    """

    capacity_ms: int
    left: Levels
    scope = Scope.SERIES

    def watch(self, rule: Rule, address: Address) -> "AutonomyWatch":
        """A memory for one series."""
        return AutonomyWatch(rule, address, self)


class AutonomyWatch(StateWatch):
    """Counts down from the reading that began the state."""

    __slots__ = ("_autonomy",)

    unit = "min"

    def __init__(self, rule: Rule, address: Address, autonomy: Autonomy) -> None:
        after = tuple((rank, autonomy.capacity_ms - left) for rank, left in autonomy.left.steps)
        super().__init__(rule, address, State(after=Levels(after)))
        self._autonomy = autonomy

    def verdict(self, time_ms: int) -> Verdict:
        verdict = super().verdict(time_ms)
        if not verdict.holds:
            return verdict
        left = self._autonomy.capacity_ms - (time_ms - self.began_ms)
        limit = next(limit for rank, limit in self._autonomy.left.steps if rank >= self.level)
        return verdict._replace(value=max(0.0, left / _MINUTE_MS), limit=limit / _MINUTE_MS)


@dataclass(frozen=True, slots=True)
class Stuck:
    """The same value, give or take `tolerance`, for `lasting_ms`, in `readings` readings at least."""

    lasting_ms: int
    tolerance: float = 0.0
    readings: int = 5
    scope = Scope.SERIES

    def watch(self, rule: Rule, address: Address) -> "StuckWatch":
        """A memory for one series."""
        return StuckWatch(rule, address, self)


class StuckWatch(SeriesWatch):
    """Remembers the value that does not change, since when, and how often it was read."""

    __slots__ = ("_count", "_held", "_since_ms", "_stuck")

    def __init__(self, rule: Rule, address: Address, stuck: Stuck) -> None:
        super().__init__(rule, address)
        self._stuck = stuck
        self._held, self._since_ms, self._count = float("nan"), 0, 0

    def measure(self, time_ms: int, value: float) -> tuple[int, float]:
        if not abs(value - self._held) <= self._stuck.tolerance:
            self._held, self._since_ms, self._count = value, time_ms, 0
        self._count += 1
        stuck = self._count >= self._stuck.readings and time_ms - self._since_ms >= self._stuck.lasting_ms
        return (self.rule.severity if stuck else 0), self._held

    def dump(self) -> Memory | None:
        return [super().dump(), self._held, self._since_ms, self._count]

    def load(self, memory: Memory) -> None:
        kept, self._held, self._since_ms, self._count = memory
        if kept:
            super().load(kept)
