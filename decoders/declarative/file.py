"""A declarative decoder's file: read whole, with all its mistakes at once; its examples; a folder of such files."""

import math
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from decoders.contract import Decoder
from decoders.declarative.compiler import TABLE_KEYS, compile_table, port
from decoders.declarative.fields import Fields, fraction, plain
from decoders.declarative.nodes import Node, Problems, Table, read_nodes
from telemetry.errors import ConfigError, DecodeError, ParseError
from telemetry.quantity import CATALOGUE
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.times import EPOCH, parse_instant
from telemetry.uplink import Uplink

_MAX_BYTES = 256 * 1024
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_EXAMPLE_KEYS = ("name", "source", "f_port", "payload", "recv_time", "readings", "error")
_CLOSE = 1e-6

Facts = dict[tuple[str, str, datetime | None], float]
"""Values by quantity key, channel and the device's own time."""


class Example(NamedTuple):
    """A frame and what it must give: exactly `facts`, or an error whose text contains `error`."""

    name: str
    uplink: Uplink
    facts: Facts
    error: str | None


class DecoderFile(NamedTuple):
    """What a file holds."""

    decoder: Decoder
    examples: tuple[Example, ...]


def read_file(path: Path) -> DecoderFile:
    """Read and compile a file, or raise one `ConfigError` with every mistake: file, line, key, remedy."""
    problems = Problems(str(path))
    if not _ID.fullmatch(path.stem):
        problems.refuse(1, f"{path.stem!r:.80} cannot be a decoder's id; use lower-case letters, digits, _, . and -")
    root = read_nodes(_text(path), problems)
    if root is not None:
        file = Fields(problems, root, "", TABLE_KEYS)
        held = DecoderFile(_decoder(file, path.stem), tuple(_examples(problems, file)))
        if not problems.found:
            return held
    raise ConfigError("\n".join(problems.lines()))


def read_folder(folder: Path) -> list[Decoder]:
    """The decoders of all `.yaml` files of a folder, which need not exist; raises `ConfigError` with all mistakes."""
    decoders, mistakes = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            decoders.append(read_file(path).decoder)
        except ConfigError as error:
            mistakes.append(str(error))
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return decoders


def difference(example: Example, decoder: Decoder) -> str:
    """How a decoder's answer differs from an example's; empty when it does not."""
    try:
        readings = decoder.read(example.uplink)
    except DecodeError as error:
        if example.error is None:
            return str(error)
        return "" if example.error in str(error) else f"another error: {error}"
    if example.error is not None:
        return f"no error, but {_told(_facts(readings))}"
    got = _facts(readings)
    missing = {fact: value for fact, value in example.facts.items() if not _agrees(got.get(fact), value)}
    beyond = {fact: value for fact, value in got.items() if not _agrees(example.facts.get(fact), value)}
    if len(got) < len(readings):
        return "two readings claim the same quantity, channel and time"
    return f"expected {_told(missing)}; got {_told(beyond)}" if missing or beyond else ""


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
        if len(content) > _MAX_BYTES:
            raise ConfigError(f"{path}: larger than {_MAX_BYTES // 1024} KiB; a table has a few lines a field")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); look at its name and rights") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error


def _decoder(file: Fields, decoder_id: str) -> Decoder:
    vendor = file.required("vendor", plain, "the maker's name", "")
    spec = file.required("spec", plain, "the document and section that the table follows", "")
    models = file.several("models", plain, "names of models")
    if not models and file.is_mapping:
        file.refuse("models", "is missing; write a list of names of models")
    table = compile_table(file)
    ports = file.several("f_ports", port, "ports from 0 to 255")
    return Decoder(
        vendor=vendor,
        models=models,
        spec=spec,
        emits=frozenset(field.quantity for field in table.fields),
        decode=table,
        f_ports=frozenset(ports) or None,
        aliases=file.several("aliases", plain, "names, such as acme/t1"),
        id=decoder_id,
    )


def _examples(problems: Problems, file: Fields) -> Iterator[Example]:
    for number, node in enumerate(file.listing("examples"), 1):
        here = Fields(problems, node, f"examples[{number}].", _EXAMPLE_KEYS)
        name = here.read("name", plain, "a name", f"example {number}")
        here.read("source", plain, "where it is from", "")
        f_port = here.required("f_port", port, "the port, 0 to 255", 0)
        payload = here.required("payload", bytes.fromhex, "bytes in hexadecimal", b"")
        time = here.read("recv_time", _instant, "an instant, such as 2026-01-15T12:00:00Z", EPOCH)
        error = here.read("error", plain, "a part of the error's text", None)
        if here.is_mapping and ("readings" in here) == ("error" in here):
            problems.refuse(here.line, f"examples[{number}]: give either readings or error")
        facts = dict(_declared(problems, here.nodes["readings"], None)) if "readings" in here else {}
        yield Example(name, Uplink("00" * 8, time, f_port, payload), facts, error)


def _declared(
    problems: Problems, node: Node, time: datetime | None
) -> Iterator[tuple[tuple[str, str, datetime | None], float]]:
    """Walk `quantity/channel: value`; a mapping inside, named by an instant, holds that instant's values."""
    here = Fields(problems, node, "readings.")
    for key, value in here.nodes.items():
        if isinstance(value, Table) and time is None:
            at = _instant(key)
            if at is None:
                here.refuse(key, "no instant; write 2026-01-15T12:00:00Z")
            else:
                yield from _declared(problems, value, at)
            continue
        quantity, _, channel = key.partition("/")
        if quantity not in CATALOGUE:
            here.refuse(key, "no quantity; `samara quantities` lists them")
        number = here.read(key, fraction, "a number", None)
        if number is not None:
            yield (quantity, channel or MAIN_CHANNEL, time), float(number)


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except ParseError:
        return None


def _facts(readings: list[Reading]) -> Facts:
    return {(one.quantity.key, one.channel, one.time): one.value for one in readings}


def _agrees(one: float | None, other: float) -> bool:
    return one is not None and math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)


def _told(facts: Facts) -> str:
    told = (
        f"{quantity}/{channel} {value:.10g}{f' at {time.isoformat()}' if time else ''}"
        for (quantity, channel, time), value in facts.items()
    )
    return ", ".join(told) or "nothing"
