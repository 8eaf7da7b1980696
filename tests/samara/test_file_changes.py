"""What changes in files is in the audit log: limits old and new, policies by name, imports with their numbers."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from alarms.notify.policy import Policies
from alarms.rules.reader import load
from alarms.rules.rule import Rules
from samara.cli import app
from samara.file_changes import FileChanges
from samara.operator import account
from samara.wiring import open_audit
from telemetry.audit import MemoryAuditLog
from telemetry.errors import UnavailableError
from telemetry.settings_file import load_settings

RULE = "rules: [{id: hot, severity: minor, where: {quantity: air_temperature}, limit: {high: {minor: %s}}}]"


class World:
    """Rules and policies that change under a log."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "rules.yaml"
        self.rules: Rules = self.read("30")
        self.policies = Policies()
        self.audit = MemoryAuditLog()
        self.changes = FileChanges(self.audit, lambda: self.rules, lambda: self.policies)

    def read(self, limit: str) -> Rules:
        self.file.write_text(RULE % limit)
        return load([self.file])

    def told(self) -> list[tuple[str, str, object]]:
        self.changes.tell()
        return [(event.action, event.target, event.detail) for _, event, _ in self.audit.entries()]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_limit_is_told_as_it_was_and_as_it_is(world: World) -> None:
    assert world.told() == []
    world.rules = world.read("35")
    limits = [{"high": {"minor": limit}, "low": {}, "deadband": 0.0} for limit in (30.0, 35.0)]
    told = [("alarm.rule", "hot", {"detector": limits})]
    assert world.told() == world.told() == told
    (entry,) = world.audit.entries()
    assert (entry.event.actor, entry.event.origin) == (account(), "file change")


def test_a_rule_that_goes_is_told_whole(world: World) -> None:
    world.rules = {}
    ((_, name, detail),) = world.told()
    assert name == "hot"
    assert isinstance(detail, dict)
    assert detail["severity"] == ["minor", None]
    assert detail["where"][0]["quantity"] == ["air_temperature"]


def test_policies_are_told_by_name_without_addresses(world: World) -> None:
    person = {"name": "Alice", "reach": {"mail": "alice@example.org"}}
    world.policies = Policies.model_validate({"people": {"alice": person}})
    assert world.told() == [("alarm.policies", "policies", {"changed": ["people.alice"]})]


def test_what_cannot_be_written_down_is_told_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.rules = {}

    def refuse(_: object) -> None:
        raise UnavailableError("away")

    with monkeypatch.context() as patch:
        patch.setattr(world.audit, "append", refuse)
        with pytest.raises(UnavailableError):
            world.changes.tell()
    assert [name for _, name, _ in world.told()] == ["hot"]


def test_an_import_is_in_the_log_and_a_dry_run_is_not(tmp_path: Path) -> None:
    config, sheet = tmp_path / "samara.toml", tmp_path / "sites.yaml"
    config.write_text(f'data_dir = "{tmp_path}"\n')
    sheet.write_text("tenants:\n  - {slug: nouvelle, name: Nouvelle}\n")
    for command in (["import", str(sheet), "--dry-run"], ["import", str(sheet)]):
        done = CliRunner().invoke(app, ["--config", str(config), "inventory", *command], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    (entry,) = open_audit(load_settings(config)).entries()
    assert (entry.event.action, entry.event.target, entry.event.actor) == ("inventory.import", str(sheet), account())
    assert entry.event.detail["tenants"] == {"section": "tenants", "new": 1, "changed": 0, "same": 0}
