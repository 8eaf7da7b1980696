"""The command line: every command explains itself, and every refusal is one line on standard error."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samara.cli import _COMMANDS, app
from telemetry.errors import UnavailableError

RUN = CliRunner()


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_has_help(name: str) -> None:
    result = RUN.invoke(app, [name, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def samara(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "samara", *arguments], capture_output=True, text=True, cwd=folder, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["decode", "nobody/nothing", "--f-port", "1", "00"], "`samara decoders` lists them"),
        (["--config", "absent.toml", "config", "check"], "absent.toml: cannot be read"),
        (["journal", "import", "absent.jsonl.gz"], "absent.jsonl.gz"),
        (["quarantine", "show", "7"], "no quarantine entry 7"),
    ],
    ids=["decoder", "settings", "recording", "quarantine"],
)
def test_a_refusal_is_told_without_a_traceback(tmp_path: Path, arguments: list[str], told: str) -> None:
    result = samara(tmp_path, *arguments)
    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('[api]\nhost = "0.0.0.0"\n', "must not go over plain HTTP; set auth.public_url"),
        ('[api]\nhost = "0.0.0.0"\n[auth]\npublic_url = "http://samara.example"\n', "must not go over plain HTTP"),
        ("[auth]\nenabled = false\n", "only `samara demo` runs without authentication"),
        ('[auth]\nenabled = false\n[api]\nhost = "0.0.0.0"\n', "only `samara demo` runs without authentication"),
    ],
)
def test_run_refuses_to_serve_unsafely(tmp_path: Path, settings: str, told: str) -> None:
    (tmp_path / "samara.toml").write_text(settings)
    result = samara(tmp_path, "run")
    assert result.returncode == 1
    assert told in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_taken_port_is_one_line_before_anything_is_started(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(address: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("samara.server.create_server", taken)
    with pytest.raises(UnavailableError, match=r"cannot serve on 127\.0\.0\.1:8000: Address already in use; choose"):
        RUN.invoke(app, [command], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_told() -> None:
    result = RUN.invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"Samara {version('samara')}\n")


def test_config_print_is_a_settings_file(tmp_path: Path) -> None:
    printed = samara(tmp_path, "config", "print")
    (tmp_path / "samara.toml").write_text(printed.stdout)
    checked = samara(tmp_path, "config", "check")
    assert (checked.returncode, checked.stdout) == (0, "The settings are right.\n")
