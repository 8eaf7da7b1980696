from dataclasses import replace

import pytest

from alarms.figures import AlarmFigures
from telemetry.alarm import Alarm, Happening, Severity, Shelving, Source, Transition

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def alarm(number: int = 0, raised_ms: int = 0, severity: Severity = Severity.MAJOR) -> Alarm:
    return Alarm(Source("rule", "amiens", "nro", str(number)), severity, raised_ms, raised_ms)


def figures_of(*raised: Alarm) -> AlarmFigures:
    figures = AlarmFigures()
    for one in raised:
        figures.note(Transition(one, Happening.RAISED, one.raised_ms, one.raised_ms))
    return figures


def test_rates_count_what_was_told_in_their_windows() -> None:
    raised = [alarm(number, minute * MINUTE) for number, minute in enumerate((0, 1380, 1425, 1436, 1439))]
    shelved = replace(alarm(9, 1439 * MINUTE), shelved=Shelving(DAY * 2, "anne", "works"))
    now = figures_of(*raised, shelved).at(1440 * MINUTE, [])
    assert (now.last_10_min, now.last_hour, now.last_day, now.peak_10_min) == (2, 3, 4, 2)


def test_a_flood_begins_above_ten_in_ten_minutes_and_ends_below_five() -> None:
    figures = figures_of(*(alarm(number, number * 1000) for number in range(10)))
    assert not figures.at(20_000, []).in_flood
    figures.note(Transition(alarm(10, 30_000), Happening.RAISED, 30_000, 30_000))
    assert figures.at(30_000, []).in_flood
    assert figures.at(10 * MINUTE + 4_000, []).in_flood
    calm = figures.at(30_000 + 10 * MINUTE, [])
    assert not calm.in_flood
    assert calm.flood_share == pytest.approx(10 * MINUTE / DAY)


def test_what_stands_is_counted_by_what_became_of_it() -> None:
    stands = [
        alarm(0),
        replace(alarm(1, DAY), acknowledged=True),
        replace(alarm(2, DAY), suppressed=("chatter",)),
        replace(alarm(3, DAY), suppressed=("topology:site:nro",)),
        replace(alarm(4, DAY), shelved=Shelving(DAY * 3, "anne", "works")),
        replace(alarm(5, DAY), active=False),
    ]
    now = AlarmFigures().at(DAY + MINUTE, stands)
    assert (now.standing, now.unacknowledged, now.stale) == (2, 1, 1)
    assert (now.chattering, now.suppressed, now.shelved) == (1, 2, 1)


def test_the_mix_and_the_most_frequent_sources() -> None:
    severities = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.WARNING)
    now = figures_of(*(alarm(1, 0, severity) for severity in severities), alarm(2)).at(MINUTE, [])
    assert (now.high_share, now.medium_share, now.low_share) == (0.2, 0.4, 0.4)
    assert now.top == (("rule/amiens/nro/1//", 4), ("rule/amiens/nro/2//", 1))
    assert now.top_share == 1.0


def test_no_alarm_divides_nothing() -> None:
    assert AlarmFigures().at(0, []).top_share == 0.0


def test_a_clock_that_was_set_back_gives_no_negative_flood() -> None:
    figures = figures_of(*(alarm(number, DAY) for number in range(11)), alarm(11, 0))
    assert figures.at(0, []).flood_share == 0.0
    assert figures.at(0, []).in_flood
