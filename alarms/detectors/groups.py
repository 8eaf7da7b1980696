"""Groups of like things on a site: sensors that should agree, units of which some may fail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alarms.detectors.sites import Opinion, Role, SitePoint, SiteWatch
from alarms.rules.rule import Address, Levels, Rule, Scope
from telemetry.alarm import Severity
from telemetry.device import Device


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Redundant sensors, marked by the same value of a tag, whose readings differ by more than a limit.

    A reading counts as long as it is not older than `within_ms`.
    """

    tag: str
    above: Levels
    within_ms: int
    deadband: float = 0.0
    scope = Scope.SITE

    def watch(self, rule: Rule, address: Address) -> SiteWatch:
        """A memory for one group on one site."""
        return SiteWatch(rule, address, self)

    def roles(self, device: Device, quantity: str, channel: str) -> Iterable[Role]:  # noqa: ARG002
        """One part, in the group that the tag names."""
        group = device.tags.get(self.tag, "")
        return [Role(group, quantity)] if group else []

    def assess(self, rule: Rule, points: list[SitePoint], now_ms: int, held: int) -> Opinion:  # noqa: ARG002
        """The spread of the fresh values; one value alone cannot disagree."""
        values = [value for point in points if (value := self._fresh(point, now_ms)) is not None]
        if len(values) < 2:
            return (None if held else 0), 0.0, 0.0
        spread = max(values) - min(values)
        level, limit = self.above.above(spread, held, self.deadband)
        return level, spread, limit

    def describe(self, points: list[SitePoint]) -> Mapping[str, str]:
        """Which sensor says the most and which the least."""
        known = sorted((point.value, point.dev_eui) for point in points if point.value is not None)
        return {"lowest": known[0][1], "highest": known[-1][1]} if known else {}

    def _fresh(self, point: SitePoint, now_ms: int) -> float | None:
        return point.value if now_ms - point.time_ms <= self.within_ms else None


@dataclass(frozen=True, slots=True)
class Redundancy:
    """Units of which `needed` must work: as many available is major (redundancy lost), fewer is critical.

    A point in the state `wrong` takes its unit away: its device, or with `by_channel` its input. Units that have not
    yet spoken work until they say otherwise; `installed` is 0 for as many as have been seen.
    """

    needed: int
    installed: int = 0
    wrong: bool = True
    by_channel: bool = False
    scope = Scope.SITE

    def watch(self, rule: Rule, address: Address) -> SiteWatch:
        """A memory for one site."""
        return SiteWatch(rule, address, self)

    def roles(self, device: Device, quantity: str, channel: str) -> Iterable[Role]:  # noqa: ARG002
        """One part, in the one group of the site."""
        return [Role()]

    def assess(self, rule: Rule, points: list[SitePoint], now_ms: int, held: int) -> Opinion:  # noqa: ARG002
        """Available against needed. What fell silent counts as it was: its silence is another alarm."""
        lost, seen = self._lost(points), {self._unit(point) for point in points}
        available = max(self.installed, len(seen)) - len(lost)
        level = 0
        if lost and available <= self.needed:
            level = Severity.MAJOR if available == self.needed else Severity.CRITICAL
        return level, float(available), float(self.needed)

    def describe(self, points: list[SitePoint]) -> Mapping[str, str]:
        """The units that are lost."""
        return {"lost": ", ".join(sorted("/".join(filter(None, unit)) for unit in self._lost(points)))}

    def _unit(self, point: SitePoint) -> tuple[str, str]:
        return point.dev_eui, point.channel if self.by_channel else ""

    def _lost(self, points: list[SitePoint]) -> set[tuple[str, str]]:
        return {self._unit(point) for point in points if point.last is not None and (point.last >= 0.5) is self.wrong}
