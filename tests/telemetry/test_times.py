"""Instants are UTC, stored times exact milliseconds, civil days those of Paris."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.errors import ParseError
from telemetry.times import civil_day_start, from_ms, next_civil_day, parse_instant, to_ms


@given(st.integers(min_value=-(2**41), max_value=2**46))
def test_milliseconds_survive_the_round_trip(milliseconds: int) -> None:
    assert to_ms(from_ms(milliseconds)) == milliseconds


@pytest.mark.parametrize(
    ("instant", "start", "hours"),
    [
        ("2026-06-15T12:00:00Z", "2026-06-14T22:00:00Z", 24),
        ("2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 23),
        ("2026-10-25T00:30:00Z", "2026-10-24T22:00:00Z", 25),
        ("2026-10-25T01:30:00Z", "2026-10-24T22:00:00Z", 25),
        ("2026-10-25T22:59:59Z", "2026-10-24T22:00:00Z", 25),
    ],
)
def test_a_civil_day_has_23_24_or_25_hours(instant: str, start: str, hours: int) -> None:
    begin = civil_day_start(parse_instant(instant))
    assert begin == parse_instant(start)
    assert next_civil_day(begin) - begin == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-21T08:00:00Z", datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ("2026-11-21T09:00:00+01:00", datetime(2026, 11, 21, 8, tzinfo=UTC)),
        ("2026-11-21T08:00:00.123456789Z", datetime(2026, 11, 21, 8, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 20, 23, tzinfo=UTC)),
    ],
)
def test_instants_are_read(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant


BAD = ["", "yesterday", "2026-11-21T08:00:00", "0001-01-01T00:00:00+14:00", "0001-01-01", "9" * 99]


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_instant(text)
