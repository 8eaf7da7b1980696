"""The kinds of detection that a rule file may name, each with how its settings are read."""

from collections.abc import Callable, Mapping

from alarms.detectors.series import Autonomy, Limit, State, Stuck
from alarms.detectors.silence import Silence
from alarms.rules.nodes import Fields
from alarms.rules.rule import Detector, Levels
from alarms.rules.values import DURATION, NUMBER, count, duration, flag, number, read_levels
from telemetry.alarm import Severity

Reader = Callable[[Fields, Severity], Detector | None]

_MINUTE_MS = 60_000


def _limit(fields: Fields, severity: Severity) -> Detector | None:
    high, low = read_levels(fields, "high", severity), read_levels(fields, "low", severity, falling=True)
    deadband = fields.read("deadband", number, NUMBER, 0.0)
    if not high.steps and not low.steps:
        fields.refuse("limit", "no limit; write `high: 30`, or `low: {minor: 5, major: 2}`")
    elif high.steps and low.steps and high.steps[0][1] <= low.steps[0][1]:
        fields.refuse("high", "must lie above the limits of `low`")
    if deadband < 0:
        fields.refuse("deadband", "must not be negative: it counts on the way back only")
    return Limit(high, low, deadband)


def _state(fields: Fields, severity: Severity) -> Detector | None:
    wrong = fields.read("is", flag, "true or false: the state that is wrong", True, required=True)
    return State(wrong, read_levels(fields, "after", severity, durations=True))


def _autonomy(fields: Fields, severity: Severity) -> Detector | None:
    capacity = fields.read("capacity", duration, DURATION, 0, required=True)
    left = read_levels(fields, "left", severity, falling=True, durations=True)
    if not left.steps:
        fields.refuse("left", "is missing; write what is left for each severity: {major: 2 h, critical: 1 h}")
    elif left.steps[0][1] > capacity:
        fields.refuse("left", "must not be more than the capacity")
    return Autonomy(capacity, left)


def _stuck(fields: Fields, _severity: Severity) -> Detector | None:
    lasting = fields.read("lasting", duration, DURATION, 0, required=True)
    tolerance = fields.read("tolerance", number, NUMBER, 0.0)
    return Stuck(lasting, tolerance, fields.read("readings", count, "a whole number from 1 to 1000", 5))


def _silence(fields: Fields, severity: Severity) -> Detector | None:
    intervals = read_levels(fields, "intervals", severity)
    at_least = fields.read("at_least", duration, DURATION, 15 * _MINUTE_MS)
    at_most = fields.read("at_most", duration, DURATION, 25 * 60 * _MINUTE_MS)
    if intervals.steps and intervals.steps[0][1] < 1:
        fields.refuse("intervals", "must be 1 or more of the device's own intervals")
    if at_least > at_most:
        fields.refuse("at_most", "must not be less than at_least")
    return Silence(intervals if intervals.steps else Levels(((int(severity), 3.0),)), at_least, at_most)


KINDS: Mapping[str, tuple[Reader, tuple[str, ...]]] = {
    "limit": (_limit, ("high", "low", "deadband")),
    "state": (_state, ("is", "after")),
    "autonomy": (_autonomy, ("capacity", "left")),
    "stuck": (_stuck, ("lasting", "tolerance", "readings")),
    "silence": (_silence, ("intervals", "at_least", "at_most")),
}
"""By the key that names it in a rule: how to read it, and the keys that it has."""
