import asyncio
import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from telemetry.errors import TelemetryError, UnavailableError

Ask = Callable[..., httpx.Response]
Listen = Callable[..., Any]
TEMPERATURE = "dev_eui=24e124136b502217&quantity=air_temperature"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["air_temperature", "co2", "water_volume"]),
        ("?tenant=baie-de-somme", ["water_volume"]),
        ("?site=ecole-jules-verne&quantity=co2", ["co2"]),
        ("?domain=water", ["water_volume"]),
        ("?dev_eui=24e124136b502217", ["air_temperature", "co2"]),
        ("?dev_eui=24e124136b502217&tenant=baie-de-somme", []),
        ("?limit=1&offset=1", ["co2"]),
    ],
)
def test_latest_gives_one_value_a_series(ask: Ask, query: str, expected: list[str]) -> None:
    items = ask(f"/v1/latest{query}").json()["items"]

    assert [item["quantity"] for item in items] == expected


def test_latest_counts_series_even_those_without_data(ask: Ask) -> None:
    page = ask("/v1/latest?limit=3").json()

    assert (page["total"], page["next"]) == (4, "/v1/latest?limit=3&offset=3")


def test_a_day_comes_raw_and_in_order_with_what_was_asked(ask: Ask) -> None:
    answer = ask(f"/v1/readings?{TEMPERATURE}").json()

    assert (answer["from"], answer["to"]) == ("2026-11-20T12:00:00Z", "2026-11-21T12:00:00Z")
    assert (answer["aggregate"], answer["window"], answer["next"]) == (None, None, None)
    assert answer["series"]["tenant"] == "amiens-metropole"
    assert answer["series"]["unit"] == "Cel"
    times = [reading["time"] for reading in answer["readings"]]
    assert len(times) == 145
    assert times == sorted(times)
    assert answer["readings"][0] == {"time": "2026-11-20T12:00:00Z", "value": 20.0, "suspect": False}
    assert answer["readings"][-1] == {"time": "2026-11-21T11:59:00Z", "value": 999.0, "suspect": True}


def test_a_series_is_the_same_by_id_and_by_name(ask: Ask) -> None:
    series = ask("/v1/series?quantity=co2").json()["items"][0]["id"]

    by_id = ask(f"/v1/readings?series={series}")

    assert by_id.content == ask("/v1/readings?dev_eui=24e124136b502217&quantity=co2&channel=main").content


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("from=2026-11-21T10:00:00Z&to=2026-11-21T10:10:00Z", ["10:00"]),
        ("from=2026-11-21T11:00:00%2B01:00&to=2026-11-21T10:20:00Z", ["10:00", "10:10"]),
        ("from=2026-11-21T10:00:00.001Z&to=2026-11-21T10:10:00.001Z", ["10:10"]),
        ("from=2026-11-19&to=2026-11-20", []),
        ("to=2026-11-20T12:10:00Z", ["12:00"]),
    ],
)
def test_a_range_holds_its_start_and_not_its_end(ask: Ask, span: str, expected: list[str]) -> None:
    readings = ask(f"/v1/readings?dev_eui=24e124136b502217&quantity=co2&{span}").json()["readings"]

    assert [reading["time"][11:16] for reading in readings] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("aggregate=mean&window=1h&from=2026-11-21T10:00:00Z", [("10:00", 1745.0), ("11:00", 1805.0)]),
        ("aggregate=max&window=30m&from=2026-11-21T11:15:00Z", [("11:00", 1800.0), ("11:30", 1830.0)]),
        ("aggregate=count&window=1d&from=2026-11-21", [("00:00", 72), ("00:00", 72)]),
        ("aggregate=count&window=day&from=2026-11-21", [("23:00", 78)]),
        ("aggregate=sum&window=1h&from=2026-11-21T11:00:00Z", [("11:00", 10830.0)]),
        ("aggregate=first&window=1h&from=2026-11-21T11:00:00Z", [("11:00", 1780.0)]),
        ("aggregate=last&window=600s&from=2026-11-21T11:50:00Z", [("11:50", 1830.0)]),
    ],
)
def test_an_aggregate_has_one_row_a_window(ask: Ask, query: str, expected: list[tuple[str, float]]) -> None:
    answer = ask(f"/v1/readings?dev_eui=24e124136b502217&quantity=co2&{query}").json()

    assert [(reading["time"][11:16], reading["value"]) for reading in answer["readings"]] == expected
    assert not any(reading["suspect"] for reading in answer["readings"])


def test_the_increase_of_a_counter_adds_up(ask: Ask) -> None:
    path = "/v1/readings?dev_eui=a81758fffe0312ab&quantity=water_volume&aggregate=increase&window=1h"

    readings = ask(path).json()["readings"]

    assert sum(reading["value"] for reading in readings) == 1430.0


@pytest.mark.parametrize("query", ["", "&aggregate=mean&window=30m"])
def test_a_cut_range_goes_on_at_next_without_gap_or_repeat(ask: Ask, query: str) -> None:
    whole = ask(f"/v1/readings?{TEMPERATURE}{query}").json()["readings"]
    path: str | None = f"/v1/readings?{TEMPERATURE}{query}&limit=20"
    pieces: list[Any] = []
    while path is not None:
        answer = ask(path).json()
        assert len(answer["readings"]) <= 20
        pieces += answer["readings"]
        path = answer["next"]

    assert pieces == whole


@pytest.mark.parametrize(
    ("query", "accept"), [("&format=csv", "*/*"), ("", "text/csv"), ("", "text/csv, application/json;q=0.5")]
)
def test_csv_says_the_same_as_json(ask: Ask, query: str, accept: str) -> None:
    answer = ask(f"/v1/readings?{TEMPERATURE}{query}", headers={"accept": accept})

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="24e124136b502217_air_temperature_1.csv"'
    assert "Accept" in answer.headers["vary"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 145
    assert rows[-1] == {
        "time": "2026-11-21T11:59:00.000Z",
        "value": "999.0",
        "suspect": "true",
        "series": "1",
        "dev_eui": "24e124136b502217",
        "quantity": "air_temperature",
        "channel": "main",
        "unit": "Cel",
    }
    assert rows[0]["suspect"] == "false"


def test_json_is_given_to_who_says_json_whatever_the_accept_header(ask: Ask) -> None:
    answer = ask(f"/v1/readings?{TEMPERATURE}&format=json", headers={"accept": "text/csv"})

    assert answer.headers["content-type"] == "application/json"


def test_csv_is_cut_only_on_demand(ask: Ask) -> None:
    assert ask(f"/v1/readings?{TEMPERATURE}&format=csv&limit=3").text.count("\r\n") == 4


def test_an_empty_range_is_still_a_document(ask: Ask) -> None:
    path = f"/v1/readings?{TEMPERATURE}&from=2020-01-01&to=2020-01-02"

    assert ask(path).json()["readings"] == []
    assert ask(f"{path}&format=csv").text == "time,value,suspect,series,dev_eui,quantity,channel,unit\r\n"


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "which series?"),
        ("dev_eui=24e124136b502217", 400, "which series?"),
        ("series=1&channel=main", 400, "give it alone"),
        ("series=99999", 404, "no series 99999"),
        ("dev_eui=ffffffffffffffff&quantity=co2", 404, "no device ffffffffffffffff"),
        ("dev_eui=24e124136b502217&quantity=smoke", 404, "channels that have it: none"),
        ("dev_eui=24e124136b502217&quantity=co2&channel=probe", 404, "channels that have it: main"),
        ("series=1&from=2026-11-21&to=2026-11-21", 400, "is not before to"),
        ("series=1&from=2026-11-21T13:00:00Z", 400, "is not before to"),
        ("series=1&from=1990-01-01", 400, "at most 3660 at a time"),
        ("series=1&window=1h", 400, "window without aggregate"),
        ("series=1&aggregate=mean", 400, "aggregate without window"),
        ("series=1&aggregate=increase&window=1h", 400, "increase is for counters"),
        ("series=1&aggregate=mean&window=1s&from=2026-11-01", 400, "at most 100000"),
    ],
)
def test_a_question_that_makes_no_sense_is_explained(ask: Ask, query: str, status: int, words: str) -> None:
    answer = ask(f"/v1/readings?{query}")

    assert answer.status_code == status
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    ("form", "row"), [("csv", b"2026-11-20T12:00:02.000Z,20.0"), ("json", b"2026-11-20T12:00:02.000Z")]
)
def test_a_long_range_is_read_as_it_is_sent_and_released_when_the_client_goes(
    world: Any, listen: Listen, endless: Any, form: str, row: bytes
) -> None:
    store = endless()
    world.store.samples = store.samples

    async def scenario() -> None:
        async with listen("/v1/readings", f"series=1&limit=100000&format={form}") as client:
            await client.until(row)
            client.reading.clear()
            await asyncio.sleep(0.05)
            read = store.read
            await asyncio.sleep(0.05)
            assert store.read == read < 50_000

    asyncio.run(scenario())
    assert store.released


@pytest.mark.parametrize(("error", "status"), [(UnavailableError("http://10.0.0.1"), 503), (TelemetryError("x"), 500)])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_store_that_fails_at_once_is_a_problem(
    world: Any, own_ask: Ask, endless: Any, error: Exception, status: int, form: str
) -> None:
    world.store.samples = endless(0, error).samples

    answer = own_ask(f"/v1/readings?series=1&format={form}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "10.0.0.1" not in answer.text
