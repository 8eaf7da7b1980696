"""`samara codec`: what a technician types, and what is printed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from samara.commands.codec import app
from telemetry.errors import ConfigError, DecodeError
from telemetry.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def samara(tmp_path: Path) -> Run:
    """Run a command with the data folder in `tmp_path`."""
    root = typer.Typer()

    @root.callback()
    def settings(context: typer.Context) -> None:
        context.obj = Settings(data_dir=tmp_path / "data")

    root.add_typer(app, name="codec")
    return lambda *arguments, **options: CliRunner().invoke(root, ["codec", *map(str, arguments)], **options)


def test_add_and_list(samara: Run, codecs: Path) -> None:
    added = samara("add", codecs / "climate.js", "--device-profile", "T-100", "--device-profile", "T-200")
    assert (added.exit_code, added.output) == (0, "Added custom/climate.\n")
    assert samara("add", codecs / "meter.js", "--id", "acme/meter").exit_code == 0
    assert samara("list").output == "acme/meter\tacme\ncustom/climate\tcustom\tT-100, T-200\n"


def test_add_refuses_what_does_not_compile(samara: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.js").write_text("function (")
    result = samara("add", tmp_path / "bad.js")
    assert isinstance(result.exception, DecodeError)
    assert "custom/bad" in str(result.exception)
    assert samara("list").output == ""


@pytest.mark.parametrize("arguments", [(), ("a.js", "--repository", ".")])
def test_add_wants_one_of_file_and_repository(arguments: tuple[str, ...], samara: Run) -> None:
    assert isinstance(samara("add", *arguments).exception, ConfigError)


def test_add_a_repository(samara: Run, tmp_path: Path, codecs: Path) -> None:
    vendor = tmp_path / "vendor" / "acme"
    vendor.mkdir(parents=True)
    (tmp_path / "vendor" / "index.yaml").write_text("vendors: []\n")
    for name in ("climate.js", "climate-codec.yaml"):
        (vendor / name).write_bytes((codecs / name).read_bytes())
    (vendor / "bad.yaml").write_text("a: [")
    result = samara("add", "--repository", tmp_path)
    assert result.exit_code == 0
    assert result.stdout == "Added 1 codecs.\n"
    assert result.stderr.startswith("skipped: ")
    assert samara("list").output == "acme/climate\tacme\n"


def test_test_prints_a_table(samara: Run, codecs: Path) -> None:
    result = samara("test", codecs / "climate.js")
    assert result.exit_code == 0
    assert "a cold room" in result.output
    assert result.output.endswith("6 of 6 as expected\n")


def test_test_fails_on_a_difference(samara: Run, codecs: Path, tmp_path: Path) -> None:
    for name in ("climate.js", "climate-codec.yaml"):
        (tmp_path / name).write_text((codecs / name).read_text().replace("humidity: 50.5", "humidity: 51"))
    result = samara("test", tmp_path / "climate.js")
    assert result.exit_code == 1
    assert "data.humidity" in result.output
    assert result.output.endswith("5 of 6 as expected\n")


def test_test_without_examples_says_so(samara: Run, codecs: Path) -> None:
    result = samara("test", codecs / "meter.js")
    assert isinstance(result.exception, ConfigError)


def test_run_prints_what_the_codec_returns(samara: Run, codecs: Path) -> None:
    result = samara("run", codecs / "climate.js", "--f-port", 85, "F6FF6505")
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "data": {"temperature": -1, "humidity": 50.5, "battery": 5},
        "warnings": ["battery low"],
    }


@pytest.mark.parametrize(("payload", "error"), [("00", "unknown fPort"), ("0g", "line not understood")])
def test_run_exits_1_on_an_error(payload: str, error: str, samara: Run, codecs: Path) -> None:
    result = samara("run", codecs / "climate.js", payload)
    assert result.exit_code == 1
    assert error in json.loads(result.output)["errors"][0]


def test_run_prints_readings_by_a_mapping(samara: Run, codecs: Path, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[[rule]]\npath = "port"\nquantity = "pulse_count"\n')
    mapped = samara("run", codecs / "meter.js", "--readings", "--mapping", tmp_path / "m.toml", "0102")
    assert json.loads(mapped.output) == {
        "readings": [
            {"quantity": "pulse_count", "value": 513.0, "unit": "1", "channel": "main", "time": None},
        ],
        "unmapped": ["port", "variables"],
    }


def test_run_reads_lines_and_never_stops(samara: Run, tmp_path: Path) -> None:
    (tmp_path / "x.js").write_text(
        "function decodeUplink(i) {"
        " if (i.bytes[0] === 9) while (true) {}"
        " if (i.bytes[0] === 8) throw new Error('eight');"
        " return { data: { port: i.fPort, time: i.recvTime }, warnings: [] } }"
    )
    time = "2026-01-15T12:00:00.000Z"
    lines = [
        {"vendor": "x", "codec": "y", "f_port": 3, "payload": "01", "recv_time": time},
        "not json",
        {"f_port": 3, "payload": "09"},
        {"f_port": 300, "payload": "01"},
        {"f_port": 3, "payload": "xx"},
        {"f_port": 3, "payload": "08", "recv_time": None},
        {"f_port": 3, "payload": "01", "recv_time": "noon"},
        "",
        {"f_port": 4, "payload": "01", "recv_time": time},
    ]
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    result = samara("run", tmp_path / "x.js", "--jsonl", input=text)
    assert result.exit_code == 0
    outputs = [json.loads(line) for line in result.output.splitlines()]
    assert len(outputs) == 8
    assert outputs[0] == {"data": {"port": 3, "time": time}, "warnings": []}
    assert outputs[7] == {"data": {"port": 4, "time": time}, "warnings": []}
    assert outputs[2] == {"errors": ["the codec ran out of time"]}
    assert outputs[5] == {"errors": ["eight"]}
    for bad in (1, 3, 4, 6):
        assert "line not understood" in outputs[bad]["errors"][0]


def test_run_wants_one_of_payload_and_lines(samara: Run, codecs: Path) -> None:
    assert isinstance(samara("run", codecs / "meter.js").exception, ConfigError)
