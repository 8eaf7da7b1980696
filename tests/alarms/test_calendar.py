from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alarms.calendar.files import WindowEntry, WindowFolder, declare, read_calendar
from alarms.calendar.windows import Calendar, Mode, Scope, Window
from telemetry.alarm import Source
from telemetry.errors import ConfigError
from telemetry.times import to_ms


def at(text: str) -> int:
    return to_ms(datetime.fromisoformat(text).astimezone(UTC))


def window(start: str, hours: float, rule: str = "") -> Window:
    return Window("w", Scope(), Mode.MUTE, datetime.fromisoformat(start), timedelta(hours=hours), "work", "anne", rule)


@pytest.mark.parametrize(
    ("start", "hours", "rule", "instant", "is_open"),
    [
        ("2026-11-24T22:00", 4, "", "2026-11-24T21:00Z", True),
        ("2026-11-24T22:00", 4, "", "2026-11-24T20:59Z", False),
        ("2026-11-24T22:00", 4, "", "2026-11-25T01:00Z", False),
        pytest.param("2026-01-06T22:00", 4, "FREQ=WEEKLY;BYDAY=TU", "2026-07-07T20:30Z", True, id="22:00 in summer"),
        pytest.param("2026-01-06T22:00", 4, "FREQ=WEEKLY;BYDAY=TU", "2026-07-07T19:30Z", False, id="not 21:30"),
        pytest.param("2026-01-06T22:00", 4, "FREQ=WEEKLY;BYDAY=TU", "2026-07-08T20:30Z", False, id="not on Wednesday"),
        pytest.param("2026-03-28T23:00", 6, "", "2026-03-29T02:59Z", True, id="spring: until 05:00 on the wall"),
        pytest.param("2026-03-28T23:00", 6, "", "2026-03-29T03:00Z", False, id="spring: one hour shorter"),
        pytest.param("2026-10-24T23:00", 6, "", "2026-10-25T03:59Z", True, id="autumn: one hour longer"),
        pytest.param("2026-10-24T23:00", 6, "", "2026-10-25T04:00Z", False, id="autumn: ends at 05:00 on the wall"),
        pytest.param("2026-03-01T02:30", 1, "FREQ=DAILY", "2026-03-29T01:40Z", False, id="an hour that is left out"),
        pytest.param("2026-03-01T02:30", 1, "FREQ=DAILY", "2026-03-30T00:40Z", True, id="and is back the day after"),
    ],
)
def test_a_window_is_open_by_the_clock_on_the_wall(
    start: str, hours: float, rule: str, instant: str, is_open: bool
) -> None:
    assert window(start, hours, rule).is_open(at(instant)) is is_open


def test_a_scope_covers_what_it_names_and_all_when_it_names_nothing() -> None:
    source = Source("door-open", "amiens", "nro-ham", "00112233")
    assert Scope().covers(source)
    assert Scope(sites=frozenset({"nro-ham"}), rules=frozenset({"door-open"})).covers(source)
    assert not Scope(sites=frozenset({"nro-ham"}), rules=frozenset({"smoke"})).covers(source)
    assert not Scope(tenants=frozenset({"other"})).covers(source)
    assert not Scope(devices=frozenset({"ffff"})).covers(source)


ENTRY = {
    "id": "fibre-ham",
    "what": {"sites": ["nro-ham"]},
    "mode": "inform",
    "start": "2026-11-24T22:00",
    "duration": "PT4H",
    "reason": "changement de tiroir",
    "by": "anne",
}


def test_a_declared_window_is_kept_as_a_file(tmp_path: Path) -> None:
    declared = declare(tmp_path, WindowEntry.model_validate(ENTRY))
    assert read_calendar(tmp_path).windows == (declared,)
    assert declared.duration == timedelta(hours=4)
    with pytest.raises(ConfigError, match="choose another id"):
        declare(tmp_path, WindowEntry.model_validate(ENTRY))


def test_an_absent_folder_has_no_windows(tmp_path: Path) -> None:
    assert read_calendar(tmp_path / "none").windows == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b", "no list"),
        ("[", "cannot be read"),
        ("[1]", "window 1"),
        ("[{id: X}]", "window 1: id"),
        ("[{id: x, mode: sleep}]", "window 1: mode"),
        ("- {id: x, start: 2026-11-24T22:00:00+01:00, duration: PT1H, reason: r, by: b}", "without an offset"),
        ("- {id: x, start: 2026-11-24T22:00, duration: P40D, reason: r, by: b}", "duration"),
        ("- {id: x, start: 2026-11-24T22:00, duration: PT1H, reason: r, by: b, repeat: OFTEN}", "no recurrence"),
        ("- {id: x, start: 2026-11-24T22:00, duration: PT1H, reason: r, by: b, up_to: huge}", "write one of warning"),
        ("- {id: x, start: 2026-11-24T22:00, duration: PT1H, reason: r, by: b, until: never}", "until"),
        ("!!python/object:os.system {}", "cannot be read"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "windows.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=problem):
        read_calendar(tmp_path)


def test_two_windows_of_one_name_are_refused(tmp_path: Path) -> None:
    declare(tmp_path, WindowEntry.model_validate(ENTRY))
    (tmp_path / "copy.yaml").write_text((tmp_path / "fibre-ham.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(ConfigError, match="two windows are called fibre-ham"):
        read_calendar(tmp_path)


def test_a_wrong_file_leaves_what_was_announced_and_is_told(tmp_path: Path) -> None:
    folder = WindowFolder(tmp_path)
    declared = declare(tmp_path, WindowEntry.model_validate(ENTRY))
    assert folder.poll()
    assert not folder.poll()
    (tmp_path / "typo.yaml").write_text("[", "utf-8")
    assert not folder.poll()
    assert "typo.yaml: cannot be read" in folder.problems
    assert folder.calendar.windows == (declared,)
    (tmp_path / "typo.yaml").unlink()
    assert folder.poll()
    assert folder.problems == ""


def test_a_start_with_a_wrong_file_announces_nothing(tmp_path: Path) -> None:
    (tmp_path / "typo.yaml").write_text("[", "utf-8")
    folder = WindowFolder(tmp_path)
    assert folder.calendar.windows == ()
    assert folder.problems


@pytest.mark.parametrize("step_s", [1, 600, 7200])
def test_a_calendar_that_remembers_says_what_each_window_says(step_s: int) -> None:
    windows = (
        window("2026-10-24T23:00", 6),
        window("2026-01-06T22:00", 4, "FREQ=WEEKLY;BYDAY=SA"),
        window("2026-10-01T02:30", 1, "FREQ=DAILY"),
    )
    calendar = Calendar(windows)
    start, end = (
        (at("2026-10-25T00:20Z"), at("2026-10-25T01:40Z"))
        if step_s == 1
        else (at("2026-10-23T00:00Z"), at("2026-10-27T00:00Z"))
    )
    for now in [*range(start, end, step_s * 1000), start]:  # The clock may go back, too.
        assert calendar.open_at(now) == tuple(one for one in windows if one.is_open(now))
