"""Alarms of a period, and the load of a day."""

from datetime import date
from itertools import pairwise

import pytest

from dashboards.console.alarm_past import Period, Search, figures, found
from telemetry.alarm import Alarm, AlarmChanges, Happening, Severity, Source, Transition
from telemetry.memory_alarms import MemoryAlarmStore
from telemetry.times import parse_instant, to_ms

TODAY = date(2026, 11, 22)
NOW_MS = to_ms(parse_instant("2026-11-22T12:00:00+01:00"))
HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("", "", (date(2026, 11, 16), TODAY)),
        ("2026-11-01", "2026-11-02", (date(2026, 11, 1), date(2026, 11, 2))),
        ("2026-11-05", "2026-11-02", (date(2026, 11, 2), date(2026, 11, 2))),
        ("9999-12-31", "x", (date(2026, 11, 16), TODAY)),
    ],
)
def test_period(first: str, last: str, period: tuple[date, date]) -> None:
    assert Period.read(first, last, TODAY) == Period(*period)


def test_days_are_those_of_paris_summer_time_included() -> None:
    day = Period(date(2026, 10, 25), date(2026, 10, 25))
    assert day.until_ms - day.since_ms == 25 * HOUR_MS


def filled() -> MemoryAlarmStore:
    """An alarm an hour for two days, of two authorities in turn."""
    store = MemoryAlarmStore()
    for hours in range(48, 0, -1):
        tenant = "amiens" if hours % 2 else "baie"
        time_ms = NOW_MS - hours * HOUR_MS + 1
        alarm = Alarm(Source("hot", tenant, "site", f"{hours}"), Severity(1 + hours % 4), time_ms, time_ms)
        store.commit(AlarmChanges((alarm,), (Transition(alarm, Happening.RAISED, time_ms, time_ms),)))
    return store


def test_found_are_those_of_the_period_and_the_authorities_newest_first() -> None:
    search = Search(Period(date(2026, 11, 21), date(2026, 11, 21)), Severity.MAJOR, frozenset({"amiens"}))
    alarms = list(found(filled(), search))
    assert {(alarm.source.tenant, alarm.severity) for alarm in alarms} == {("amiens", Severity.CRITICAL)}
    assert len(alarms) == 6
    assert all(newer.raised_ms > older.raised_ms for newer, older in pairwise(alarms))


@pytest.mark.parametrize(("tenants", "day"), [(None, 24), (frozenset({"baie"}), 12), (frozenset[str](), 0)])
def test_figures_are_those_of_the_last_day(tenants: frozenset[str] | None, day: int) -> None:
    held = figures(filled(), tenants, NOW_MS)
    assert held.last_day == day
    assert held.standing == 2 * day
