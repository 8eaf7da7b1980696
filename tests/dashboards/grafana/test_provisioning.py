"""The files that a Grafana is provisioned with name what the repository has."""

from pathlib import Path
from typing import Any

import yaml

from dashboards.grafana.board import FOLDERS
from dashboards.grafana.build import FOLDER
from dashboards.grafana.datasource import DATASOURCE_UID, datasource
from storage.influx.endpoint import InfluxEndpoint

PROVISIONING = Path(__file__).parents[3] / "deploy" / "grafana" / "provisioning"


def read(name: str) -> Any:
    return yaml.safe_load((PROVISIONING / name).read_text("utf-8"))


def test_the_data_source_is_the_one_that_is_pushed() -> None:
    (provisioned,) = read("datasources/samara.yaml")["datasources"]
    pushed = datasource(InfluxEndpoint("http://influx:8086", 2, "samara", org="somme", token="x"))
    assert provisioned.keys() == pushed.keys()
    assert provisioned["uid"] == DATASOURCE_UID
    assert {**provisioned["jsonData"], "dbName": "samara"} == pushed["jsonData"]
    assert pushed["secureJsonData"].keys() <= provisioned["secureJsonData"].keys()


def test_every_folder_has_its_provider() -> None:
    providers = read("dashboards/samara.yaml")["providers"]
    assert {(one["folderUid"], one["folder"]) for one in providers} == {(one.uid, one.title) for one in FOLDERS}
    for one in providers:
        assert (FOLDER / Path(one["options"]["path"]).name).is_dir()


def test_the_alert_rule_stands_on_our_data_source_and_reaches_a_contact_point() -> None:
    alerting = read("alerting/samara.yaml")
    (group,) = alerting["groups"]
    (rule,) = group["rules"]
    assert {one["datasourceUid"] for one in rule["data"]} == {DATASOURCE_UID, "__expr__"}
    assert rule["condition"] in {one["refId"] for one in rule["data"]}
    assert group["folder"] in {one.title for one in FOLDERS}
    assert alerting["policies"][0]["receiver"] in {one["name"] for one in alerting["contactPoints"]}
