from pathlib import Path

import pytest
from typer.testing import CliRunner

from alarms.calendar.files import read_calendar
from samara.cli import app
from telemetry.errors import ConfigError, NotFoundError

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMARA_DATA_DIR", str(tmp_path))


def test_impact_names_what_is_cut_off() -> None:
    assert RUN.invoke(app, ["topology", "impact", "ROI"]).output == "COB\t\tNRO COB\nFIN\t\tNRO FIN\n"
    assert "no other site" in RUN.invoke(app, ["topology", "impact", "HAM-CRO"]).output
    assert isinstance(RUN.invoke(app, ["topology", "impact", "XX"]).exception, NotFoundError)


def test_single_and_list_agree() -> None:
    single = RUN.invoke(app, ["topology", "single"]).output.splitlines()
    listed = RUN.invoke(app, ["topology", "list"], env={"COLUMNS": "200"}).output
    assert "CAY\tnro-de-cayeux-sur-mer\tNRO de Cayeux-sur-Mer" in single
    assert "2 or more" in listed


def test_a_topology_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nodes.csv").write_text("code,site,name,role\nC,dc,Cœur,core\nN,nro,NRO,\n", "utf-8")
    (tmp_path / "links.csv").write_text("a,b,length_m\nC,N,12\n", "utf-8")
    monkeypatch.setenv("SAMARA_ALARMS__TOPOLOGY", str(tmp_path))
    assert RUN.invoke(app, ["topology", "impact", "C-N"]).output == "N\tnro\tNRO\n"


def test_announced_work_is_kept_listed_and_audited(tmp_path: Path) -> None:
    words = ["maintenance", "declare", "ham-tiroir", "--reason", "tiroir", "--site", "nro-de-ham"]
    assert "Announced ham-tiroir, inform" in RUN.invoke(app, words).output
    [window] = read_calendar(tmp_path / "maintenance").windows
    assert window.scope.sites == {"nro-de-ham"}
    assert "ham-tiroir" in RUN.invoke(app, ["maintenance", "list"], env={"COLUMNS": "200"}).output
    assert "maintenance.declare" in RUN.invoke(app, ["audit", "list"]).output
    assert isinstance(RUN.invoke(app, [*words, "--duration", "P60D"]).exception, ConfigError)
