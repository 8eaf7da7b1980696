"""Time of simulations and replays, without waiting for it."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.pace import moved, paced, parse_duration
from telemetry.errors import ConfigError, ParseError
from telemetry.record import RawMessage

T0 = 1_790_000_000_000


def at(*offsets_s: float) -> list[RawMessage]:
    return [RawMessage("chirpstack", "a", b"{}", T0 + int(1000 * offset)) for offset in offsets_s]


class Clock:
    """A clock that only waiting moves; it is the stop event as well."""

    def __init__(self, stop_at: float = float("inf")) -> None:
        self.now = 100.0
        self._stop_at = 100.0 + stop_at

    def __call__(self) -> float:
        return self.now

    def wait(self, delay: float) -> bool:
        self.now += delay
        return self.is_set()

    def is_set(self) -> bool:
        return self.now >= self._stop_at


@pytest.mark.parametrize(("speed", "ends"), [(1.0, 100.0), (10.0, 10.0), (0.5, 200.0), (0.0, 0.0)])
def test_gaps_are_scaled_by_the_speed(speed: float, ends: float) -> None:
    clock = Clock()
    assert len(list(paced(at(0, 30, 100), speed, clock, clock=clock))) == 3  # type: ignore[arg-type]
    assert clock.now - 100 == pytest.approx(ends)


def test_what_is_older_than_the_origin_comes_at_once() -> None:
    clock = Clock()
    times = [clock.now for _ in paced(at(-50, -10, 5), 1.0, clock, T0, clock)]  # type: ignore[arg-type]
    assert times == [100.0, 100.0, 105.0]


def test_stopping_ends_it_in_the_middle_of_a_wait() -> None:
    clock = Clock(stop_at=20)
    assert len(list(paced(at(0, 10, 50, 60), 1.0, clock, clock=clock))) == 2  # type: ignore[arg-type]


def test_a_negative_speed_is_refused() -> None:
    with pytest.raises(ConfigError, match="speed"):
        list(paced([], -1.0, Event()))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("1.5h", timedelta(minutes=90)),
        ("7d", timedelta(days=7)),
        ("2m", timedelta(minutes=2)),
    ],
)
def test_durations_are_read(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize("text", ["", "7", "d", "-1d", "1w", "7 d", "nan s", "9999999d"])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="write 90s"):
        parse_duration(text)


def test_moving_to_the_present_keeps_gaps_and_moves_the_times_of_events(messages: list[RawMessage]) -> None:
    present = datetime(2030, 5, 1, 12, tzinfo=UTC)
    some = [message for message in messages if message.source == "chirpstack"][:50]
    result = list(moved(some, present))
    assert result[0].received_ms == int(present.timestamp() * 1000)
    for before, after in zip(some, result, strict=True):
        shift = timedelta(milliseconds=after.received_ms - before.received_ms)
        old, new = json.loads(before.payload), json.loads(after.payload)
        moved_by = datetime.fromisoformat(new["time"]) - datetime.fromisoformat(old["time"])
        assert moved_by == pytest.approx(shift, abs=timedelta(milliseconds=1))
        for was, is_ in zip(old.get("rxInfo", ()), new.get("rxInfo", ()), strict=True):
            gps = float(is_["timeSinceGpsEpoch"][:-1]) - float(was["timeSinceGpsEpoch"][:-1])
            assert gps == pytest.approx(shift.total_seconds(), abs=0.01)
            assert was["rssi"] == is_["rssi"]
        assert new.get("data") == old.get("data")


TOLD: dict[str, Callable[[Any], datetime]] = {
    "the_things_stack": lambda body: datetime.fromisoformat(body["received_at"]),
    "live_objects": lambda body: datetime.fromisoformat(body["timestamp"]),
    "itxpt": lambda body: datetime.fromisoformat(body.get("GNSSLocation", body)["TimeStamp"]),
    "telegraf": lambda body: datetime.fromtimestamp(body["timestamp"], UTC),
    "neuron": lambda body: datetime.fromtimestamp(body["timestamp"] / 1000, UTC),
    "axis": lambda body: datetime.fromtimestamp(body["timestamp"] / 1000, UTC),
    "shelly": lambda body: datetime.fromtimestamp(body["params"]["ts"], UTC),
}


@pytest.mark.parametrize("source", TOLD)
def test_the_times_of_all_that_a_fleet_says_move_too(messages: list[RawMessage], source: str) -> None:
    some = [message for message in messages if message.source == source][:40]
    for before, after in zip(some, moved(some, datetime(2030, 5, 1, tzinfo=UTC)), strict=True):
        old, new = TOLD[source](json.loads(before.payload)), TOLD[source](json.loads(after.payload))
        shift = timedelta(milliseconds=after.received_ms - before.received_ms)
        assert new.year == 2030
        assert new - old == pytest.approx(shift, abs=timedelta(seconds=1))


def test_a_text_that_is_no_instant_stays() -> None:
    message = RawMessage("chirpstack", "a", b'{"object":{"time":"noon"},"time":"2026-01-01T00:00:00Z"}', T0)
    (result,) = moved([message], datetime.fromtimestamp(T0 / 1000 + 60, UTC))
    assert json.loads(result.payload) == {"object": {"time": "noon"}, "time": "2026-01-01T00:01:00+00:00"}


@pytest.mark.parametrize(("source", "payload"), [("chirpstack", b"\x0a\x24"), ("modbus", b"{}")])
def test_what_cannot_be_moved_is_refused(source: str, payload: bytes) -> None:
    with pytest.raises(ParseError, match="without --shift-to-now"):
        list(moved([RawMessage(source, "t", payload, T0)], datetime(2030, 1, 1, tzinfo=UTC)))


@given(st.from_regex(rb'\A\{"(ts|timestamp)": ?[0-9.]{1,20}\}\Z'))
def test_only_parse_errors_come_out_of_moving_numbers(payload: bytes) -> None:
    with suppress(ParseError):
        list(moved([RawMessage("shelly", "t", payload, T0)], datetime(2030, 1, 1, tzinfo=UTC)))


@given(st.binary() | st.from_regex(rb'\A\{"(time|gwTime)": ?"\d{4}-\d\d-\d\dT[0-9:.+Z-]*"\}\Z'))
def test_only_parse_errors_come_out_of_moving(payload: bytes) -> None:
    with suppress(ParseError):
        list(moved([RawMessage("chirpstack", "t", payload, T0)], datetime(2030, 1, 1, tzinfo=UTC)))


def test_an_instant_that_would_leave_the_calendar_is_refused() -> None:
    with pytest.raises(ParseError, match="leaves the calendar"):
        list(
            moved(
                [RawMessage("chirpstack", "t", b'{"time":"9999-12-31T00:00:00Z"}', T0)],
                datetime(2030, 1, 1, tzinfo=UTC),
            )
        )
