from pathlib import Path

import pytest

from alarms.rules.reader import shipped
from dashboards.console import drafts
from dashboards.console.workshop import Files
from telemetry.errors import RejectedError


@pytest.fixture
def files(tmp_path: Path) -> Files:
    own = tmp_path / "own.yaml"
    own.write_text("rules:\n  - id: city.frost.mine\n    extends: city.water_continuous\n")
    policies = tmp_path / "notify.yaml"
    policies.write_text("")
    return Files((*shipped(), own), policies, (), proposals=tmp_path / "proposals")


def test_rules_and_policies_can_be_read(files: Files) -> None:
    assert {"city.yaml", "own.yaml", "notify.yaml"} <= drafts.editable(files).keys()
    assert "extends" in drafts.read(drafts.editable(files)["own.yaml"])


def test_the_files_as_they_are_have_no_mistake(files: Files) -> None:
    for name, file in drafts.editable(files).items():
        assert drafts.mistakes(files, name, drafts.read(file)) == []


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("own.yaml", "rules:\n  - id: mine\n    extends: no.such\n", "own.yaml:2"),
        ("own.yaml", "rules: {", "own.yaml:"),
        ("own.yaml", "\x00\ud800", "own.yaml"),
        ("own.yaml", "x" * 2_000_000, "larger than"),
        ("notify.yaml", "peopel: {}", "notify.yaml:1"),
        ("notify.yaml", "- [" * 50, "notify.yaml"),
        ("other.yaml", "", "no file"),
    ],
)
def test_mistakes_are_named_by_file_and_line(files: Files, name: str, text: str, told: str) -> None:
    assert told in drafts.mistakes(files, name, text)[0]


def test_a_draft_that_breaks_another_file_is_a_mistake(files: Files) -> None:
    assert drafts.mistakes(files, "city.yaml", "rules: []\n")


def test_a_proposal_is_a_file_of_its_own(files: Files) -> None:
    kept = drafts.propose(files.proposals, "../city.yaml", "rules: []\n", "odile/../x")
    assert kept.parent == files.proposals
    assert kept.read_text() == "rules: []\n"
    assert drafts.proposals(files.proposals) == [kept.name]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RejectedError):
        drafts.propose(tmp_path / "file", "city.yaml", "", "odile")
