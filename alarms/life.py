"""The life of an alarm: what a verdict, or the time, makes of it. Pure functions; people's part is `alarms.actions`.

ISA-18.2 §5 (states A to G) with the independent flags of OPC UA Part 9. An alarm is never forgotten before a
person has acknowledged it, unless it never stood where people see it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from alarms.stages import Handling
from telemetry.alarm import Alarm, Happening, Quality, Severity, Transition, Verdict

EXPIRED = "acknowledgement has expired"
RE_ALARM = "still holds after the re-alarm time"
SHELF_OVER = "shelving has ended"


class Story:
    """One alarm and what happens to it, one thing after the other; each raises its revision by one."""

    def __init__(self, alarm: Alarm, time_ms: int, known_ms: int, actor: str = "") -> None:
        self.alarm = alarm
        self.transitions: list[Transition] = []
        self._time_ms = time_ms
        self._known_ms = known_ms
        self._actor = actor

    def then(self, happening: Happening, comment: str = "", **changes: Any) -> "Story":
        """Let it happen."""
        self.alarm = announced(replace(self.alarm, revision=self.alarm.revision + 1, **changes))
        return self._tell(happening, comment)

    def begin(self, comment: str = "") -> "Story":
        """Tell of the alarm as it is, at its beginning."""
        self.alarm = announced(self.alarm)
        return self._tell(Happening.RAISED, comment)

    def _tell(self, happening: Happening, comment: str) -> "Story":
        told = Transition(self.alarm, happening, self._time_ms, self._known_ms, self._actor, comment)
        self.transitions.append(told)
        return self


def announced(alarm: Alarm) -> Alarm:
    """The alarm, marked once it stands where people see it."""
    if alarm.announced or not alarm.active or alarm.suppressed or alarm.set_aside:
        return alarm
    return replace(alarm, announced=True)


def judge(
    held: Sequence[Alarm],
    verdict: Verdict,
    handling: Handling,
    known_ms: int,
    late: bool = False,
    taken: Collection[str] = (),
) -> list[Transition]:
    """What a verdict makes of the open alarms of its source; nothing when it only says again what is known.

    `taken` are ids that closed alarms have: a new one then is a further branch.
    """
    if not verdict.live:
        return []
    alarm = _concerned(held)
    if verdict.holds and alarm is None:
        born = _born(verdict, max((one.branch + 1 for one in held), default=0), late, taken)
        return Story(born, verdict.time_ms, known_ms).begin().transitions
    if alarm is None:
        return []
    story = Story(alarm, verdict.time_ms, known_ms)
    if verdict.holds is None:
        _doubt(story, verdict)
    elif verdict.holds and alarm.active:
        _still(story, verdict, handling)
    elif verdict.holds:
        _again(story, verdict, late)
    elif alarm.active:
        _clear(story, verdict, handling)
    return story.transitions


def _concerned(held: Sequence[Alarm]) -> Alarm | None:
    """Of the occurrences of a source the one that goes on; those that only wait for a person stay as they are."""
    active = (alarm for alarm in held if alarm.active)
    return next(active, next((alarm for alarm in held if alarm.latched or alarm.set_aside), None))


def elapse(alarm: Alarm, handling: Handling, now_ms: int) -> list[Transition]:
    """What the time alone makes of an alarm: shelves end, acknowledgements expire, what still holds is told again."""
    story = Story(alarm, now_ms, now_ms)
    if alarm.shelved and alarm.shelved.until_ms <= now_ms:
        story.then(Happening.UNSHELVED, SHELF_OVER, shelved=None)
    expiry_ms = _expiry(alarm, handling)
    if expiry_ms is not None and expiry_ms <= now_ms:
        comment = RE_ALARM if alarm.acknowledged_until_ms is None else EXPIRED
        story.then(Happening.UNACKNOWLEDGED, comment, **UNACKNOWLEDGED)
    return story.transitions


def next_change(alarm: Alarm, handling: Handling) -> int | None:
    """When `elapse` next does something, None for never."""
    instants = (alarm.shelved and alarm.shelved.until_ms, _expiry(alarm, handling))
    return min((instant for instant in instants if instant is not None), default=None)


UNACKNOWLEDGED: dict[str, Any] = {
    "acknowledged": False,
    "confirmed": False,
    "acknowledged_by": "",
    "acknowledged_ms": None,
    "acknowledged_until_ms": None,
    "acknowledged_severity": None,
}
"""The fields of an alarm that nobody has acknowledged."""


def _expiry(alarm: Alarm, handling: Handling) -> int | None:
    if not (alarm.active and alarm.acknowledged):
        return None
    if alarm.acknowledged_until_ms is not None:
        return alarm.acknowledged_until_ms
    if handling.re_alarm_ms and alarm.acknowledged_ms is not None:
        return alarm.acknowledged_ms + handling.re_alarm_ms
    return None


def _born(verdict: Verdict, branch: int, late: bool, taken: Collection[str]) -> Alarm:
    alarm = Alarm(
        source=verdict.source,
        severity=verdict.severity,
        worst=verdict.severity,
        raised_ms=verdict.time_ms,
        since_ms=verdict.since_ms,
        branch=branch,
        suppressed=_reasons(verdict),
        quality=verdict.quality,
        exercise=verdict.exercise,
        first_out=verdict.first_out,
        group=verdict.group,
        value=verdict.value,
        limit=verdict.limit,
        late=late,
        detail=dict(verdict.detail),
    )
    while alarm.id in taken:
        alarm = replace(alarm, branch=alarm.branch + 1)
    return alarm


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    return (verdict.suppressed_by,) if verdict.suppressed_by else ()


def _doubt(story: Story, verdict: Verdict) -> None:
    """Nobody can know: neither a return to normal nor an alarm."""
    _suppress(story, verdict)
    quality = Quality.UNKNOWN if verdict.quality is Quality.GOOD else verdict.quality
    if story.alarm.active and quality is not story.alarm.quality:
        story.then(Happening.QUALITY, quality=quality)


def _still(story: Story, verdict: Verdict, handling: Handling) -> None:
    """It holds as before: worse, better, suppressed or not, or told again."""
    _suppress(story, verdict)
    alarm = story.alarm
    news: dict[str, Any] = {"severity": verdict.severity, "value": verdict.value, "limit": verdict.limit}
    news["quality"] = verdict.quality
    if verdict.severity > alarm.severity:
        # What was acknowledged as grave as this may come back to it without waking anybody.
        covered = alarm.acknowledged_severity is not None and alarm.acknowledged_severity >= verdict.severity
        story.then(
            Happening.ESCALATED, worst=max(alarm.worst, verdict.severity), **news, **({} if covered else UNACKNOWLEDGED)
        )
    elif verdict.severity < alarm.severity and not handling.latched:
        story.then(Happening.EASED, **news)
    elif verdict.quality is not alarm.quality:
        story.then(Happening.QUALITY, quality=verdict.quality)


def _again(story: Story, verdict: Verdict, late: bool) -> None:
    """It holds again, on an alarm that is latched or set aside: the same alarm, and nobody has seen this yet."""
    worst = max(verdict.severity, story.alarm.severity) if story.alarm.latched else verdict.severity
    story.then(
        Happening.RAISED,
        active=True,
        severity=worst,
        worst=max(worst, story.alarm.worst),
        since_ms=verdict.since_ms,
        cleared_ms=None,
        value=verdict.value,
        limit=verdict.limit,
        quality=verdict.quality,
        suppressed=_reasons(verdict),
        late=late,
        **UNACKNOWLEDGED,
    )


def _clear(story: Story, verdict: Verdict, handling: Handling) -> None:
    alarm = story.alarm
    # Whoever set it aside knew of it; what was never announced, nobody has to acknowledge. Nor what was a warning
    # all its life: a signal that comes and goes would pile up by the hundred what nobody has anything to do with.
    known = alarm.acknowledged or alarm.set_aside or not alarm.announced or alarm.worst is Severity.WARNING
    story.then(
        Happening.CLEARED,
        active=False,
        acknowledged=known,
        latched=handling.latched,
        cleared_ms=verdict.time_ms,
        value=alarm.value if verdict.value is None else verdict.value,
        quality=verdict.quality,
        suppressed=(),
    )
    if alarm.shelved and alarm.shelved.one_shot:
        story.then(Happening.UNSHELVED, SHELF_OVER, shelved=None)


def _suppress(story: Story, verdict: Verdict) -> None:
    reasons = _reasons(verdict)
    if story.alarm.active and reasons != story.alarm.suppressed:
        happening = Happening.SUPPRESSED if reasons else Happening.UNSUPPRESSED
        comment = ", ".join(reasons or story.alarm.suppressed)
        story.then(happening, comment, suppressed=reasons)
