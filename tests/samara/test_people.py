"""`samara user`, `key` and `tenant`: thin, and each change written down."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.auth.passwords import is_password
from samara.cli import app
from samara.people import first_administrator
from samara.wiring import open_accounts, open_audit
from telemetry.access import Grant, OpenRule, Permission, Role
from telemetry.accounts import Held, MemoryAccounts, hashed
from telemetry.audit import MemoryAuditLog
from telemetry.device import Domain
from telemetry.errors import NotFoundError, RejectedError, TelemetryError
from telemetry.settings import Settings

PASSWORD = "cheval agrafe pile correcte"  # noqa: S105 - nobody's
AMIENS = "amiens-metropole"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(command: str, given: str = "") -> Result:
        result = CliRunner().invoke(app, command.split(), input=given)
        if isinstance(result.exception, TelemetryError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    return run


def held(folder: Path) -> Held:
    accounts = open_accounts(Settings(data_dir=folder / "data"))
    try:
        return accounts.held()
    finally:
        accounts.close()


def noted(folder: Path) -> list[tuple[str, str]]:
    audit = open_audit(Settings(data_dir=folder / "data"))
    try:
        return [(entry.event.action, entry.event.target) for entry in audit.entries()]
    finally:
        audit.close()


def test_a_person_is_added_given_roles_disabled_and_let_in_again(run: Run, tmp_path: Path) -> None:
    run(f"user add odile --role viewer --tenant {AMIENS}", f"{PASSWORD}\n{PASSWORD}\n")
    assert is_password(held(tmp_path).users["odile"].password, PASSWORD)
    run(f"user role odile operator --tenant {AMIENS}")
    run(f"user role odile viewer --tenant {AMIENS} --remove")
    assert held(tmp_path).users["odile"].grants == (Grant(Role.OPERATOR, AMIENS),)
    run("user disable odile")
    assert run("user list").stdout == f"odile\tpassword\tdisabled\toperator of {AMIENS}\n"
    run("user disable odile --undo")
    password = run("user password odile --generate").stdout.strip()
    assert is_password(held(tmp_path).users["odile"].password, password)
    actions = ["user.add", "user.role", "user.role", "user.disable", "user.enable", "user.password"]
    assert noted(tmp_path) == [(action, "odile") for action in actions]


def test_a_key_is_shown_once_rotated_and_revoked(run: Run, tmp_path: Path) -> None:
    secret = run(
        f"key create portal --tenant {AMIENS} --scope read --scope ingest --days 30 --per-day 50"
    ).stdout.strip()
    [key] = held(tmp_path).keys.values()
    assert (key.secret_hash, key.tenant, key.per_day) == (hashed(secret), AMIENS, 50)
    assert key.scopes == {Permission.READ, Permission.INGEST}
    assert key.expires_ms - key.created_ms == 30 * 86_400_000
    another = run("key rotate portal --overlap-hours 2").stdout.strip()
    old, new = sorted(held(tmp_path).keys.values(), key=lambda key: key.created_ms)
    assert (hashed(secret), hashed(another)) == (old.secret_hash, new.secret_hash)
    assert 0 <= old.expires_ms - new.created_ms - 2 * 3_600_000 < 5_000
    listed = run("key list").stdout
    assert secret not in listed
    assert re.search(
        rf"^{re.escape(another[:13])}….*portal\t{AMIENS}\tingest,read\tuntil .*\tnever used\t0$", listed, re.MULTILINE
    )
    assert "2 ended" in run("key revoke portal").stdout
    assert not any(key.valid(new.created_ms + 60_000) for key in held(tmp_path).keys.values())
    assert [action for action, _ in noted(tmp_path)] == ["key.create", "key.rotate", "key.revoke"]


def test_data_are_opened_listed_and_closed(run: Run, tmp_path: Path) -> None:
    run(f"tenant open {AMIENS} air pm2_5 no2")
    assert held(tmp_path).rules == {OpenRule(AMIENS, Domain.AIR, "pm2_5"), OpenRule(AMIENS, Domain.AIR, "no2")}
    listed = run("tenant list").stdout.splitlines()
    assert len(listed) == 16
    assert f"{AMIENS}\tCommunauté d'agglomération Amiens Métropole\t0\tair/no2, air/pm2_5" in listed
    run(f"tenant close {AMIENS} air no2")
    assert held(tmp_path).rules == {OpenRule(AMIENS, Domain.AIR, "pm2_5")}
    assert noted(tmp_path) == [("tenant.open", AMIENS), ("tenant.close", AMIENS)]


@pytest.mark.parametrize(
    ("command", "error", "told"),
    [
        ("user add odile --role admin", RejectedError, "name the tenant"),
        ("user add odile --role viewer --tenant amien", NotFoundError, "samara tenant list"),
        ("user password nobody --generate", NotFoundError, "samara user list"),
        ("user role nobody viewer", NotFoundError, "samara user list"),
        ("key create portal --scope read", RejectedError, "give --tenant, or --platform"),
        ("key create portal --platform --scope administer", RejectedError, "a key's scopes are"),
        ("key rotate nothing", NotFoundError, "samara key list"),
        ("tenant open amien air pm2_5", NotFoundError, "samara tenant list"),
        (f"tenant open {AMIENS} water water_volume", RejectedError, "household water is never public"),
        (f"tenant open {AMIENS} building door_open", RejectedError, "presence are never public"),
        (f"tenant open {AMIENS} video uptime", RejectedError, "cameras are never public"),
        (f"tenant open {AMIENS} air pm25", NotFoundError, "samara quantities"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    run: Run, tmp_path: Path, command: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=re.escape(told)):
        run(command, f"{PASSWORD}\n{PASSWORD}\n")
    assert noted(tmp_path) == []
    assert held(tmp_path) == Held()


def test_a_short_password_is_refused(run: Run) -> None:
    with pytest.raises(RejectedError, match="12 to 200 characters"):
        run("user add odile --role viewer", "short\nshort\n")


def test_the_first_start_makes_one_administrator_and_no_later_one_does() -> None:
    accounts, audit = MemoryAccounts(), MemoryAuditLog()
    password = first_administrator(accounts, audit)
    [user] = accounts.held().users.values()
    assert is_password(user.password, password)
    assert user.grants == (Grant(Role.PLATFORM_ADMIN),)
    assert first_administrator(accounts, audit) == ""
    [entry] = audit.entries()
    assert password not in str(entry)
