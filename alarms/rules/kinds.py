"""The kinds of detection that a rule file may name, each with how its settings are read."""

from collections.abc import Callable, Mapping

from alarms.detectors.change import Deviation, Rate, SameHour
from alarms.detectors.counters import Anomaly, Consumption
from alarms.detectors.groups import Discrepancy, Redundancy
from alarms.detectors.logic import Logic
from alarms.detectors.messages import DecodeFailures, Radio
from alarms.detectors.series import Autonomy, Limit, State, Stuck
from alarms.detectors.silence import Silence
from alarms.rules.nodes import Fields
from alarms.rules.rule import Detector, Levels
from alarms.rules.terms import CONNECTIVES, read_term
from alarms.rules.values import DURATION, NUMBER, count, duration, flag, number, read_levels
from telemetry.alarm import Severity
from telemetry.quantity import CATALOGUE

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
    return Stuck(lasting, tolerance, fields.read("readings", count, _COUNT, 5))


def _silence(fields: Fields, severity: Severity) -> Detector | None:
    intervals = read_levels(fields, "intervals", severity)
    at_least = fields.read("at_least", duration, DURATION, 15 * _MINUTE_MS)
    at_most = fields.read("at_most", duration, DURATION, 25 * 60 * _MINUTE_MS)
    if intervals.steps and intervals.steps[0][1] < 1:
        fields.refuse("intervals", "must be 1 or more of the device's own intervals")
    if at_least > at_most:
        fields.refuse("at_most", "must not be less than at_least")
    return Silence(intervals if intervals.steps else Levels(((int(severity), 3.0),)), at_least, at_most)


def _decode_failures(_fields: Fields, _severity: Severity) -> Detector | None:
    return DecodeFailures()


def _radio(fields: Fields, severity: Severity) -> Detector | None:
    rssi, snr = (read_levels(fields, key, severity, falling=True) for key in ("rssi", "snr"))
    factor = read_levels(fields, "spreading_factor", severity)
    if not (rssi.steps or snr.steps or factor.steps):
        fields.problems.refuse(fields.node, "no limit; write `snr: -15`, `rssi: -120` or `spreading_factor: 11`")
    return Radio(rssi, snr, factor)


def _rate(fields: Fields, severity: Severity) -> Detector | None:
    rise, fall = read_levels(fields, "rise", severity), read_levels(fields, "fall", severity)
    if not rise.steps and not fall.steps:
        fields.problems.refuse(fields.node, "neither `rise` nor `fall`; write by how much the value may change")
    return Rate(fields.read("per", _span, DURATION, 1, required=True), rise, fall)


def _deviation(fields: Fields, severity: Severity) -> Detector | None:
    default: float | str = 0.0
    expected = "a number, or a quantity of the same device"
    setpoint = fields.read("setpoint", _setpoint, expected, default, required=True)
    return Deviation(setpoint, *_distances(fields, severity))


def _same_hour(fields: Fields, severity: Severity) -> Detector | None:
    weeks, learned = fields.read("weeks", _weeks, _WEEKS, 4), fields.read("learned", _weeks, _WEEKS, 2)
    if learned > weeks:
        fields.refuse("learned", "must not be more than weeks")
    return SameHour(weeks, learned, *_distances(fields, severity))


def _distances(fields: Fields, severity: Severity) -> tuple[Levels, Levels, float]:
    above, below = read_levels(fields, "above", severity), read_levels(fields, "below", severity)
    if not above.steps and not below.steps:
        fields.problems.refuse(fields.node, "neither `above` nor `below`; write how far is too far")
    return above, below, fields.read("deadband", number, NUMBER, 0.0)


def _consumption(fields: Fields, severity: Severity) -> Detector | None:
    anomaly = fields.read("anomaly", Anomaly, f"one of {', '.join(Anomaly)}", Anomaly.BURST, required=True)
    limits = read_levels(fields, "above", severity)
    lasting = fields.read("lasting", duration, DURATION, 0)
    if anomaly is Anomaly.BURST and not limits.steps:
        fields.refuse("above", "is missing; write the flow in the quantity's unit an hour")
    if anomaly in {Anomaly.CONTINUOUS, Anomaly.NONE} and not lasting:
        fields.refuse("lasting", f"is missing; write {DURATION}")
    return Consumption(anomaly, fields.read("flow", number, NUMBER, 0.0), lasting, limits)


def _discrepancy(fields: Fields, severity: Severity) -> Detector | None:
    above = read_levels(fields, "above", severity)
    if not above.steps:
        fields.refuse("above", "is missing; write how far redundant sensors may differ")
    within = fields.read("within", duration, DURATION, 60 * _MINUTE_MS)
    tag = fields.read("tag", str, "the tag whose value redundant sensors share", "", required=True)
    return Discrepancy(tag, above, within, fields.read("deadband", number, NUMBER, 0.0))


def _redundancy(fields: Fields, _severity: Severity) -> Detector | None:
    needed = fields.read("needed", count, _COUNT, 1, required=True)
    installed = fields.read("installed", count, _COUNT, 0)
    if installed and installed < needed:
        fields.refuse("installed", "must not be less than needed")
    wrong = fields.read("is", flag, "true or false: the state of a unit that is lost", default=True)
    return Redundancy(needed, installed, wrong, fields.read("by_channel", flag, "true or false", default=False))


def _logic(fields: Fields, _severity: Severity) -> Detector | None:
    return Logic(read_term(fields))


_COUNT = "a whole number from 1 to 1000"
_WEEKS = "a whole number from 1 to 52"


def _weeks(text: str) -> int:
    if not 1 <= int(text) <= 52:
        raise ValueError(text)
    return int(text)


def _span(text: str) -> int:
    milliseconds = duration(text)
    if not milliseconds:
        raise ValueError(text)
    return milliseconds


def _setpoint(text: str) -> float | str:
    return text if text in CATALOGUE else number(text)


KINDS: Mapping[str, tuple[Reader, tuple[str, ...]]] = {
    "limit": (_limit, ("high", "low", "deadband")),
    "state": (_state, ("is", "after")),
    "autonomy": (_autonomy, ("capacity", "left")),
    "stuck": (_stuck, ("lasting", "tolerance", "readings")),
    "silence": (_silence, ("intervals", "at_least", "at_most")),
    "rate": (_rate, ("rise", "fall", "per")),
    "deviation": (_deviation, ("setpoint", "above", "below", "deadband")),
    "same_hour": (_same_hour, ("weeks", "learned", "above", "below", "deadband")),
    "consumption": (_consumption, ("anomaly", "flow", "lasting", "above")),
    "decode_failures": (_decode_failures, ()),
    "radio": (_radio, ("rssi", "snr", "spreading_factor")),
    "discrepancy": (_discrepancy, ("tag", "above", "within", "deadband")),
    "redundancy": (_redundancy, ("needed", "installed", "is", "by_channel")),
    "logic": (_logic, CONNECTIVES),
}
"""By the key that names it in a rule: how to read it, and the keys that it has."""
