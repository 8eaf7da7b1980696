from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarms.notify.hours import Day, Hours, at, parse_hours
from telemetry.errors import ParseError
from telemetry.times import PARIS

YEARS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NIGHT = Hours(time(22), time(7))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2026, 1, 5), time(9), "2026-01-05T08:00"),
        (date(2026, 7, 6), time(9), "2026-07-06T07:00"),
        pytest.param(date(2026, 3, 29), time(2, 30), "2026-03-29T01:00", id="02:30 is skipped in March"),
        pytest.param(date(2026, 3, 29), time(2), "2026-03-29T01:00", id="02:00 is the jump itself"),
        pytest.param(date(2026, 10, 25), time(2, 30), "2026-10-25T00:30", id="02:30 comes twice in October"),
    ],
)
def test_clock_times_as_instants(day: date, clock: time, utc: str) -> None:
    assert at(day, clock) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "local", "until"),
    [
        (NIGHT, "2026-06-01T23:00", "2026-06-02T07:00"),
        (NIGHT, "2026-06-01T06:59:59", "2026-06-01T07:00"),
        (NIGHT, "2026-06-01T07:00", None),
        (NIGHT, "2026-06-01T21:59", None),
        pytest.param(NIGHT, "2026-12-31T23:30", "2027-01-01T07:00", id="new year's night"),
        pytest.param(NIGHT, "2026-03-29T01:59", "2026-03-29T07:00", id="the short night"),
        pytest.param(NIGHT, "2026-10-25T04:00", "2026-10-25T07:00", id="the long night"),
        pytest.param(Hours(days=frozenset({Day.SAT, Day.SUN})), "2026-06-06T10:00", "2026-06-08T00:00", id="week-end"),
        pytest.param(
            Hours(days=frozenset({Day.SAT, Day.SUN, Day.HOLIDAY})), "2026-04-04T10:00", "2026-04-07T00:00", id="Easter"
        ),
        pytest.param(
            Hours(time(8), time(18), frozenset({Day.MON}), but_holidays=True), "2026-04-06T10:00", None, id="Monday off"
        ),
        pytest.param(Hours(), "2026-06-06T10:00", "2026-06-25T00:00", id="always, as far as one looks"),
    ],
)
def test_the_end_of_the_span_that_holds_an_instant(hours: Hours, local: str, until: str | None) -> None:
    assert hours.end_of(paris(local)) == (paris(until) if until else None)


@given(YEARS)
def test_a_night_and_the_day_share_all_time(instant: datetime) -> None:
    day = Hours(time(7), time(22))
    assert (instant in NIGHT) is not (instant in day)


@given(YEARS)
def test_a_span_ends_where_it_says(instant: datetime) -> None:
    end = NIGHT.end_of(instant)
    if end is not None:
        assert end - timedelta(milliseconds=1) in NIGHT
        assert end not in NIGHT


WEEK = frozenset(list(Day)[:5])


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22:00-07:00", NIGHT),
        ("18:00-24:00", Hours(time(18), time(0))),
        ("mon-fri 08:00-18:00 but holidays", Hours(time(8), time(18), WEEK, but_holidays=True)),
        ("sat,sun,holiday 08:00-08:00", Hours(time(8), time(8), frozenset({Day.SAT, Day.SUN, Day.HOLIDAY}))),
        ("fri-mon 00:00-24:00", Hours(days=frozenset({Day.FRI, Day.SAT, Day.SUN, Day.MON}))),
    ],
)
def test_hours_as_people_write_them(text: str, hours: Hours) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25:00-07:00",
        "7h-8h",
        "24:01-07:00",
        "22:00",
        "22:00-x",
        "lundi 08:00-18:00",
        "mon-holiday 08:00-18:00",
        "a b c",
    ],
)
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_hours(text)


@given(st.text(max_size=40))
def test_any_text_is_hours_or_refused(text: str) -> None:
    try:
        parse_hours(text)
    except ParseError:
        return
    assert "-" in text
