"""Every family of commands against its own vectors, which are its documentation too."""

import tomllib
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any

import pytest

from decoders.contract import Decoder
from decoders.downlinks import families
from decoders.downlinks.contract import Choice, Family
from decoders.downlinks.registry import discover, find_command
from decoders.registry import builtin
from telemetry.errors import CommandError

FAMILIES = list(discover())
MODULES = sorted({module for module, _ in FAMILIES})
KEYS = {"name", "source", "device", "command", "parameters", "f_port", "payload", "error"}


def vectors_of(module: str) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = tomllib.loads((files(families) / f"{module}.vectors.toml").read_text("utf-8"))[
        "vector"
    ]
    return vectors


def device(name: str) -> Decoder:
    return Decoder("", (), "", frozenset(), lambda uplink: [], id=name)


VECTORS = [(module, vector) for module in MODULES for vector in vectors_of(module)]


@pytest.mark.parametrize("case", [pytest.param(v, id=f"{m}: {v['name']}") for m, v in VECTORS])
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS
    assert len(case["source"]) > 5
    command = find_command(device(case["device"]), case["command"])
    if "error" in case:
        with pytest.raises(CommandError) as refused:
            command.encode(case["parameters"])
        assert case["error"] in str(refused.value)
    else:
        expected = case["f_port"], bytes.fromhex(case["payload"])
        assert command.encode(case.get("parameters", {})) == expected


@pytest.mark.parametrize("module", MODULES)
def test_every_command_of_a_family_has_a_vector_and_every_module_one_that_fails(module: str) -> None:
    vectors = vectors_of(module)
    shown = {vector["command"] for vector in vectors if "error" not in vector}
    assert {command.name for name, family in FAMILIES if name == module for command in family.commands} == shown
    assert any("error" in vector for vector in vectors)


@pytest.mark.parametrize("family", [pytest.param(family, id=family.names[0]) for _, family in FAMILIES])
def test_a_family_has_a_decoder(family: Family) -> None:
    names = {name for decoder in builtin() for name in (decoder.id, *decoder.aliases)}
    assert any(fnmatchcase(name, pattern) for name in names for pattern in family.names)


@pytest.mark.parametrize("family", [pytest.param(family, id=family.names[0]) for _, family in FAMILIES])
def test_families_are_sound(family: Family) -> None:
    for command in family.commands:
        assert 1 <= command.f_port <= 223
        names = [parameter.name for parameter in command.parameters]
        assert len(set(names)) == len(names)
        for parameter in command.parameters:
            if isinstance(parameter, Choice):
                assert len({len(code) for code in parameter.words.values()}) == 1
                written = [*parameter.words]
            else:
                written = [f"{parameter.low:f}", f"{parameter.high:f}"]
            sizes = {len(parameter.encode(text)) for text in written}
            assert len(sizes) == 1, f"{command.name}: {parameter.name} has bytes of {sizes}"
            assert parameter.default is None or parameter.encode(parameter.default)
