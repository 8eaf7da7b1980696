"""One rule on one source: from levels at instants, through counts and delays, to verdicts."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from alarms.rules.rule import Address, Rule
from telemetry.alarm import Alarm, Quality, Severity, Source, Verdict

_NEVER = -1
_NO_MARKS = (_NEVER,) * 4
_RANKS = (1, 2, 3, 4)

Memory = list[Any]
"""What a watch remembers, as plain numbers and lists, for the snapshot."""


class Watch:
    """Knows which level (0 or a rank of `Severity`) is announced, and which is on its way and since when.

    A severity is announced when it, or a graver one, has held for the on-delay from the reading that began it, and
    N of the last M readings agree, the last among them; it is taken back when readings have been less grave for the
    off-delay. Until it is announced, M - N readings that disagree are forgiven. `marks` has, for each severity, since
    when it has been holding (above the announced level) or not been (up to it).
    """

    __slots__ = (
        "address", "began_ms", "due_ms", "level", "limit", "marks", "peak", "planned_ms", "quality", "recent", "rule",
        "seen", "upward", "value",
    )  # fmt: skip

    unit = ""
    """The unit (UCUM) of values and limits that are not in that of the source's quantity."""

    def __init__(self, rule: Rule, address: Address) -> None:
        self.rule = rule
        self.address = address
        self.level = self.seen = 0
        self.marks: tuple[int, ...] | None = None
        self.recent: tuple[tuple[int, int], ...] = ()
        self.value = self.limit = self.peak = 0.0
        self.upward = True
        self.began_ms = _NEVER
        self.quality = Quality.GOOD
        self.due_ms: int | None = None
        self.planned_ms: int | None = None

    @property
    def watch(self) -> "Watch":
        """Itself: points of a site answer with the watch that they share."""
        return self

    @property
    def quiet(self) -> bool:
        """Whether nothing is announced, nothing on its way: a normal reading then changes nothing."""
        return not self.level and self.marks is None and not self.recent

    def judge(self, time_ms: int, value: float, level: int, limit: float) -> list[Verdict]:
        """Take a level; return what the source's state changes to, in time order."""
        verdicts = self.settle(time_ms)
        self.value, self.seen = value, level
        if level:
            self.limit = limit
            if not self.level and self.marks is None:
                self.peak, self.upward = value, value >= limit
            self.peak = max(self.peak, value) if self.upward else min(self.peak, value)
        self._remember(time_ms, level)
        self._mark(time_ms, level)
        doubted, self.quality = self.quality is not Quality.GOOD, Quality.GOOD
        changes = self.settle(time_ms)
        if doubted and self.level and not changes:
            changes = [self.verdict(time_ms)]
        return verdicts + changes

    def settle(self, now_ms: int) -> list[Verdict]:
        """What the delays bring about until an instant."""
        verdicts = []
        while self.due_ms is not None and self.due_ms <= now_ms:
            due_ms, before = self.due_ms, self.level
            self._announce(self._next_level(due_ms))
            verdict = self.verdict(due_ms)
            verdicts.append(verdict if self.level else verdict._replace(severity=Severity(before)))
        return verdicts

    def distrust(self, quality: Quality, time_ms: int) -> list[Verdict]:
        """Nobody can know now: what is announced stands with that quality.

        After silence, what was on its way begins anew: a delay may not run on with nobody speaking.
        """
        verdicts = self.settle(time_ms)
        if quality is Quality.STALE:
            self.marks, self.recent, self.due_ms = None, (), None
        if self.level and self.quality is not quality:
            self.quality = quality
            verdicts.append(self.verdict(time_ms)._replace(holds=None))
        return verdicts

    def presume(self, alarm: Alarm) -> None:
        """Begin with an alarm as announced that an earlier run raised, so that a normal reading ends it."""
        self.level = self.seen = int(alarm.severity)
        self.began_ms, self.quality = alarm.since_ms, alarm.quality
        self.value, self.limit = alarm.value or 0.0, alarm.limit or 0.0

    def retire(self) -> None:
        """Say nothing any more: another watch has taken over its memory."""
        self.marks, self.due_ms = None, None

    def close(self, time_ms: int, reason: str) -> list[Verdict]:
        """The last word of a watch that ends: what it announced does not hold any more."""
        level, self.level, self.marks, self.due_ms = self.level, 0, None, None
        if not level:
            return []
        verdict = self.verdict(time_ms)
        return [verdict._replace(severity=Severity(level), since_ms=time_ms, detail={"reason": reason})]

    def verdict(self, time_ms: int) -> Verdict:
        """What the rule says of the source from an instant on."""
        return Verdict(
            Source(self.rule.id, *self.address),
            self.level > 0,
            Severity(self.level or self.rule.severity),
            time_ms,
            self.began_ms,
            self.value,
            self.limit,
            self.quality,
            detail={**self.detail(), **({"unit": self.unit} if self.unit else {})},
        )

    def on_delay_ms(self, rank: int) -> int:  # noqa: ARG002 - some delays depend on the severity
        """How long a severity must hold before it is announced."""
        return self.rule.on_delay_ms

    def detail(self) -> Mapping[str, str]:
        """What texts may tell beside value and limit."""
        return {"peak": f"{self.peak:g}"} if self.peak != self.value else {}

    def dump(self) -> Memory | None:
        """What it remembers; None when that is nothing."""
        if self.quiet:
            return None
        marks, recent = list(self.marks or ()), [list(one) for one in self.recent]
        figures = [self.value, self.limit, self.peak]
        return [self.level, self.seen, marks, recent, figures, self.upward, self.began_ms, self.quality.value]

    def load(self, memory: Memory) -> None:
        """Take up what `dump` gave."""
        self.level, self.seen, marks, recent, figures, self.upward, self.began_ms, quality = memory
        self.marks = tuple(marks) or None
        self.recent = tuple((time_ms, level) for time_ms, level in recent)
        self.value, self.limit, self.peak = map(float, figures)
        self.quality = Quality(quality)
        self._plan()

    def _remember(self, time_ms: int, level: int) -> None:
        wanted = self.rule.samples[1]
        if wanted > 1:
            recent = (*self.recent, (time_ms, level))[-wanted:]
            self.recent = recent if any(one for _, one in recent) else ()

    def _mark(self, time_ms: int, level: int) -> None:
        before = self.marks or _NO_MARKS
        marks = tuple(self._marked(rank, before[rank - 1], time_ms, level) for rank in _RANKS)
        self.marks = None if marks == _NO_MARKS else marks
        self._plan()

    def _marked(self, rank: int, mark: int, time_ms: int, level: int) -> int:
        if (level >= rank) == (rank > self.level):
            return time_ms if mark == _NEVER else mark
        if rank <= self.level:
            return _NEVER
        needed, of = self.rule.samples
        misses = sum(at > mark and one < rank for at, one in self.recent) if of > 1 else 1
        return mark if mark != _NEVER and misses <= of - needed else _NEVER

    def _due(self, rank: int) -> int | None:
        """When a severity changes from announced to not, or back, if readings stay as they are."""
        mark = self.marks[rank - 1] if self.marks else _NEVER
        if mark == _NEVER:
            return None
        if rank <= self.level:
            return mark + self.rule.off_delay_ms
        due_ms, (needed, of) = mark + self.on_delay_ms(rank), self.rule.samples
        if of == 1:
            return due_ms
        agreeing = [at for at, one in self.recent if one >= rank]
        if self.seen < rank or len(agreeing) < needed:
            return None  # Forgiven as it may be: nothing begins on a reading that is normal.
        # The reading that makes up the count, or that comes after a normal one, may be later than the delay.
        latest_miss = max((at for at, one in self.recent if one < rank), default=_NEVER)
        return max(due_ms, agreeing[needed - 1], next(at for at in agreeing if at > latest_miss))

    def _plan(self) -> None:
        dues = [due for rank in _RANKS if (due := self._due(rank)) is not None] if self.marks else ()
        self.due_ms = min(dues, default=None)

    def _next_level(self, due_ms: int) -> int:
        ranks = [rank for rank in _RANKS if self._due(rank) == due_ms]
        falling = [rank for rank in ranks if rank <= self.level]
        return falling[0] - 1 if falling else ranks[-1]

    def _announce(self, level: int) -> None:
        marks = self.marks or _NO_MARKS
        before, self.level = self.level, level
        self.began_ms = marks[level - 1] if level > before else marks[level]
        marks = tuple(
            mark if (rank > before) == (rank > level) else _NEVER for rank, mark in zip(_RANKS, marks, strict=True)
        )
        self.marks = None if marks == _NO_MARKS else marks
        self._plan()


class SeriesWatch(Watch, ABC):
    """A watch of one series: each of its readings has a level."""

    __slots__ = ()

    def see(self, time_ms: int, value: float) -> list[Verdict] | None:
        """Take a good reading, later than all before; None when nothing is to be done about it."""
        # What is due comes first: the deadband depends on what is announced.
        before = self.settle(time_ms) if self.due_ms is not None else []
        level, limit = self.measure(time_ms, value)
        if not level and self.quiet:
            return before or None
        return before + self.judge(time_ms, value, level, limit)

    @abstractmethod
    def measure(self, time_ms: int, value: float) -> tuple[int, float]:
        """The level of a reading, and the limit that it is measured by."""
