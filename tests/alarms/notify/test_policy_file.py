import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify_world import EXAMPLE

from alarms.notify.file import PolicyFile, read_policies, review
from alarms.notify.places import Place
from alarms.notify.policy import Match
from telemetry.alarm import Severity
from telemetry.device import Domain
from telemetry.errors import ConfigError

PEOPLE = "people:\n  odile: {name: Odile, reach: {sms: '+336'}}\n"
NOV = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_example_is_right_and_its_gaps_are_told() -> None:
    policies = read_policies(EXAMPLE)
    assert policies.channels == {"sms", "mail", "tchap", "mqtt", "alertmanager"}
    told = list(review(policies, ["sms", "mail", "tchap", "mqtt"], NOV, NOV + timedelta(days=1)))
    assert told == [
        "channel alertmanager is not in the settings (notify.channels)",
        "schedule astreinte-ville: a gap from 2026-11-24 01:00 to 2026-11-24 06:00: lea is told",
        "schedule astreinte-ville: a gap from 2026-11-24 22:00 to 2026-11-25 01:00: lea is told",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people: [", "2: not YAML"),
        (PEOPLE + "  odile: {name: O, reach: {sms: '1'}}\n", "3: a key must be plain text, and stand once"),
        (PEOPLE + "polices: {}\n", "3: polices: unknown key"),
        ("people:\n  odile:\n    name: Odile\n    reach: {sms: '+33 6'}\n", "4: people.odile.reach.sms: String"),
        (PEOPLE + "policies: {a: {steps: []}}\n", "3: policies.a.steps: Tuple should have at least 1"),
        (PEOPLE + "policies:\n  a:\n    steps:\n      - {tell: [odile], wait: 5}\n", "6: policies.a.steps.0.wait"),
        (PEOPLE + "policies: {a: {steps: [{tell: [karim]}]}}\n", "policies.a, step 1: nobody is called karim"),
        (PEOPLE + "policies: {a: {steps: [{tell: [odile], by: [mail]}]}}\n", "odile cannot be reached by mail"),
        (PEOPLE + "schedules: {odile: {layers: [{people: [odile]}]}}\n", "names a person and a schedule"),
        (PEOPLE + "schedules: {duty: {layers: [{people: [karim]}]}}\n", "schedules.duty: no person karim"),
        ("fallbacks: {sms: mail, mail: tchap, tchap: sms}\n", "falls back on itself"),
        ("policies: {a: {match: {at_least: grave}, steps: [{tell: ['#x']}]}}\n", "'grave' is no severity"),
        ("policies: {a: {quiet: [{below: major, hours: [22-7]}], steps: [{tell: ['#x']}]}}\n", "time of day"),
        ("a: &x 1\nb: *x\n", "a reference"),
        ("[" * 5000, "nested too deeply"),
        ("- a\n", "Input should be"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "notify.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as refused:
        read_policies(file)
    assert said in str(refused.value)
    assert "notify.yaml" in str(refused.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "notify.yaml"
    file.write_text(PEOPLE + "policies:\n  a:\n    steps: []\n  b:\n    steps: [{tell: [odile], wait: soon}]\nx: 1\n")
    with pytest.raises(ConfigError) as refused:
        read_policies(file)
    assert [line.split(":")[1] for line in str(refused.value).splitlines()] == ["5", "7", "8"]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read.*notify\.policies"):
        read_policies(tmp_path / "absent.yaml")


@given(st.one_of(st.text(max_size=80), st.binary(max_size=80)))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: str | bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    file.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    try:
        read_policies(file)
    except ConfigError:
        return


def test_a_changed_file_is_read_again_and_a_wrong_one_leaves_the_last_right_one(tmp_path: Path) -> None:
    file, now = tmp_path / "notify.yaml", [0.0]
    file.write_text(PEOPLE)
    source = PolicyFile(file, lambda: now[0])

    def write(text: str) -> None:
        now[0] += 2
        file.write_text(text)
        os.utime(file, (now[0], now[0]))

    assert set(source().people) == {"odile"}
    write(PEOPLE.replace("odile", "karim"))
    assert set(source().people) == {"karim"}
    write("people: [")
    assert set(source().people) == {"karim"}
    assert "not YAML" in (source.problem or "")
    write(PEOPLE)
    assert set(source().people) == {"odile"}
    assert source.problem is None
    now[0] += 2
    file.unlink()
    assert set(source().people) == {"odile"}
    assert source.problem is not None


@pytest.mark.parametrize(
    ("match", "takes"),
    [
        ({}, True),
        ({"domain": ["nro"], "at_least": "major"}, True),
        ({"at_least": "critical"}, False),
        ({"site": ["nro-*"], "rule": ["room-*"]}, True),
        ({"site": ["dc-*"]}, False),
        ({"site_kind": ["nro"], "tenant": ["somme-numerique"]}, True),
        ({"domain": ["water"]}, False),
        ({"rule": ["door", "leak"]}, False),
    ],
)
def test_which_alarms_a_policy_takes(match: dict[str, object], takes: bool) -> None:
    place = Place("somme-numerique", "nro-albert", "NRO Albert", "nro", domain=Domain.NRO)
    assert Match.model_validate(match).takes(place, "room-temperature", Severity.MAJOR) is takes
