"""A codec's output into readings: declarative rules first, then usual names; what nothing maps is listed."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from decoders.codec_js.rules import NO_MEANING, Meaning, Rule, table, usual
from decoders.codec_js.units import convert
from decoders.codec_js.walk import Place, Walk
from decoders.codec_js.worker import Output
from telemetry.errors import ConfigError, NotFoundError
from telemetry.quantity import quantity
from telemetry.reading import Reading

_REMEMBERED_PATHS = 4096


class Mapped(NamedTuple):
    """The readings of one output, and the paths of the values that nothing mapped (`[]` for any element)."""

    readings: list[Reading]
    unmapped: list[str]


class PathRule(NamedTuple):
    """A rule and the path it is for: names joined by dots, `*` for any part of a name, `[]` for any element."""

    rule: Rule
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, path: str, rule: Rule) -> "PathRule":
        """The rule for this path; a `*` in the rule's channel stands for what the path's first `*` matched."""
        return cls(rule, re.compile(re.escape(path).replace(r"\*", r"([^.\[\]]*)")))

    def meaning(self, path: str) -> Meaning | None:
        """What this rule says of a value at `path`, None when it says nothing."""
        if not (match := self.pattern.fullmatch(path)):
            return None
        part = match[1] if self.pattern.groups else ""
        return Meaning((self.rule,), channel=self.rule.channel.replace("*", part))


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """One `[[rule]]` of a mapping file; without a quantity the value is no measurement."""

    path: str
    quantity: str = ""
    unit: str = ""
    channel: str = ""
    scale: float = 1.0
    low: float = float("-inf")
    high: float = float("inf")
    fraction: bool = False

    def rule(self) -> PathRule:
        named = quantity(self.quantity) if self.quantity else None
        if named and self.unit and convert(1, self.unit, named.unit) is None:
            raise ConfigError(f"rule {self.path!r}: {self.unit!r} is no unit of {named.key}, which is in {named.unit}")
        options = {name: getattr(self, name) for name in ("unit", "channel", "scale", "low", "high", "fraction")}
        return PathRule.of(self.path, Rule(named, **options))


class _File(msgspec.Struct, forbid_unknown_fields=True):
    usual_names: bool = True
    rule: list[_Entry] = []


class CodecMapping:
    """Turns outputs into readings by `rules`, the first that can tell, then by usual names if these are wanted."""

    def __init__(self, rules: Iterable[PathRule] = (), *, usual_names: bool = True) -> None:
        self._rules = tuple(rules)
        self._usual_names = usual_names
        self._explicit: dict[str, Meaning | None] = {}

    @classmethod
    def read(cls, path: Path) -> "CodecMapping":
        """The mapping in a TOML file: `usual_names`, and a `[[rule]]` for each path; raises `ConfigError`."""
        try:
            file = msgspec.toml.decode(path.read_bytes(), type=_File)
            return cls([entry.rule() for entry in file.rule], usual_names=file.usual_names)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, ConfigError, NotFoundError) as error:
            raise ConfigError(f"{path}: not a mapping: {error}") from error

    def apply(self, output: Output) -> Mapped:
        """The readings of one output: the normalised form first, then what the data says beyond it."""
        walk = Walk(self._meaning)
        if isinstance(output.normalized, dict) and (data := output.normalized.get("data")):
            formal = Walk(_normalized()._meaning)  # noqa: SLF001 - another mapping
            # The elements of a list of normalised payloads differ in time, not in channel.
            for payload in data if isinstance(data, list) else [data]:
                formal.visit(payload, Place())
            walk.follow(formal)
        walk.visit(output.returned.get("data"), Place())
        return Mapped(walk.readings, sorted(walk.unmapped))

    def _meaning(self, path: str, container: str, name: str) -> Meaning:
        if self._rules:
            explicit = self._explicit_meaning(path)
            if explicit is not None:
                return explicit
        return usual(container, name) if self._usual_names else NO_MEANING

    def _explicit_meaning(self, path: str) -> Meaning | None:
        if path not in self._explicit:
            if len(self._explicit) >= _REMEMBERED_PATHS:
                self._explicit.clear()  # A codec may invent a new name for each uplink.
            found = [meaning for rule in self._rules if (meaning := rule.meaning(path))]
            rules = tuple(rule for meaning in found for rule in meaning.rules)
            self._explicit[path] = Meaning(rules, channel=found[0].channel) if found else None
        return self._explicit[path]


@cache
def _normalized() -> CodecMapping:
    """The Things Stack's normalised payload, whose units are fixed.

    Its battery should be in volts; published codecs put a level there too, so the usual name decides.
    """
    rules: list[PathRule] = []
    for path, entry in table()["normalized"].items():
        if like := entry.get("like"):
            rules += [PathRule.of(path, rule) for rule in usual("", like).rules]
        else:
            rules.append(PathRule.of(path, Rule(quantity(entry["quantity"]), entry.get("unit", ""))))
    return CodecMapping(rules, usual_names=False)
