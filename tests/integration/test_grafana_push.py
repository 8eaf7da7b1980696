"""`samara grafana push` against Grafana's HTTP API."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from grafana_api import PASSWORD, GrafanaServerTwin
from grafana_json import dashboards
from servers import free_port
from typer.testing import CliRunner

from dashboards.grafana.push import GrafanaServer, Pusher
from samara.cli import app
from storage.influx.endpoint import InfluxEndpoint
from telemetry.device import Tenant
from telemetry.errors import ConfigError, NotFoundError, RejectedError, UnavailableError

INFLUX = InfluxEndpoint("http://influx:8086", 2, "samara", org="somme", token="lecture")
VIMEU, AMIENS = Tenant("vimeu", "Communauté de communes du Vimeu"), Tenant("amiens-metropole", "Amiens Métropole")
WHOLE = "Somme Numérique"
IN_AN_ORGANISATION = 1 + 1 + 4 + 17
"""Itself, its data source, its folders, its dashboards."""


@pytest.fixture
def grafana() -> Iterator[GrafanaServerTwin]:
    with GrafanaServerTwin().running() as server:
        yield server


def push(grafana: GrafanaServerTwin, influx: InfluxEndpoint = INFLUX, **options: bool) -> list[str]:
    server = GrafanaServer(grafana.url, "admin", PASSWORD)
    return list(Pusher(server, influx, **options).push(WHOLE, [VIMEU, AMIENS]))


def test_each_authority_has_its_organisation(grafana: GrafanaServerTwin) -> None:
    changes = push(grafana)
    assert [one.name for one in grafana.organisations.values()] == ["Main Org.", WHOLE, VIMEU.name, AMIENS.name]
    assert len(changes) == 3 * IN_AN_ORGANISATION
    vimeu = grafana.named(VIMEU.name)
    assert vimeu.dashboards.keys() == dashboards().keys()
    assert {one["title"] for one in vimeu.folders.values()} == {
        "Territoire", "Métiers", "Équipements techniques", "Réseau et plateforme",
    }  # fmt: skip
    assert vimeu.dashboards["samara-water"]["meta"] == {"folderUid": "samara-trades"}
    assert not grafana.organisations[1].dashboards


def test_an_authority_cannot_choose_another(grafana: GrafanaServerTwin) -> None:
    push(grafana)
    for uid, held in grafana.named(VIMEU.name).dashboards.items():
        (tenant,) = [one for one in held["dashboard"]["templating"]["list"] if one["name"] == "tenant"]
        assert (tenant["type"], tenant["query"], tenant["skipUrlSync"]) == ("constant", "vimeu", True), uid
    whole = grafana.named(WHOLE).dashboards["samara-water"]["dashboard"]
    assert whole["templating"] == dashboards()["samara-water"]["templating"]


def test_the_data_source_asks_influxql_and_keeps_its_token_secret(grafana: GrafanaServerTwin) -> None:
    push(grafana)
    (held,) = grafana.named(VIMEU.name).datasources.values()
    assert held["uid"] == "samara-influxdb"
    assert held["jsonData"]["version"] == "InfluxQL"
    assert held["jsonData"]["dbName"] == "samara"
    assert held["secureJsonFields"] == {"httpHeaderValue1": True}
    assert "lecture" not in str(held)


def test_pushing_again_changes_nothing(grafana: GrafanaServerTwin) -> None:
    push(grafana)
    grafana.writes.clear()
    assert push(grafana) == []
    assert grafana.writes == []


def test_a_dry_run_tells_and_does_nothing(grafana: GrafanaServerTwin) -> None:
    assert push(grafana, dry_run=True) == [f"{name}: organisation created" for name in (WHOLE, VIMEU.name, AMIENS.name)]
    push(grafana)
    grafana.writes.clear()
    grafana.named(VIMEU.name).dashboards.pop("samara-water")
    assert push(grafana, dry_run=True) == [f"{VIMEU.name}: dashboard Eau created"]
    assert grafana.writes == []


def test_what_people_changed_is_put_right(grafana: GrafanaServerTwin) -> None:
    push(grafana)
    vimeu = grafana.named(VIMEU.name)
    vimeu.folders["samara-trades"]["title"] = "Divers"
    vimeu.dashboards["samara-noise"]["dashboard"]["panels"].pop()
    vimeu.dashboards["samara-air"]["meta"]["folderUid"] = ""
    vimeu.datasources["samara-influxdb"]["url"] = "http://ailleurs:8086"
    assert push(grafana) == [
        f"{VIMEU.name}: data source updated",
        f"{VIMEU.name}: folder Métiers renamed",
        f"{VIMEU.name}: dashboard Air et CO₂ updated",
        f"{VIMEU.name}: dashboard Bruit updated",
    ]
    assert push(grafana) == []


def test_a_new_secret_is_written_when_asked(grafana: GrafanaServerTwin) -> None:
    push(grafana)
    assert push(grafana, renew_secrets=True) == [
        f"{name}: data source updated" for name in (WHOLE, VIMEU.name, AMIENS.name)
    ]
    open_ = InfluxEndpoint("http://influx:8086", 1, "samara")
    assert len(push(grafana, open_)) == 3
    assert push(grafana, open_, renew_secrets=True) == [], "there is no secret to write"


def test_a_push_that_was_cut_short_goes_on(grafana: GrafanaServerTwin) -> None:
    server = GrafanaServer(grafana.url, "admin", PASSWORD)
    steps = Pusher(server, INFLUX).push(WHOLE, [VIMEU])
    done = [next(steps) for _ in range(5)]
    grafana.broken = True
    with pytest.raises(UnavailableError, match="database is locked"):
        list(steps)
    grafana.broken = False
    again = list(Pusher(server, INFLUX).push(WHOLE, [VIMEU]))
    assert len(done) - 1 + len(again) == 2 * IN_AN_ORGANISATION  # The step that failed had been announced.


def test_a_grafana_behind_a_path(tmp_path: Path) -> None:
    with GrafanaServerTwin("/tableaux").running() as grafana:
        assert len(push(grafana)) == 3 * IN_AN_ORGANISATION


def test_refusals_say_what_to_do(grafana: GrafanaServerTwin) -> None:
    with pytest.raises(ConfigError, match="server administrator"):
        list(Pusher(GrafanaServer(grafana.url, "admin", "wrong"), INFLUX).push(WHOLE, []))
    with pytest.raises(UnavailableError, match="does not answer"):
        list(Pusher(GrafanaServer(f"http://127.0.0.1:{free_port()}", "admin", PASSWORD), INFLUX).push(WHOLE, []))
    with pytest.raises(RejectedError, match="Not found"):
        list(Pusher(GrafanaServer(f"{grafana.url}/elsewhere", "admin", PASSWORD), INFLUX).push(WHOLE, []))
    with pytest.raises(ConfigError, match="web address"):
        GrafanaServer("grafana:3000", "admin", PASSWORD)
    with pytest.raises(ConfigError, match="SAMARA_GRAFANA_PASSWORD"):
        GrafanaServer(grafana.url, "admin", "")


def test_the_command_pushes_what_it_is_asked(
    grafana: GrafanaServerTwin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMARA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SAMARA_INFLUX__VERSION", "1")
    monkeypatch.setenv("SAMARA_GRAFANA_PASSWORD", PASSWORD)
    arguments = ["grafana", "push", "--url", grafana.url, "--tenant", "vimeu"]
    told = CliRunner().invoke(app, [*arguments, "--dry-run"])
    assert told.exit_code == 0, told.exception
    assert told.output.splitlines()[-1] == "2 changes."
    assert "Communauté de communes du Vimeu: organisation created (dry run)" in told.output
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == f"{2 * IN_AN_ORGANISATION} changes."
    assert CliRunner().invoke(app, arguments).output == "Grafana is up to date.\n"
    unknown = CliRunner().invoke(app, ["grafana", "push", "--url", grafana.url, "--tenant", "paris"])
    assert isinstance(unknown.exception, NotFoundError)
