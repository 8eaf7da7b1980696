"""What commands and their parameters refuse, whatever a person types."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoders.contract import Decoder
from decoders.downlinks.contract import Choice, Command, Number
from decoders.downlinks.registry import commands_of, find_command
from telemetry.errors import CommandError

PAGE = Path(__file__).parents[3] / "docs" / "downlinks.md"

LEVEL = Number("level", "Cel", -40, 80, 2, scale=10)
STATE = Choice("state", {"off": b"\x00", "on": b"\x01"}, default="off")
COMMAND = Command("alarm", "Set an alarm.", 7, (b"\x01", LEVEL, STATE))
DECODER = Decoder("Acme", ("T1",), "none", frozenset(), lambda uplink: [], id="acme_t1")


@pytest.mark.parametrize(
    ("given", "payload"),
    [
        ({"level": "21.5"}, "01 00D7 00"),
        ({"level": "-40", "state": "On"}, "01 FE70 01"),
        ({"level": "8e1"}, "01 0320 00"),
        ({"level": " 0 "}, "01 0000 00"),
    ],
)
def test_parameters_become_bytes(given: dict[str, str], payload: str) -> None:
    assert COMMAND.encode(given) == (7, bytes.fromhex(payload))


@pytest.mark.parametrize(
    "level", ["", "warm", "NaN", "inf", "-inf", "80.1", "-40.1", "1e999999999", "0x10", "21,5", "é"]
)
def test_what_is_no_number_of_the_range_is_refused_with_the_range(level: str) -> None:
    with pytest.raises(CommandError, match="does not fit; write -40 to 80 Cel"):
        COMMAND.encode({"level": level})


@pytest.mark.parametrize("level", ["21.55", "1e-999999"])
def test_what_is_too_fine_is_refused_rather_than_rounded(level: str) -> None:
    with pytest.raises(CommandError, match=r"too fine; write multiples of 0\.1"):
        COMMAND.encode({"level": level})


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(CommandError) as refused:
        COMMAND.encode({"state": "half", "levle": "3"})
    assert str(refused.value).splitlines() == [
        "alarm: no parameter 'levle'; did you mean level?",
        "alarm: level is missing; write level=…, -40 to 80 Cel",
        "alarm: state: 'half' is none of its words; write off | on",
    ]


@given(level=st.text(), state=st.text())
def test_only_a_command_error_escapes(level: str, state: str) -> None:
    try:
        _, payload = COMMAND.encode({"level": level, "state": state})
    except CommandError:
        return
    assert len(payload) == 4


@given(level=st.decimals(-40, 80, places=1))
def test_every_number_of_the_range_comes_back(level: object) -> None:
    _, payload = COMMAND.encode({"level": str(level)})
    assert int.from_bytes(payload[1:3], "big", signed=True) / 10 == float(str(level))


def test_a_family_is_found_by_an_alias() -> None:
    assert set(commands_of(replace(DECODER, aliases=("dragino/lse01",)))) == {"reboot", "reporting"}


@pytest.mark.parametrize(
    ("alias", "command", "error"),
    [
        ("acme/t1", "reboot", "no commands are known for acme_t1"),
        ("dragino/lse01", "reboots", "did you mean reboot"),
        ("dragino/lse01", "valve", "there are: reboot, reporting"),
    ],
)
def test_an_unknown_command_is_refused_with_those_there_are(alias: str, command: str, error: str) -> None:
    with pytest.raises(CommandError, match=error):
        find_command(replace(DECODER, aliases=(alias,)), command)


def test_the_page_on_downlinks_works_as_written() -> None:
    page = PAGE.read_text("utf-8")
    module, vectors = (
        re.search(rf"^```{kind}\n(.*?)^```", page, re.DOTALL | re.MULTILINE) for kind in ("python", "toml")
    )
    assert module
    assert vectors
    held: dict[str, Any] = {}
    exec(module[1], held)  # noqa: S102 - it is our own page
    commands = {command.name: command for family in held["FAMILIES"] for command in family.commands}
    for vector in tomllib.loads(vectors[1])["vector"]:
        command = commands[vector["command"]]
        if "error" in vector:
            with pytest.raises(CommandError, match=vector["error"]):
                command.encode(vector["parameters"])
        else:
            expected = vector["f_port"], bytes.fromhex(vector["payload"])
            assert command.encode(vector["parameters"]) == expected
