import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alarm_store_contract import ROOM, alarm, changes, raised
from typer.testing import CliRunner, Result

from samara import wiring
from samara.cli import app
from telemetry.alarm import Alarm
from telemetry.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SAMARA_DATA_DIR", str(tmp_path))
    return Settings(data_dir=tmp_path)


@pytest.fixture
def held(settings: Settings) -> Alarm:
    one = alarm(ROOM, int(time.time() * 1000))
    store = wiring.open_alarms(settings)
    store.commit(changes(raised(one), seq=41))
    store.close()
    return one


@pytest.fixture
def run(settings: Settings) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["alarms", *arguments])

    return invoke


def test_the_list_shows_what_needs_somebody(run: Run, held: Alarm) -> None:
    listed = run("list").stdout
    assert held.id in listed
    assert "unacknowledged" in listed
    assert held.id not in run("list", "--severity", "critical").stdout
    assert held.id not in run("list", "--tenant", "baie-de-somme").stdout


def test_what_a_person_does_is_kept_with_the_account(run: Run, held: Alarm, settings: Settings) -> None:
    steps = [
        (("ack", held.id, "--comment", "j'y vais"), "acknowledged"),
        (("confirm", held.id), "acknowledged"),
        (("unack", held.id), "unacknowledged"),
        (("shelve", held.id, "--until", "2999-01-01T00:00:00Z", "--why", "trop long"), ""),
        (("out-of-service", held.id, "--why", "travaux"), "out_of_service"),
        (("in-service", held.id), "unacknowledged"),
        (("comment", held.id, "fini"), "unacknowledged"),
    ]
    for arguments, state in steps:
        result = run(*arguments)
        assert (state in result.stdout) if state else result.exception, result.output
    shown = run("show", held.id).stdout.splitlines()
    assert [line.split("\t")[1] for line in shown] == [
        "raised", "acknowledged", "confirmed", "unacknowledged", "out_of_service", "in_service", "commented",
    ]  # fmt: skip
    assert "j'y vais" in shown[1]
    audit = wiring.open_audit(settings)
    assert [entry.event.action for entry in audit.list(target=held.id)][-2:] == ["alarm.confirm", "alarm.acknowledge"]
    audit.close()


def test_the_place_of_the_engine_in_the_journal_stays(run: Run, held: Alarm, settings: Settings) -> None:
    run("ack", held.id)
    store = wiring.open_alarms(settings)
    assert store.load("alarms") == 41
    store.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--severity", "grave"), "write warning, minor, major or critical"),
        (("ack", "nobody"), "no alarm nobody"),
        (("show", "nobody"), "no alarm nobody"),
        (("shelve", "any", "--until", "soon", "--why", "x"), "--until: not an instant"),
    ],
)
def test_refusals_say_what_to_do(run: Run, arguments: tuple[str, ...], said: str) -> None:
    assert said in str(run(*arguments).exception)
