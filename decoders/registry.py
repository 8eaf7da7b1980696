"""Finds every decoder by walking `decoders.devices`, and looks them up by the names that people and networks use."""

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from decoders import devices
from decoders.contract import Decoder
from telemetry.errors import ConfigError, UnknownDecoderError

_NOISE = re.compile(r"[^a-z0-9/]+")


def discover() -> Iterator[Decoder]:
    """Import each module of `decoders.devices` and yield its `DECODER`; the id is the module's name."""
    for module in sorted(pkgutil.iter_modules(devices.__path__), key=lambda module: module.name):
        decoder = getattr(importlib.import_module(f"{devices.__name__}.{module.name}"), "DECODER", None)
        if not isinstance(decoder, Decoder):
            raise ConfigError(f"decoders/devices/{module.name}.py defines no DECODER; see docs/adding-a-device.md")
        yield replace(decoder, id=module.name)


def _simplify(name: str) -> str:
    return _NOISE.sub("", name.lower())


class Decoders:
    """A set of decoders, found by id, by alias (`vendor/codec`), or by a device-profile name."""

    def __init__(self, decoders: Iterable[Decoder], installed: Iterable[Decoder] = ()) -> None:
        """`installed` are what an operator has added: the device profiles named for them win over native models."""
        natives, added = tuple(decoders), tuple(installed)
        self._all = natives + added
        self._by_name: dict[str, Decoder] = {}
        for decoder in self._all:
            for name in (decoder.id, *decoder.aliases):
                if self._by_name.setdefault(name, decoder) is not decoder:
                    raise ConfigError(f"decoder name {name} belongs to {self._by_name[name].id} and {decoder.id}")
        self._by_model = _by_model(natives) | _by_model(added)

    def __iter__(self) -> Iterator[Decoder]:
        return iter(self._all)

    def find(self, name: str) -> Decoder:
        """Return the decoder of this id or alias, or raise `UnknownDecoderError`."""
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownDecoderError(f"no decoder {name!r:.80}; `samara decoders` lists them") from None

    def for_profile(self, profile: str) -> Decoder | None:
        """The decoder that a device-profile name means: an id, an alias, a model, or vendor and model.

        Case, spaces and punctuation do not count: `Milesight EM300-TH` and `em300th` mean the same. None for a
        name that means nothing, or two things.
        """
        return self._by_name.get(profile) or self._by_model.get(_simplify(profile))


def _by_model(decoders: Iterable[Decoder]) -> dict[str, Decoder]:
    owners: defaultdict[str, list[Decoder]] = defaultdict(list)
    for decoder in decoders:
        if decoder.unverified:
            continue
        for name in {_simplify(name) for model in decoder.models for name in (model, f"{decoder.vendor} {model}")}:
            owners[name].append(decoder)
    # A model name that two decoders use means neither of them: a wrong decoder would store lies.
    return {name: held[0] for name, held in owners.items() if len(held) == 1}


@cache
def builtin() -> Decoders:
    """The decoders that ship with Samara, imported once."""
    return Decoders(discover())
