"""The commands about notification, on files of the test; a message that gets through is in tests/integration."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from notify_world import EXAMPLE, World
from typer.testing import CliRunner, Result

from samara.commands import alarms_notify
from samara.wiring import open_database
from storage.alarms import SqlAlarms
from telemetry.alarm import AlarmChanges
from telemetry.errors import ConfigError, TelemetryError
from telemetry.settings import NotifySettings, Settings

NOV = datetime(2026, 11, 24, tzinfo=UTC)


def settings(tmp_path: Path, policies: Path | None = EXAMPLE, **channels: str) -> Settings:
    return Settings(
        data_dir=tmp_path, notify=NotifySettings.model_validate({"policies": policies, "channels": channels})
    )


def samara(given: Settings, *words: str) -> Result:
    app = typer.Typer()
    app.command("test")(alarms_notify.send_test)
    app.command("on-call")(alarms_notify.on_call)
    app.command("deliveries")(alarms_notify.deliveries)
    return CliRunner().invoke(app, list(words), obj=given)


@pytest.mark.parametrize(
    ("at", "datacenter", "town"),
    [
        (
            "2026-12-25T03:00+01:00",
            "Karim Benali, until 2026-12-26 09:00",
            "Léa Dubois (fallback), until 2026-12-25 06:00",
        ),
        (
            "2026-11-24T10:00+01:00",
            "Odile Martin, Karim Benali, Léa Dubois, until 2026-11-24 18:00",
            "John Smith, until 2026-11-24 22:00",
        ),
    ],
)
def test_who_is_on_call(tmp_path: Path, at: str, datacenter: str, town: str) -> None:
    told = samara(settings(tmp_path), "on-call", "--at", at).output.splitlines()
    assert told == [f"astreinte-datacenter\t{datacenter}", f"astreinte-ville\t{town}"]


@pytest.mark.parametrize("words", [("on-call", "--at", "tomorrow"), ("test", "nobody-knows", "--to", "odile")])
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = samara(settings(tmp_path), *words)
    assert result.exit_code == 1
    assert isinstance(result.exception, TelemetryError) or "no channel nobody-knows" in result.output


def test_without_policies_the_example_is_named(tmp_path: Path) -> None:
    result = samara(settings(tmp_path, None), "on-call")
    assert isinstance(result.exception, ConfigError)
    assert "notify.example.yaml" in str(result.exception)
    assert list(alarms_notify.check_policies(settings(tmp_path, None), NOV)) == [
        "notify.policies is not set: nobody is told"
    ]


def test_check_tells_gaps_and_channels_without_address(tmp_path: Path) -> None:
    given = settings(tmp_path, sms="ovhsms://a:b@sms-1/?consumer=c", mail="smtp://x/?from=a@b.fr")
    told = list(alarms_notify.check_policies(given, NOV))
    assert "channel tchap is not in the settings (notify.channels)" in told
    assert sum("schedule astreinte-ville: a gap" in line for line in told) == 29
    with pytest.raises(ConfigError, match="channel mail"):
        list(alarms_notify.check_policies(settings(tmp_path, mail="smtp://x"), NOV))


def test_deliveries_are_listed(tmp_path: Path) -> None:
    world = World({"policies": {"all": {"steps": [{"tell": ["#tchap"]}]}}})
    alarm = world.raised()
    given = settings(tmp_path)
    database = open_database(given)
    database.start()
    store = SqlAlarms(database)
    store.commit(AlarmChanges((alarm,), (), tuple(world.store.deliveries())))
    store.close()
    lines = samara(given, "deliveries").output.splitlines()
    assert [line.split("\t")[:4] for line in lines] == [["2026-11-24 01:00:00+01:00", "pending", "page", alarm.id]]
    assert samara(given, "deliveries", "--state", "dead").output == ""
