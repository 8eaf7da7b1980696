"""One rule of a mapping, and the usual names: what a key of a codec's output means when no rule says so."""

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from decoders.codec_js.units import convert
from telemetry.quantity import Kind, Quantity, quantity

UNIT_STATED = "stated"

_NOISE = re.compile(r"[^a-z0-9]+")
_TOKENS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NUMBER = re.compile(r"\s*([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(\D.*)?", re.DOTALL)
_PHASE_OR_INPUT = re.compile(r"\d+|[abc]")


def simplify(text: str) -> str:
    """A name without capitals and punctuation, as the table of usual names has it."""
    return _NOISE.sub("", text.lower())


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value means: a quantity, and the unit it is in unless the codec states one.

    `low`, `high` and `fraction` choose between rules when no unit is stated; `scale` comes before the unit;
    `channel` replaces the channel found. A rule without quantity says that the value is no measurement.
    """

    quantity: Quantity | None
    unit: str = ""
    channel: str = ""
    scale: float = 1.0
    low: float = -math.inf
    high: float = math.inf
    fraction: bool = False

    def value(self, raw: object, unit: str) -> float | None:
        """The reading that a JSON value stands for, None when this rule cannot tell; `unit` is "" if not stated."""
        if self.quantity is None:
            return None
        if self.quantity.kind is Kind.STATE:
            return _state(self.quantity.key, raw)
        if isinstance(raw, str) and (match := _NUMBER.fullmatch(raw)):
            raw, unit = float(match[1]), (match[2] or "").strip() or unit
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            return None
        if not unit and (not self.low <= raw <= self.high or (self.fraction and raw == int(raw))):
            return None
        return convert(raw * self.scale, unit or self.unit or self.quantity.unit, self.quantity.unit)


class Meaning(NamedTuple):
    """The rules for a name, in order, and what the name itself says of unit and channel."""

    rules: tuple[Rule, ...]
    unit: str = ""
    channel: str = ""


NO_MEANING = Meaning(())


@cache
def table() -> dict[str, Any]:
    """The table of usual names, read once."""
    return tomllib.loads(Path(__file__).with_name("usual_names.toml").read_text("utf-8"))


@cache
def _rules_by_name() -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for entry in table()["rules"]:
        options = {key: value for key, value in entry.items() if key != "names"}
        rule = Rule(**{**options, "quantity": quantity(entry["quantity"])})
        for name in entry["names"]:
            found[name] = (*found.get(name, ()), rule)
    return found


@lru_cache(maxsize=4096)
def usual(container: str, name: str) -> Meaning:
    """What a name means inside an object of name `container` ("" at the top), by the table.

    `soil` and `temperature` together mean more than `temperature` alone; an object that is not known to be
    a mere container (`threshold`) takes from its members their usual meaning.
    """
    whole = _by_name(f"{container}_{name}") if container else NO_MEANING
    if whole.rules:
        return whole
    if container and simplify(container) not in table()["containers"]:
        return NO_MEANING
    return _by_name(name)


def _by_name(name: str) -> Meaning:
    """Look a name up as it is, then without a unit, an index or a phase at its end."""
    rules = _rules_by_name()
    unit = channel = ""
    tokens = [token.lower() for token in _TOKENS.findall(name)]
    while tokens:
        if found := rules.get("".join(tokens)):
            return Meaning(found, unit, channel)
        last = tokens.pop()
        if not unit and last in table()["suffixes"]:
            unit = table()["suffixes"][last]
        elif not channel and _PHASE_OR_INPUT.fullmatch(last):
            channel = last
        else:
            break
    return NO_MEANING


def _state(key: str, raw: object) -> float | None:
    if isinstance(raw, str):
        word = simplify(raw)
        for words in (table()["words"].get(key, {}), table()["words"]):
            for value in (True, False):
                if word in words.get(str(value).lower(), ()):
                    return float(value)
        return None
    return float(raw) if raw in (0, 1) and isinstance(raw, int | float) else None
