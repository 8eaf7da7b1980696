"""What a command is: a table of constant bytes and parameters that a person's words are written into."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Literal, NamedTuple

from telemetry.errors import CommandError


class Downlink(NamedTuple):
    """One frame to a device."""

    f_port: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter in `unit`, from `low` to `high`: `size` bytes that hold value × `scale` + `base`.

    Signed when `low` is below zero. `default` makes it optional.
    """

    name: str
    unit: str
    low: float
    high: float
    size: int
    scale: int = 1
    base: int = 0
    order: Literal["big", "little"] = "big"
    default: str | None = None

    def encode(self, text: str) -> bytes:
        """The bytes of a value as written; raises `CommandError` for what is no number, out of range or too fine."""
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not Decimal(str(self.low)) <= value <= Decimal(str(self.high)):
            raise CommandError(f"{self.name}: {text!r:.40} does not fit; write {self.expected}")
        raw = value * self.scale
        if raw != raw.to_integral_value():
            raise CommandError(f"{self.name}: {text!r:.40} is too fine; write multiples of {1 / self.scale:g}")
        return (int(raw) + self.base).to_bytes(self.size, self.order, signed=self.low < 0)

    @property
    def expected(self) -> str:
        """What to write."""
        return f"{self.low:g} to {self.high:g} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Choice:
    """A parameter of a few words, each with its bytes; `default` makes it optional."""

    name: str
    words: Mapping[str, bytes]
    default: str | None = None

    def encode(self, text: str) -> bytes:
        """The bytes of a word, whatever its case; raises `CommandError` for another word."""
        wanted = text.strip().casefold()
        for word, code in self.words.items():
            if word.casefold() == wanted:
                return code
        raise CommandError(f"{self.name}: {text!r:.40} is none of its words; write {self.expected}")

    @property
    def expected(self) -> str:
        """What to write."""
        return " | ".join(self.words)


Parameter = Number | Choice


@dataclass(frozen=True, slots=True)
class Command:
    """Something a device can be told: its frame is made of constant bytes and of parameters, in order."""

    name: str
    summary: str
    f_port: int
    frame: tuple[bytes | Parameter, ...]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those that a person gives."""
        return tuple(part for part in self.frame if not isinstance(part, bytes))

    def encode(self, given: Mapping[str, str]) -> Downlink:
        """Make the downlink of parameters as written; raises one `CommandError` with every mistake."""
        problems = list(self._unknown(given))
        payload = b""
        for part in self.frame:
            try:
                payload += part if isinstance(part, bytes) else _encode(part, given)
            except CommandError as error:
                problems.append(str(error))
        if problems:
            raise CommandError("\n".join(f"{self.name}: {problem}" for problem in problems))
        return Downlink(self.f_port, payload)

    def _unknown(self, given: Mapping[str, str]) -> Iterator[str]:
        known = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in known:
                close = get_close_matches(name, known, n=1)
                hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known) or 'none'}"
                yield f"no parameter {name!r:.40}; {hint}"


def _encode(parameter: Parameter, given: Mapping[str, str]) -> bytes:
    text = given.get(parameter.name, parameter.default)
    if text is None:
        raise CommandError(f"{parameter.name} is missing; write {parameter.name}=…, {parameter.expected}")
    return parameter.encode(text)


@dataclass(frozen=True, slots=True)
class Family:
    """The commands of some devices: `names` are patterns (`*`) of decoder ids and of `vendor/codec` aliases.

    `spec` names the vendor's document.
    """

    names: tuple[str, ...]
    spec: str
    commands: tuple[Command, ...]
