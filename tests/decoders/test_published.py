"""Every decoder against the examples that the vendors published, with the vendors' own decoded objects.

`published/<vendor>.jsonl` holds the examples, `published/<vendor>.toml` what each key of the vendor means:

    named_by = "variable"        # where a list holds objects, the member that names one (else its index)
    time = "date"                # the member that holds the time of the values beside it

    [readings]                   # path of a fact → quantity, or quantity/channel
    temperature = "air_temperature"
    distance = { reading = "distance", scale = 0.001 }
    door = { reading = "door_open", values = { open = 1, close = 0 } }
    "lht65n:TempC_*" = "air_temperature/probe"     # one codec only; it goes before those for all

    [ignored]                    # path of a fact → why it has no quantity
    frame_counter = "a fact about the radio"

    [disputed]                   # codec or codec:payload → why we hold the published example to be wrong
    "ldds75:0e1c0b05" = "…"

A path is the keys down to a fact, joined with dots; `*` and `?` are wildcards. Facts are numbers, booleans, strings
that begin with a number, and the words that `values` lists. Each fact must have an entry, and each that has a
quantity must be among our readings; each example with errors must be refused.
"""

import json
import math
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from decoders.registry import builtin
from telemetry.errors import DecodeError
from telemetry.quantity import quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.times import parse_instant
from telemetry.uplink import Uplink

FOLDER = Path(__file__).parent / "published"
SOME_TIME = "2026-01-15T12:00:00Z"


class Fact(NamedTuple):
    """One leaf of a vendor's object, with the time stated beside it."""

    path: str
    value: Any
    time: datetime | None = None


class Meaning(NamedTuple):
    """What a vendor's key says in our words."""

    reading: str
    scale: float = 1
    values: dict[str, float] | None = None

    def number(self, value: Any) -> float | None:
        """The fact in our unit; None if it is a word that says nothing."""
        if self.values is not None:
            return self.values.get(str(value).lower())
        number = _number(value)
        return None if number is None else number * self.scale


def _number(value: Any) -> float | None:
    if isinstance(value, bool | int | float):
        return float(value)
    match = re.match(r"[-+]?\d+(\.\d+)?", value)
    return float(match[0]) if match else None


class Vendor:
    """A vendor's dictionary, `published/<vendor>.toml`."""

    def __init__(self, name: str) -> None:
        table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        self._named_by = table.get("named_by", "")
        self._time = table.get("time", "")
        self._readings = {
            pattern: Meaning(**entry) if isinstance(entry, dict) else Meaning(entry)
            for pattern, entry in table.get("readings", {}).items()
        }
        self._ignored: dict[str, str] = table.get("ignored", {})
        self._disputed: dict[str, str] = table.get("disputed", {})

    def dispute(self, example: dict[str, Any]) -> str | None:
        """Why we hold an example to be wrong, if we do."""
        codec = example["codec"]
        return self._disputed.get(f"{codec}:{example['payload']}") or self._disputed.get(codec)

    def facts(self, value: Any, path: str = "", time: datetime | None = None) -> Iterator[Fact]:
        """The leaves of a vendor's object."""
        if isinstance(value, dict):
            if value.get(self._time) is not None:
                time = parse_instant(value[self._time])
            for key, member in value.items():
                if key not in {self._time, self._named_by}:
                    yield from self.facts(member, f"{path}.{key}".lstrip("."), time)
        elif isinstance(value, list):
            for index, member in enumerate(value):
                name = member.get(self._named_by, index) if isinstance(member, dict) else index
                yield from self.facts(member, f"{path}.{name}".lstrip("."), time)
        elif value is not None:
            yield Fact(path, value, time)

    def meaning(self, codec: str, fact: Fact) -> Meaning | None:
        """What a fact says; None for one that is ignored, or is only a word. A fact without an entry fails."""
        for name in (f"{codec}:{fact.path}", fact.path):
            for pattern, meaning in self._readings.items():
                if fnmatchcase(name, pattern):
                    return meaning
            if any(fnmatchcase(name, pattern) for pattern in self._ignored):
                return None
        if _number(fact.value) is not None:
            pytest.fail(f"{fact.path} = {fact.value!r} has no entry in the vendor's published/*.toml")
        return None


def _cases() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.jsonl")):
        vendor = Vendor(file.stem)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            example = json.loads(line)
            dispute = vendor.dispute(example)
            marks = [pytest.mark.xfail(reason=dispute, strict=True)] if dispute else []
            yield pytest.param(vendor, example, id=f"{file.stem}/{example['codec']}:{number}", marks=marks)


def _received(text: str) -> datetime:
    """Some examples of the Actility catalogue state no offset; they are UTC."""
    return parse_instant(text if re.search(r"(Z|[+-]\d\d:\d\d)$", text) else f"{text}Z")


@pytest.mark.parametrize(("vendor", "example"), list(_cases()))
def test_published_example(vendor: Vendor, example: dict[str, Any]) -> None:
    decoder = builtin().find(f"{example['vendor']}/{example['codec']}")
    received = _received(example["recv_time"] or SOME_TIME)
    uplink = Uplink("00" * 8, received, example["f_port"], bytes.fromhex(example["payload"]))
    if example["errors"]:
        with pytest.raises(DecodeError):
            decoder.read(uplink)
        return
    readings = decoder.read(uplink)
    for fact in vendor.facts(example["expected"]):
        meaning = vendor.meaning(example["codec"], fact)
        expected = None if meaning is None else meaning.number(fact.value)
        if meaning is not None and expected is not None:
            found = _candidates(readings, meaning, fact.time, received)
            assert any(math.isclose(value, expected, rel_tol=1e-6, abs_tol=1e-9) for value in found), (
                f"{fact.path} = {fact.value!r}, so {meaning.reading} = {expected:g} at {fact.time}; we have {found}"
            )


def _candidates(readings: list[Reading], meaning: Meaning, time: datetime | None, received: datetime) -> list[float]:
    """Our values of a quantity and channel, at a time if one is stated."""
    key, _, channel = meaning.reading.partition("/")
    return [
        reading.value
        for reading in readings
        if reading.quantity is quantity(key)
        and reading.channel == (channel or MAIN_CHANNEL)
        and (time is None or (reading.time or received) == time)
    ]


def test_every_dispute_is_about_an_example() -> None:
    for file in FOLDER.glob("*.toml"):
        disputed = tomllib.loads(file.read_text(encoding="utf-8")).get("disputed", {})
        lines = [json.loads(line) for line in file.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]
        names = {line["codec"] for line in lines} | {f"{line['codec']}:{line['payload']}" for line in lines}
        assert set(disputed) <= names
