"""Many series as one file: every form holds the same rows, and what breaks off goes on."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pyarrow import parquet

from telemetry.errors import UnavailableError

Ask = Callable[..., httpx.Response]
NAMES = ["time", "value", "suspect", "series", "dev_eui", "quantity", "channel", "unit"]


def from_csv(answer: httpx.Response) -> list[dict[str, Any]]:
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    kinds: dict[str, Callable[[str], Any]] = {"value": float, "series": int, "suspect": "true".__eq__}
    return [{name: kinds.get(name, str)(text) for name, text in row.items()} for row in rows]


def from_ndjson(answer: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def from_parquet(answer: httpx.Response) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(answer.content)).to_pylist()
    for row in rows:
        time: datetime = row["time"]
        assert time.tzinfo is not None
        row["time"] = time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return rows


READERS = {"csv": from_csv, "ndjson": from_ndjson, "parquet": from_parquet}


@pytest.mark.parametrize(("form", "read"), READERS.items())
def test_every_form_holds_the_same_rows(ask: Ask, form: str, read: Callable[..., Any]) -> None:
    answer = ask(f"/v1/export?format={form}")
    rows = read(answer)

    assert answer.headers["content-disposition"] == f'attachment; filename="samara.{form}"'
    assert list(rows[0]) == NAMES
    assert rows == from_csv(ask("/v1/export"))
    assert len(rows) == 145 + 144 + 144
    assert [row["series"] for row in rows] == sorted(row["series"] for row in rows)
    assert [(row["time"], row["value"]) for row in rows if row["suspect"]] == [("2026-11-21T11:59:00.000Z", 999.0)]
    assert rows[0] == {
        "time": "2026-11-20T12:00:00.000Z",
        "value": 20.0,
        "suspect": False,
        "series": 1,
        "dev_eui": "24e124136b502217",
        "quantity": "air_temperature",
        "channel": "main",
        "unit": "Cel",
    }


@pytest.mark.parametrize(
    ("query", "quantities"),
    [
        ("tenant=baie-de-somme", {"water_volume"}),
        ("site=ecole-jules-verne", {"air_temperature", "co2"}),
        ("domain=water", {"water_volume"}),
        ("dev_eui=24e124136b502217&quantity=co2", {"co2"}),
        ("quantity=pm2_5", set()),
        ("from=2020-01-01&to=2020-02-01", set()),
    ],
)
def test_it_holds_what_is_asked_for(ask: Ask, query: str, quantities: set[str]) -> None:
    answer = ask(f"/v1/export?{query}")

    assert answer.text.startswith("time,value,")
    assert {row["quantity"] for row in from_csv(answer)} == quantities


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize("kept", [1, 144, 145, 146, 432, 433])
def test_a_broken_export_goes_on_behind_the_last_row(ask: Ask, form: str, kept: int) -> None:
    whole = ask(f"/v1/export?format={form}").text.splitlines(keepends=True)
    received = whole[: kept + (form == "csv")]
    last = READERS[form](ask(f"/v1/export?format={form}"))[kept - 1]

    rest = ask(f"/v1/export?format={form}&after={last['series']},{last['time']}").text

    assert "".join(received) + rest == "".join(whole)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/vnd.apache.parquet, */*", "application/vnd.apache.parquet"),
        ("*/*", "text/csv; charset=utf-8"),
    ],
)
def test_the_accept_header_chooses_the_form(ask: Ask, accept: str, form: str) -> None:
    answer = ask("/v1/export", headers={"accept": accept})

    assert answer.headers["content-type"] == form
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("form", READERS)
def test_one_series_comes_in_every_form(ask: Ask, form: str) -> None:
    answer = ask(f"/v1/readings?series=1&format={form}&limit=3")

    assert [row["value"] for row in READERS[form](answer)] == [20.0] * 3


@pytest.mark.parametrize(("form", "begins"), [("csv", b"time,"), ("ndjson", b'{"time":'), ("parquet", b"PAR1")])
def test_an_export_is_read_as_it_is_sent_and_released_when_the_client_goes(
    world: Any, listen: Any, endless: Any, form: str, begins: bytes
) -> None:
    store = endless()
    world.store.samples = store.samples

    async def scenario() -> None:
        async with listen("/v1/export", f"format={form}") as client:
            assert (await client.until(begins)).startswith(begins)
            client.reading.clear()
            await asyncio.sleep(0.3)
            read = store.read
            await asyncio.sleep(0.05)
            assert store.read == read < 500_000

    asyncio.run(scenario())
    assert store.released


def test_a_store_that_fails_at_the_start_is_a_problem(world: Any, own_ask: Ask, endless: Any) -> None:
    world.store.samples = endless(0, UnavailableError("away")).samples

    assert own_ask("/v1/export").status_code == 503
