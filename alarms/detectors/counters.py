"""What a meter's index says that no single reading does: water that never stops, bursts, flows back, is not drawn."""

from dataclasses import dataclass
from enum import StrEnum

from alarms.detectors.watch import Memory, SeriesWatch
from alarms.rules.rule import NO_LEVELS, Address, Levels, Rule, Scope
from telemetry.alarm import Verdict
from telemetry.quantity import Kind, quantity
from telemetry.series import HOUR_MS

_EXCHANGED = 0.5
"""An index that falls below this part of what it was is another meter, or one that rolled over."""


class Anomaly(StrEnum):
    """What is wrong with a consumption."""

    CONTINUOUS = "continuous"
    BURST = "burst"
    BACKFLOW = "backflow"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Consumption:
    """An anomaly of a counter, or of a flow that is read as such; flows are in the quantity's unit an hour.

    Continuous: always above `flow` for `lasting_ms`. Burst: above a limit of `limits`. Back-flow: the index falls by
    more than `flow`. None: it rises by no more than `flow` in `lasting_ms`.
    """

    anomaly: Anomaly
    flow: float = 0.0
    lasting_ms: int = 0
    limits: Levels = NO_LEVELS
    scope = Scope.SERIES

    def watch(self, rule: Rule, address: Address) -> "ConsumptionWatch":
        """A memory for one series."""
        return ConsumptionWatch(rule, address, self)


class ConsumptionWatch(SeriesWatch):
    """Remembers the last index, and since when the consumption has been as it is."""

    __slots__ = ("_consumption", "_index", "_is_counter", "_last_ms", "_rate", "_since_ms", "_start")

    def __init__(self, rule: Rule, address: Address, consumption: Consumption) -> None:
        super().__init__(rule, address)
        self._consumption = consumption
        self._is_counter = quantity(address[4]).kind is Kind.COUNTER
        self._index = self._start = self._rate = 0.0
        self._last_ms = self._since_ms = -1

    @property
    def unit(self) -> str:  # type: ignore[override] # - it depends on what is told
        """Of a counter the flow is told, in its unit an hour, unless it is the index that has gone back."""
        told = self._is_counter and self._consumption.anomaly is not Anomaly.BACKFLOW
        return f"{quantity(self.address[4]).unit}/h" if told else ""

    def measure(self, time_ms: int, value: float) -> tuple[int, float]:
        last_ms, index = self._last_ms, self._index
        self._last_ms, self._index = time_ms, value
        if last_ms < 0 or (self._is_counter and value < index * _EXCHANGED):
            self._since_ms, self._start = time_ms, value
            return 0, 0.0
        increase = value - index if self._is_counter else value * (time_ms - last_ms) / HOUR_MS
        self._rate = increase * HOUR_MS / (time_ms - last_ms)
        match self._consumption.anomaly:
            case Anomaly.BURST:
                return self._consumption.limits.above(self._rate, self.level)
            case Anomaly.BACKFLOW:
                return self._graded(-increase > self._consumption.flow)
            case Anomaly.CONTINUOUS:
                return self._continuous(last_ms, time_ms)
        if (value - self._start if self._is_counter else self._rate) > self._consumption.flow:
            self._since_ms, self._start = time_ms, value
        return self._graded(time_ms - self._since_ms >= self._consumption.lasting_ms)

    def _continuous(self, last_ms: int, time_ms: int) -> tuple[int, float]:
        lasting_ms = self._consumption.lasting_ms
        # Two readings that lie far apart do not show that the water never stopped between them.
        if self._rate <= self._consumption.flow or time_ms - last_ms > lasting_ms / 4:
            self._since_ms = time_ms
        return self._graded(time_ms - self._since_ms >= lasting_ms)

    def _graded(self, wrong: bool) -> tuple[int, float]:
        return (self.rule.severity if wrong else 0), self._consumption.flow

    def judge(self, time_ms: int, value: float, level: int, limit: float) -> list[Verdict]:
        told = value if self._consumption.anomaly is Anomaly.BACKFLOW else self._rate
        return super().judge(time_ms, told, level, limit)

    def dump(self) -> Memory | None:
        return [super().dump(), self._index, self._start, self._rate, self._last_ms, self._since_ms]

    def load(self, memory: Memory) -> None:
        kept, self._index, self._start, self._rate, self._last_ms, self._since_ms = memory
        if kept:
            super().load(kept)
