"""The command line: every command explains itself, and every refusal is one line on standard error."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samara.cli import _COMMANDS, app

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


def test_run_refuses_to_listen_beyond_loopback(tmp_path: Path) -> None:
    (tmp_path / "samara.toml").write_text('[api]\nhost = "0.0.0.0"\n')
    result = samara(tmp_path, "run")
    assert result.returncode == 1
    assert "listens on loopback only" in result.stderr


def test_config_print_is_a_settings_file(tmp_path: Path) -> None:
    printed = samara(tmp_path, "config", "print")
    (tmp_path / "samara.toml").write_text(printed.stdout)
    checked = samara(tmp_path, "config", "check")
    assert (checked.returncode, checked.stdout) == (0, "The settings are right.\n")
