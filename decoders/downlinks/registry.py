"""Finds the commands of a device by the names of its decoder."""

import importlib
import pkgutil
from collections.abc import Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache

from decoders.contract import Decoder
from decoders.downlinks import families
from decoders.downlinks.contract import Command, Family
from telemetry.errors import CommandError, ConfigError


def discover() -> Iterator[tuple[str, Family]]:
    """Import each module of `decoders.downlinks.families`, and yield its name with each of its `FAMILIES`."""
    for module in sorted(pkgutil.iter_modules(families.__path__), key=lambda module: module.name):
        held = getattr(importlib.import_module(f"{families.__name__}.{module.name}"), "FAMILIES", None)
        if not held:
            raise ConfigError(
                f"decoders/downlinks/families/{module.name}.py defines no FAMILIES; see docs/downlinks.md"
            )
        for family in held:
            yield module.name, family


@cache
def _families() -> tuple[Family, ...]:
    return tuple(family for _, family in discover())


def commands_of(decoder: Decoder) -> dict[str, Command]:
    """The commands of the devices that a decoder reads, by name; empty when none is known."""
    names = (decoder.id, *decoder.aliases)
    return {
        command.name: command
        for family in _families()
        if any(fnmatchcase(name, pattern) for name in names for pattern in family.names)
        for command in family.commands
    }


def find_command(decoder: Decoder, name: str) -> Command:
    """One command of a decoder's devices, or `CommandError` that says which there are."""
    known = commands_of(decoder)
    if name in known:
        return known[name]
    if not known:
        raise CommandError(f"no commands are known for {decoder.id}; docs/downlinks.md says how to add them")
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
    raise CommandError(f"{decoder.id} has no command {name!r:.40}; {hint}")
