"""`samara indicators`, on a store of its own."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samara.cli import app
from samara.wiring import open_registry, open_store
from telemetry import quantity as q
from telemetry.device import Device, Domain, Site
from telemetry.errors import NotFoundError, QueryError
from telemetry.ports import Inventory
from telemetry.record import Point, Record
from telemetry.settings import Settings
from telemetry.times import parse_instant, to_ms
from telemetry.uplink import Report

METER = "a81758fffe0312ab"
START = parse_instant("2026-03-01")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings with two days of a water meter."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMARA_DATA_DIR", str(tmp_path / "data"))
    settings = Settings(data_dir=tmp_path / "data")
    registry = open_registry(settings)
    tenant = registry.tenants()[0].slug
    device = Device(METER, 0, tenant, "rue-verte", "Compteur", Domain.WATER)
    registry.merge(Inventory(sites=(Site("rue-verte", tenant, "Rue verte"),), devices=(device,)))
    held = registry.device(METER)
    assert held is not None
    series = registry.series(held, q.WATER_VOLUME, "main")
    store = open_store(settings, registry)
    for hour in range(49):
        at = START + timedelta(hours=hour)
        points = (Point(series, to_ms(at), 100 + hour / 10),)
        store.write([Record(0, held, Report(METER, at, ()), 0, to_ms(at), points)])
    store.close()
    registry.close()
    return tmp_path


def samara(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["indicators", *arguments], catch_exceptions=False)


def test_the_list_names_them() -> None:
    listed = samara("list").stdout
    assert "water_day_volume" in listed
    assert "Bruit Lden du jour (indicatif)" in listed


@pytest.mark.usefixtures("folder")
def test_run_computes_the_past_once() -> None:
    asked = ("run", "--from", "2026-03-01", "--to", "2026-03-03", "--indicator", "water_day_volume")
    assert samara(*asked).stdout == "2 values new or changed.\n"
    assert samara(*asked, "--site", "rue-verte").stdout == "0 values new or changed.\n"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "refusal", "told"),
    [
        (("run", "--from", "2026-03-01", "--indicator", "peu"), NotFoundError, "no indicator 'peu'"),
        (("run", "--from", "2026-03-02", "--to", "2026-03-01"), QueryError, "--from must be before --to"),
        (("declaration", "nowhere", "2025"), NotFoundError, "no site 'nowhere'"),
        (("declaration", "rue-verte", "2025"), QueryError, "role total: absent"),
        (("declaration", "rue-verte", "2200"), QueryError, "2200 has not ended"),
    ],
    ids=["indicator", "span", "site", "no meters", "year"],
)
def test_refusals(arguments: tuple[str, ...], refusal: type[Exception], told: str) -> None:
    with pytest.raises(refusal, match=told):
        samara(*arguments)


def test_the_round_lists_what_is_due(folder: Path) -> None:
    assert samara("round").stdout == "Nothing is to be collected.\n"
    settings = Settings(data_dir=folder / "data")
    registry = open_registry(settings)
    held = registry.device(METER)
    assert held is not None
    registry.merge(Inventory(devices=(replace(held, name="Conteneur 7", domain=Domain.WASTE),)))
    store = open_store(settings, registry)
    values = {q.FILL_LEVEL: 91.0, q.DAYS_TO_FULL: 0.0, q.COLLECTION_DUE: 1.0}
    points = tuple(Point(registry.series(held, key, "main"), to_ms(START), value) for key, value in values.items())
    store.write([Record(0, held, Report(METER, START, ()), 0, to_ms(START), points)])
    store.close()
    told = samara("round").stdout
    assert all(word in told for word in ("Conteneur 7", "Rue verte", "91 %", "0 d"))
