from collections.abc import Callable
from typing import Any

import httpx
import pytest

Ask = Callable[..., httpx.Response]


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        ("/v1/tenants", "slug", ["amiens-metropole", "baie-de-somme"]),
        ("/v1/sites", "slug", ["ecole-jules-verne", "reservoir-nord"]),
        ("/v1/sites?tenant=baie-de-somme", "slug", ["reservoir-nord"]),
        ("/v1/sites?tenant=nobody", "slug", []),
        ("/v1/gateways", "gateway_id", ["7276ff002e062e01"]),
        ("/v1/gateways?tenant=baie-de-somme", "gateway_id", []),
        ("/v1/devices", "dev_eui", ["0004a30b001c1b03", "24e124136b502217", "a81758fffe0312ab"]),
        ("/v1/devices?tenant=amiens-metropole", "dev_eui", ["24e124136b502217"]),
        ("/v1/devices?site=reservoir-nord", "dev_eui", ["a81758fffe0312ab"]),
        ("/v1/devices?domain=water", "dev_eui", ["a81758fffe0312ab"]),
        ("/v1/devices?assigned=false", "dev_eui", ["0004a30b001c1b03"]),
        ("/v1/devices?assigned=true&limit=1&offset=1", "dev_eui", ["a81758fffe0312ab"]),
        ("/v1/devices?text=salle", "dev_eui", ["24e124136b502217"]),
        ("/v1/devices?text=E0312", "dev_eui", ["a81758fffe0312ab"]),
        ("/v1/devices?offset=3", "dev_eui", []),
        ("/v1/series?tenant=amiens-metropole", "quantity", ["air_temperature", "co2", "battery_level"]),
        ("/v1/series?dev_eui=24-E1-24-13-6B-50-22-17&quantity=co2", "quantity", ["co2"]),
        ("/v1/series?dev_eui=24e124136b502217&domain=water", "quantity", []),
        ("/v1/quantities?limit=2", "key", ["acceleration", "active_energy"]),
    ],
)
def test_a_list_gives_what_its_filters_want(ask: Ask, path: str, key: str, expected: list[str]) -> None:
    answer = ask(path)

    assert answer.status_code == 200
    assert [item[key] for item in answer.json()["items"]] == expected


def test_pages_lead_to_each_other_and_end(ask: Ask) -> None:
    path: str | None = "/v1/devices?limit=1&assigned=true"
    seen = []
    while path is not None:
        page = ask(path).json()
        seen += [device["name"] for device in page["items"]]
        assert page["total"] == 2
        path = page["next"]

    assert seen == ["Salle 12", "Compteur"]


def test_a_device_comes_with_its_series_latest_values_and_activity(ask: Ask) -> None:
    device = ask("/v1/devices/24E124136B502217").json()

    assert device["dev_eui"] == "24e124136b502217"
    assert device["tags"] == {"étage": "1"}
    assert device["assigned"] is True
    assert [series["quantity"] for series in device["series"]] == ["air_temperature", "co2", "battery_level"]
    latest = {item["quantity"]: (item["time"], item["value"], item["suspect"]) for item in device["latest"]}
    assert latest == {
        "air_temperature": ("2026-11-21T11:59:00Z", 999.0, True),
        "co2": ("2026-11-21T11:50:00Z", 1830.0, False),
    }
    assert device["activity"] == {
        "time": "2026-11-21T11:59:00Z",
        "rssi": -97,
        "snr": 7.25,
        "spreading_factor": None,
        "f_cnt": 289,
        "gateway": "7276ff002e062e01",
        "gateways": 1,
    }


def test_a_device_that_has_not_spoken_has_no_activity(ask: Ask) -> None:
    device: dict[str, Any] = ask("/v1/devices/0004a30b001c1b03").json()

    assert (device["activity"], device["series"], device["latest"]) == (None, [], [])
    assert (device["tenant"], device["assigned"]) == ("unassigned", False)
