from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alarms.notify.schedules import Schedule
from telemetry.times import PARIS

INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WEEKLY = {"people": ["odile", "karim", "lea"], "handover": "mon 09:00", "since": "2026-01-05"}


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def schedule(*layers: dict[str, Any], **more: Any) -> Schedule:
    return Schedule.model_validate({"layers": layers or [WEEKLY], **more})


@pytest.mark.parametrize(
    ("local", "person"),
    [
        ("2026-01-05T08:59", None),
        ("2026-01-05T09:00", "odile"),
        ("2026-01-12T08:59", "odile"),
        ("2026-01-12T09:00", "karim"),
        ("2026-01-19T09:00", "lea"),
        ("2026-01-26T09:00", "odile"),
        pytest.param("2026-03-30T08:59", "lea", id="the week of the clock change ends by the clock"),
        pytest.param("2026-03-30T09:00", "odile", id="and the next begins"),
        pytest.param("2026-10-26T08:59", "lea", id="so in October"),
        pytest.param("2026-10-26T09:00", "odile", id="and so on"),
        pytest.param("2026-12-31T23:59", "odile", id="the last minute of the year"),
        pytest.param("2027-01-01T00:00", "odile", id="and the first"),
    ],
)
def test_a_weekly_rotation_hands_over_by_the_clock_of_paris(local: str, person: str | None) -> None:
    assert schedule().on_call(paris(local)) == ((person,) if person else ())


@pytest.mark.parametrize(
    ("local", "person"),
    [
        ("2026-03-28T02:30", "a"),
        ("2026-03-29T01:59", "a"),
        pytest.param("2026-03-29T03:00", "b", id="the handover of 02:30, which the clocks skip"),
        ("2026-03-30T02:29", "b"),
        ("2026-03-30T02:30", "a"),
    ],
)
def test_a_daily_rotation_in_the_short_night(local: str, person: str) -> None:
    daily = schedule({"people": ["a", "b"], "handover": "02:30", "since": "2026-03-28"})
    assert daily.on_call(paris(local)) == (person,)


def test_a_daily_handover_in_the_hour_that_comes_twice_happens_once() -> None:
    daily = schedule({"people": ["a", "b"], "handover": "02:30", "since": "2026-10-24"})
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert daily.on_call(first - timedelta(seconds=1)) == ("a",)
    assert daily.on_call(first) == ("b",)
    assert daily.on_call(first + timedelta(hours=1)) == ("b",)


OFFICE = {"people": ["bureau"], "hours": ["mon-fri 08:00-18:00 but holidays"]}


def test_layers_overrides_and_fallback() -> None:
    both = schedule(
        OFFICE,
        WEEKLY,
        overrides=[{"from": "2026-12-24T18:00+01:00", "until": "2026-12-26T09:00+01:00", "person": "chef"}],
        fallback=["direction"],
    )
    cases = {
        "2025-12-31T20:00": "direction",
        "2026-01-05T10:00": "bureau",
        "2026-01-05T18:00": "odile",
        "2026-05-14T10:00": "odile",  # Ascension Day, a Thursday
        "2026-12-24T17:59": "bureau",
        "2026-12-25T03:00": "chef",
        "2026-12-26T09:00": "lea",
    }
    assert {local: both.on_call(paris(local)) for local in cases} == {local: (who,) for local, who in cases.items()}


def test_gaps_are_found_and_go_to_the_fallback() -> None:
    office = schedule(OFFICE, fallback=["chef"])
    duties = office.duties(paris("2026-04-03T12:00"), paris("2026-04-07T12:00"))
    assert [(duty.start.astimezone(PARIS).isoformat()[:16], duty.people, duty.gap) for duty in duties] == [
        ("2026-04-03T12:00", ("bureau",), False),
        ("2026-04-03T18:00", ("chef",), True),  # over Easter Monday
        ("2026-04-07T08:00", ("bureau",), False),
    ]


@given(INSTANTS)
def test_a_list_of_duties_says_what_on_call_says(instant: datetime) -> None:
    both = schedule(OFFICE, WEEKLY)
    start = instant - timedelta(days=3)
    held = next(duty for duty in both.duties(start, instant + timedelta(days=3)) if duty.start <= instant < duty.end)
    assert held.people == both.on_call(instant)


@given(INSTANTS)
def test_everybody_takes_turns_in_order(instant: datetime) -> None:
    people = WEEKLY["people"]
    start = max(instant, paris("2026-01-05T09:00"))
    now, later = (schedule().on_call(start.astimezone(PARIS) + timedelta(days=days))[0] for days in (0, 7))
    assert people.index(later) == (people.index(now) + 1) % 3


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ({"people": []}, "at least 1"),
        ({"people": ["a"], "handover": "lundi 09:00"}, "is no day"),
        ({"people": ["a"], "handover": "holiday 09:00"}, "day of the week"),
        ({"people": ["a"], "handover": ""}, "time of day"),
        ({"people": ["a"], "hours": ["8-18"]}, "time of day"),
        ({"people": ["a"], "rota": 1}, "Extra inputs"),
    ],
)
def test_mistakes_are_named(layer: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        schedule(layer)


def test_an_override_ends_after_it_begins() -> None:
    turned = {"from": "2026-12-26T09:00+01:00", "until": "2026-12-24T18:00+01:00", "person": "chef"}
    with pytest.raises(ValidationError, match="after from"):
        schedule(overrides=[turned])
