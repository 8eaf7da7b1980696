"""`samara decode` and its lists, as a person and as a script use them."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from samara.commands import decoders
from samara.commands.decoders import decode, quantities
from telemetry.errors import ConfigError, DecodeError, ParseError, TelemetryError

TIME = "2026-01-15T12:00:00Z"
GOOD = {"decoder": "milesight_em300_th", "f_port": 85, "payload": "03673401", "recv_time": TIME}
READING = {"quantity": "air_temperature", "value": 30.8, "unit": "Cel", "channel": "main", "time": TIME}


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and tables of the working folder are read: there are none but a test's own."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, stdin: bytes | str = "") -> Result:
    app = typer.Typer()
    for command in (decode, quantities):
        app.command()(command)
    app.add_typer(decoders.app, name="decoders")
    result = CliRunner().invoke(app, arguments, input=stdin)
    if isinstance(result.exception, TelemetryError):
        raise result.exception
    return result


def answers(*lines: Any) -> list[Any]:
    """What --jsonl answers to objects, or to lines as they are."""
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    result = run("decode", "--jsonl", stdin=b"\n".join(raw) + b"\n")
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("name", ["milesight_em300_th", "milesight-iot/em300-th"])
def test_decode_prints_exactly_the_readings(name: str) -> None:
    result = run("decode", name, "--f-port", "85", "--recv-time", TIME, "03 67 34 01")
    assert json.loads(result.stdout) == {"readings": [READING]}


def test_a_reading_keeps_the_device_s_own_time() -> None:
    result = run("decode", "milesight_em300_th", "--f-port", "85", "--recv-time", TIME, "20CE9E74466310015D00")
    assert {reading["time"] for reading in json.loads(result.stdout)["readings"]} == {"2022-10-12T08:02:38Z"}


def test_without_a_time_it_is_now() -> None:
    (reading,) = json.loads(run("decode", "milesight_em300_th", "--f-port", "85", "03673401").stdout)["readings"]
    assert reading["time"].endswith("Z")


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        (["acme_anvil", "--f-port", "1", "00"], DecodeError, "samara decoders"),
        (["milesight_em300_th", "--f-port", "85", "0367"], DecodeError, "does not fit"),
        (["milesight_em300_th", "--f-port", "85", "xyz"], ParseError, "not hexadecimal"),
        (["milesight_em300_th", "03673401"], ParseError, "--f-port"),
        (["milesight_em300_th", "--f-port", "85", "--recv-time", "noon", "0367"], ParseError, "not an instant"),
    ],
)
def test_a_mistake_is_a_clear_error(arguments: list[str], error: type[TelemetryError], text: str) -> None:
    with pytest.raises(error, match=text):
        run("decode", *arguments)


def test_jsonl_refuses_arguments_that_it_would_not_read() -> None:
    with pytest.raises(ParseError, match="samara decode --jsonl < FILE"):
        run("decode", "--jsonl", "requests.jsonl")


def test_jsonl_repeats_a_bad_instant_as_it_was_written() -> None:
    assert answers({**GOOD, "recv_time": "never"}) == [{"error": "not an instant: 'never'; write 2026-11-21T08:00:00Z"}]


def test_jsonl_answers_in_order() -> None:
    other = {**GOOD, "decoder": None, "vendor": "milesight-iot", "codec": "em300-th", "payload": "0367CEFF"}
    assert answers(GOOD, other) == [{"readings": [READING]}, {"readings": [{**READING, "value": -5}]}]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"garbage",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"decoder": "milesight_em300_th", "f_port": NaN, "payload": "03673401"}',
        b'{"decoder": "milesight_em300_th", "f_port": 85, "payload": "\xff"}',
        b'{"decoder": "milesight_em300_th", "f_port": ' + b"9" * 5000 + b', "payload": ""}',
        b"[" * 200_000,
        b'{"x": ' + b"[" * 200_000,
        b"x" * 10_000_000,
        b'{"decoder": "' + b"x" * 10_000_000 + b'"}',
        {},
        {**GOOD, "f_port": "85"},
        {**GOOD, "f_port": True},
        {**GOOD, "f_port": 256},
        {**GOOD, "f_port": -1},
        {**GOOD, "payload": None},
        {**GOOD, "payload": [3, 103]},
        {**GOOD, "payload": "036734010"},
        {**GOOD, "payload": ""},
        {**GOOD, "payload": "é"},
        {**GOOD, "decoder": 7},
        {**GOOD, "decoder": "acme_anvil"},
        {**GOOD, "decoder": None},
        {**GOOD, "decoder": None, "vendor": "milesight-iot"},
        {**GOOD, "recv_time": 0},
        {**GOOD, "recv_time": "15/01/2026 12:00"},
        {**GOOD, "recv_time": "0001-01-01T00:00:00+14:00"},
    ],
    ids=lambda line: repr(line)[:40],
)
def test_jsonl_never_stops_at_a_bad_line(line: Any) -> None:
    first, bad, last = answers(GOOD, line, GOOD)
    assert first == last == {"readings": [READING]}
    assert list(bad) == ["error"]
    assert bad["error"]


def test_jsonl_answers_a_last_line_without_an_end() -> None:
    result = run("decode", "--jsonl", stdin=json.dumps(GOOD))
    assert json.loads(result.stdout) == {"readings": [READING]}


def test_decoders_lists_what_it_can_read() -> None:
    rows = {row["id"]: row for row in json.loads(run("decoders", "--json").stdout)}
    assert rows["milesight_em300_th"]["quantities"] == ["air_temperature", "battery_level", "relative_humidity"]
    assert "milesight-iot/em300-th" in rows["milesight_em300_th"]["aliases"]
    assert "EM300-TH" in run("decoders").stdout


def test_quantities_lists_the_catalogue() -> None:
    rows = {row["key"]: row for row in json.loads(run("quantities", "--json").stdout)}
    assert rows["air_temperature"]["unit"] == "Cel"
    assert rows["door_open"]["kind"] == "state"
    assert "water_volume" in run("quantities").stdout


TABLE = """\
vendor: Acme
models: T1
spec: none
fields:
  - {quantity: air_temperature, offset: 0, type: u8, scale: 0.5}
examples:
  - {name: warm, f_port: 1, payload: "2A", readings: {air_temperature: 21}}
"""


def write(folder: Path, text: str, name: str = "acme_t1.yaml") -> Path:
    file = folder / "data" / "decoders" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_a_table_in_the_data_folder_is_a_decoder(tmp_path: Path) -> None:
    write(tmp_path, TABLE)
    result = run("decode", "acme_t1", "--f-port", "1", "--recv-time", TIME, "2A")
    assert json.loads(result.stdout) == {"readings": [{**READING, "value": 21}]}
    assert "acme_t1  Acme T1\n    air_temperature\n" in run("decoders").stdout


def test_decode_tells_the_mistakes_of_tables(tmp_path: Path) -> None:
    write(tmp_path, TABLE.replace("u8", "u9"))
    with pytest.raises(ConfigError, match=r"acme_t1\.yaml:5: fields\[1\]\.type: 'u9' is wrong"):
        run("decode", "milesight_em300_th", "--f-port", "85", "03673401")


def test_a_table_cannot_take_the_name_of_another_decoder(tmp_path: Path) -> None:
    write(tmp_path, TABLE, "milesight_em300_th.yaml")
    with pytest.raises(ConfigError, match="decoder name milesight_em300_th belongs to"):
        run("decoders")


@pytest.mark.parametrize(
    ("text", "exit_code", "told"),
    [
        (TABLE, 0, "warm: ok\n1 of 1 examples as expected\n"),
        (TABLE.replace("21}", "22}"), 1, "warm: expected air_temperature/main 22; got air_temperature/main 21\n0 of 1"),
    ],
)
def test_check_runs_the_examples(tmp_path: Path, text: str, exit_code: int, told: str) -> None:
    result = run("decoders", "check", str(write(tmp_path, text)))
    assert (result.exit_code, result.stdout[: len(told)]) == (exit_code, told)


def test_check_wants_examples(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no examples; write at least one"):
        run("decoders", "check", str(write(tmp_path, TABLE.partition("examples")[0])))
