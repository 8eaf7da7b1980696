"""Rule files: inheritance, mistakes with their lines, hostile text, and files that change while Samara runs."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from alarm_cases import World, rules_of, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from alarms.rules.folder import RuleFolder
from alarms.rules.reader import load, shipped
from samara.cli import app
from telemetry.alarm import Severity
from telemetry.errors import ConfigError

_HOT = """
rules:
  - id: hot
    title: {fr: Trop chaud, en: Too hot}
    where: {quantity: air_temperature}
    limit: {high: {warning: 27, major: 30}, deadband: 1}
"""

MISTAKES = {
    "- id: hot\n  where: {quantity: air_temprature}\n  limit: {high: 3}": "2: quantity: no quantity air_temprature",
    "- id: hot\n  where: {quantity: co2}\n  limit: {high: {warning: 30, major: 27}}": "3: high: a graver severity",
    "- id: hot\n  where: {quantity: co2}\n  limit: {low: {warning: 3, major: 27}}": "3: low: a graver severity",
    "- id: hot\n  where: {quantity: co2}\n  limit: {lo: 3}": "3: lo: unknown key; did you mean low?",
    "- id: hot\n  where: {quantity: co2}\n  limit: {high: 3, deadband: -1}": "3: deadband: must not be negative",
    "- id: hot\n  where: {quantity: co2}\n  limit: {high: .inf}": "3: high: '.inf' is wrong",
    "- id: hot\n  where: {quantity: co2}\n  limit: {}": "3: limit: no limit",
    "- id: hot\n  limit: {high: 3}": "1: where: no quantity",
    "- id: hot\n  where: {quantity: co2}": "1: nothing to watch for",
    "- id: hot\n  where: {quantity: co2}\n  limit: {high: 3}\n  state: {is: true}": "1: both limit and state",
    "- id: hot\n  where: {quantity: co2}\n  limit: {high: 3}\n  on_delay: 5 pc": "4: on_delay: '5 pc' is wrong",
    "- id: hot\n  where: {quantity: co2}\n  limit: {high: 3}\n  samples: 5 of 3": "4: samples: '5 of 3' is wrong",
    "- id: hot\n  where: {quantity: co2}\n  limit: {high: 3}\n  cause: bad luck": "4: cause: 'bad luck' is wrong",
    "- id: hot\n  where: {quantity: co2}\n  limit: {high: 3}\n  limit: {high: 4}": "4: limit: key stands twice",
    "- id: hot\n  extends: cold": "2: extends: no rule 'cold'",
    "- id: hot\n  extends: cold\n- id: cold\n  extends: hot": "4: extends: hot extends cold",
    "- id: a b": "1: id: 'a b' is wrong",
    "- where: {}": "1: id: is missing",
    "- id: a\n  enabled: false\n- id: a\n  enabled: false": "3: a: id stands twice",
    "- id: hot\n  logic: {all: []}": "2: all: a list expected",
    "- id: hot\n  logic: {all: [{quantity: co2}]}": "2: a test has a `quantity`",
    "- id: hot\n  where: &here {quantity: co2}\n  limit: *here": "3: *here: references are not read",
    "- just text": "1: a mapping expected",
    "- id: hot\n  where: {quantity: co2}\n  stuck: {}": "3: lasting: is missing",
    "- id: hot\n  silence: {at_least: 2 d}": "2: at_most: must not be less",
}


@pytest.mark.parametrize(("text", "mistake"), MISTAKES.items(), ids=MISTAKES.values())
def test_a_mistake_is_told_with_its_line(text: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        rules_of("rules:\n" + "\n".join(f"  {line}" for line in text.splitlines()), tmp_path)
    line, _, what = mistake.partition(":")
    assert f"{tmp_path / 'rules.yaml'}:{int(line) + 1}:{what}" in str(refused.value)


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("rules:\n  - id: 'a b'\n  - {id: c, silence: {intervals: 0}}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("rules: 3\n", encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load([tmp_path])
    assert [line.split(":")[0].rsplit("/")[-1] for line in str(refused.value).splitlines()] == ["a.yaml"] * 2 + [
        "b.yaml"
    ]


def test_a_rule_inherits_what_it_does_not_say(tmp_path: Path) -> None:
    rules = rules_of(_HOT + "  - id: hotter\n    extends: hot\n    limit: {high: {major: 35}}\n", tmp_path)
    assert rules["hotter"].title.in_language("fr") == "Trop chaud"
    assert rules["hotter"].detector.high.steps == ((Severity.WARNING, 27.0), (Severity.MAJOR, 35.0))  # type: ignore[attr-defined]
    assert rules["hotter"].ancestors == ("hot",)


def test_a_source_speaks_of_the_limits_it_stands_by(tmp_path: Path) -> None:
    sourced = _HOT + "    source: EN 300 019\n"
    text = sourced + (
        "  - {id: later, extends: hot, on_delay: 5 min}\n"
        "  - {id: hotter, extends: hot, limit: {high: {major: 35}}}\n"
        "  - {id: hottest, extends: hot, limit: {high: {major: 45}}, source: ours}\n"
    )
    sources = {name: rule.source.in_language("fr") for name, rule in rules_of(text, tmp_path).items()}
    assert sources == {"hot": "EN 300 019", "later": "EN 300 019", "hotter": "", "hottest": "ours"}


def test_the_more_special_rule_stands_in_for_the_general_one(tmp_path: Path) -> None:
    special = "  - id: h1\n    extends: hot\n    where: {tag: {class: H1}}\n    limit: {high: {warning: 22}}\n"
    world = World(rules_of(_HOT + special, tmp_path), {"plain": {}, "dense": {"tags": {"class": "H1"}}})
    verdicts = world.run(["0:00 air_temperature=28 device=plain", "0:01 air_temperature=28 device=dense"])
    assert [said(verdict) for verdict in verdicts] == ["0:00 hot warning", "0:01 h1 warning"]


def test_a_rule_that_is_switched_off_exempts_from_what_it_extends(tmp_path: Path) -> None:
    exempt = "  - id: oven\n    extends: hot\n    enabled: false\n    where: {tag: {use: oven}}\n"
    world = World(rules_of(_HOT + exempt, tmp_path), {"room": {}, "oven": {"tags": {"use": "oven"}}})
    verdicts = world.run(["0:00 air_temperature=60 device=oven", "0:01 air_temperature=28 device=room"])
    assert [said(verdict) for verdict in verdicts] == ["0:01 hot warning"]


def test_a_shipped_rule_is_changed_or_switched_off_under_its_own_name(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "rules:\n  - {id: city.co2, extends: city.co2, limit: {high: {warning: 1000}}}\n"
        "  - {id: city.bin_full, extends: city.bin_full, enabled: false}\n",
        encoding="utf-8",
    )
    rules = load([*shipped(), own])
    assert rules["city.co2"].detector.high.steps[0] == (Severity.WARNING, 1000.0)  # type: ignore[attr-defined]
    assert rules["city.co2"].cause == load(shipped())["city.co2"].cause
    assert "city.bin_full" not in rules


@given(st.text(max_size=300) | st.text("rules:- id{}[]\n &*!|>'\"#%@,?", max_size=80))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_rules_or_a_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
    with suppress(ConfigError):
        load([tmp_path])


@given(st.sampled_from(sorted(MISTAKES)), st.integers(0, 200), st.text(max_size=5))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rules_with_rubbish_in_them_are_rules_or_a_mistake(tmp_path: Path, text: str, at: int, rubbish: str) -> None:
    whole = "rules:\n" + "\n".join(f"  {line}" for line in text.splitlines())
    (tmp_path / "rules.yaml").write_bytes((whole[:at] + rubbish + whole[at:]).encode("utf-8", "surrogatepass"))
    with suppress(ConfigError):
        load([tmp_path])


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"[" * 100_000, b"{a: " * 5000, b"a: &x [*x]"])
def test_hostile_files_are_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_bytes(data)
    with pytest.raises(ConfigError):
        load([tmp_path])


def test_a_file_that_changes_is_read_anew_and_a_bad_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(_HOT, encoding="utf-8")
    folder = RuleFolder([tmp_path])
    assert folder.poll() is None
    file.write_text(_HOT.replace("30", "thirty"), encoding="utf-8")
    assert folder.poll() is None
    assert "rules.yaml:6: major: 'thirty' is wrong" in folder.problems
    assert set(folder.rules) == {"hot"}
    assert folder.poll() is None  # It is told once.
    file.write_text(_HOT.replace("hot", "warm"), encoding="utf-8")
    os.utime(file, (1, 1))  # Also a file with an older time has changed.
    rules = folder.poll()
    assert rules is not None
    assert set(rules) == {"warm"}
    assert folder.problems == ""
    file.unlink()
    assert folder.poll() == {}


def test_a_rule_that_vanishes_takes_its_alarms_back(tmp_path: Path) -> None:
    world = World(rules_of(_HOT, tmp_path), {"device": {}})
    world.run(["0:00 air_temperature=31"])
    (verdict,) = world.evaluator.reload({})
    assert (verdict.holds, verdict.detail) == (False, {"reason": "rule removed"})
    assert world.evaluator.standing() == []
    assert world.evaluator.handling("hot") is None


def test_new_limits_judge_what_stands_by_the_next_reading(tmp_path: Path) -> None:
    world = World(rules_of(_HOT, tmp_path), {"device": {}})
    world.run(["0:00 air_temperature=28"])
    assert world.evaluator.reload(rules_of(_HOT.replace("27", "29"), tmp_path)) == []
    assert [said(verdict) for verdict in world.run(["0:10 air_temperature=27"])] == ["0:10 hot clear"]


def test_the_examples_of_the_documentation_are_right(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "alarm-rules.md").read_text(encoding="utf-8")
    examples = page.split("```yaml\n")[1:]
    for number, example in enumerate(examples):
        (tmp_path / f"{number}.yaml").write_text(example.partition("```")[0], encoding="utf-8")
    rules = load([*shipped(), tmp_path])
    assert {"library.too_hot", "dc.room2_cooling", "city.river_level.amiens"} <= set(rules)


def test_the_command_counts_rules_and_tells_mistakes(tmp_path: Path) -> None:
    right = CliRunner().invoke(app, ["alarms", "check"])
    assert right.exit_code == 0
    assert f"{len(load(shipped()))}" in right.output
    (tmp_path / "rules.yaml").write_text("rules: [{id: x, silence: {often: 3}}]", encoding="utf-8")
    wrong = CliRunner().invoke(app, ["alarms", "check", str(tmp_path)])
    assert isinstance(wrong.exception, ConfigError)
    assert "rules.yaml:1: often: unknown key" in str(wrong.exception)
