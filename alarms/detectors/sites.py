"""What several points of a site say together: the memory that they share, and each point's part in it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from alarms.detectors.watch import Memory, Watch
from alarms.rules.rule import Address, Rule
from telemetry.alarm import Quality, Verdict
from telemetry.device import Device

Opinion = tuple[int | None, float, float]
"""A level (None when nobody can know), a value and its limit."""


class Role(NamedTuple):
    """A part: the group of the site that it belongs to and the quantity of that, if any; `number` tells parts apart."""

    group: str = ""
    quantity: str = ""
    number: int = 0


class Assessment(Protocol):
    """A detector over the points of a site."""

    def roles(self, device: Device, quantity: str, channel: str) -> Iterable[Role]:
        """The parts that a series plays."""

    def assess(self, rule: Rule, points: list["SitePoint"], now_ms: int, held: int) -> Opinion:
        """What the points say now; `held` is the level announced."""

    def describe(self, points: list["SitePoint"]) -> Mapping[str, str]:
        """What texts may tell beside value and limit."""


class SitePoint:
    """One series in one part: its `last` good value, and `value`, the same until it is stale."""

    __slots__ = ("channel", "dev_eui", "last", "role", "time_ms", "value", "watch")

    def __init__(self, watch: "SiteWatch", role: int, dev_eui: str, channel: str) -> None:
        self.watch = watch
        self.role = role
        self.dev_eui, self.channel = dev_eui, channel
        self.time_ms = -1
        self.value: float | None = None
        self.last: float | None = None

    def see(self, time_ms: int, value: float) -> list[Verdict] | None:
        """Take a good reading."""
        self.time_ms, self.value, self.last = time_ms, value, value
        return self.watch.consider(time_ms)

    def recall(self, time_ms: int, value: float, *, stale: bool) -> None:
        """Take up what was read before; it says nothing new."""
        self.time_ms, self.last, self.value = time_ms, value, None if stale else value

    def distrust(self, quality: Quality, time_ms: int) -> list[Verdict]:
        """A suspect reading changes nothing; a stale one is not known any more."""
        if quality is not Quality.STALE or self.value is None:
            return []
        self.value = None
        return self.watch.consider(time_ms)


class SiteWatch(Watch):
    """Asks its detector whenever one of its points changes."""

    __slots__ = ("_assessment", "_last_ms", "points")

    def __init__(self, rule: Rule, address: Address, assessment: Assessment) -> None:
        super().__init__(rule, address)
        self._assessment = assessment
        self._last_ms = -1
        self.points: list[SitePoint] = []

    def consider(self, time_ms: int) -> list[Verdict]:
        """Judge the points anew. Devices' clocks differ: time does not go back for what they say together."""
        self._last_ms = now_ms = max(self._last_ms, time_ms)
        before = self.settle(now_ms)
        level, value, limit = self._assessment.assess(self.rule, self.points, now_ms, self.level)
        if level is None:
            return before + self.distrust(Quality.STALE, now_ms)
        return before + self.judge(now_ms, value, level, limit) if level or not self.quiet else before

    def detail(self) -> Mapping[str, str]:
        return self._assessment.describe(self.points)

    def dump(self) -> Memory | None:
        kept = super().dump()
        return None if kept is None else [kept, self._last_ms]

    def load(self, memory: Memory) -> None:
        kept, self._last_ms = memory
        super().load(kept)
