"""Civil days of 23, 24 and 25 hours, school days, working days."""

from datetime import UTC, datetime

import numpy as np
import pytest

from simulators.civil import calendar, check_span, moment
from telemetry.errors import ConfigError

SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC).timestamp()
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_days_and_fractions_run_on_through_a_clock_change(start: float) -> None:
    t = np.arange(start, start + 2 * 86400, 60.0)
    when = moment(t)
    assert np.diff(when.day + when.fraction) == pytest.approx(60 / 86400, rel=0.05)


@pytest.mark.parametrize(
    ("instant", "hour"), [("2026-01-15T11:00:00Z", 12.0), ("2026-07-15T10:00:00Z", 12.0), ("2026-10-24T22:00:00Z", 0.0)]
)
def test_hours_are_those_of_paris(instant: str, hour: float) -> None:
    t = np.array([datetime.fromisoformat(instant).timestamp()])
    assert moment(t).hour[0] == pytest.approx(hour)


@pytest.mark.parametrize(
    ("day", "school", "working"),
    [
        ("2026-11-20", True, True),
        ("2026-11-21", False, False),  # Saturday
        ("2026-11-11", False, False),  # Armistice
        ("2026-12-23", False, True),  # Christmas holidays
        ("2027-08-03", False, True),
        ("2026-07-14", False, False),
    ],
)
def test_school_and_working_days(day: str, school: bool, working: bool) -> None:
    row = moment(np.array([datetime.fromisoformat(f"{day}T12:00:00Z").timestamp()])).day[0]
    assert (bool(calendar().school[row]), bool(calendar().working[row])) == (school, working)


@pytest.mark.parametrize(("start", "end"), [(2020, 2021), (2026, 2045), (2027, 2026)])
def test_a_simulation_outside_the_calendar_is_refused(start: int, end: int) -> None:
    with pytest.raises(ConfigError, match="choose from 2026 to 2039"):
        check_span(datetime(start, 6, 1, tzinfo=UTC), datetime(end, 6, 1, tzinfo=UTC))
