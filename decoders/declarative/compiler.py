"""From nodes to a table: every key of the YAML form, what it may say, and what becomes of it."""

import re
from datetime import datetime, timedelta
from difflib import get_close_matches
from fractions import Fraction
from math import gcd
from typing import Literal, NamedTuple

from decoders.contract import LONGEST_PAYLOAD
from decoders.declarative.fields import Fields, fraction, integer
from decoders.declarative.nodes import Node, Problems, Scalar
from decoders.declarative.table import ALWAYS, Clock, Condition, Cut, Field, FieldTable, Repeat, Scale
from telemetry.errors import ParseError
from telemetry.quantity import CATALOGUE, Kind, Quantity
from telemetry.reading import MAIN_CHANNEL
from telemetry.times import EPOCH, parse_instant

TABLE_KEYS = ("vendor", "models", "spec", "aliases", "f_ports", "lengths", "ignore", "time", "fields", "examples")
_CUT_KEYS = ("offset", "type", "endian", "bits", "scale", "missing", "when")
_FIELD_KEYS = ("quantity", "channel", *_CUT_KEYS, "add", "true_values", "repeat")
_TIME_KEYS = (*_CUT_KEYS, "epoch")
_WHEN_KEYS = ("f_port", "length", "min_length", "byte 0", "bit 0.7")

_TYPE = re.compile(r"([ui])(8|16|24|32|40|48|56|64)|(f)(32|64)")
_BITS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
_BYTE = re.compile(r"byte (\d{1,4})|bit (\d{1,4})\.([0-7])")
_CHANNEL = re.compile(r"(?:[a-z0-9_]|\{n\})+")
_YEAR_S = 366 * 86_400
_ENDIANS: dict[str, Literal["big", "little"]] = {"big": "big", "little": "little"}

port = integer(0, 255)
_size = integer(1, LONGEST_PAYLOAD)


class _Type(NamedTuple):
    kind: Literal["u", "i", "f"]
    bits: int


def compile_table(file: Fields) -> FieldTable:
    """The table of a file; its mistakes go to the file's problems, and it is of use only when there are none."""
    problems = file.problems
    nodes = file.listing("fields")
    if file.is_mapping and not nodes:
        file.refuse("fields", "no fields; write at least one")
    read = (_field(problems, node, f"fields[{number}].") for number, node in enumerate(nodes, 1))
    fields = tuple(field for field in read if field)
    ignore = tuple(_condition(problems, node, "ignore.") for node in file.listing("ignore"))
    clock = _clock(problems, file.nodes["time"]) if "time" in file else None
    lengths = file.several("lengths", _size, f"lengths in bytes, 1 to {LONGEST_PAYLOAD}")
    _refuse_twins(file, fields)
    return FieldTable(fields, frozenset(lengths), ignore, clock)


def _refuse_twins(file: Fields, fields: tuple[Field, ...]) -> None:
    """Fields of one quantity and channel may only stand beside each other when all have conditions."""
    seen: dict[tuple[str, str], bool] = {}
    for field in fields:
        twin, always = (field.quantity.key, field.channel), field.when == ALWAYS
        if twin in seen and (always or seen[twin]):
            file.refuse("fields", f"{'/'.join(twin)} stands twice; give one another channel, or each a `when`")
        seen[twin] = seen.get(twin, False) or always


def _field(problems: Problems, node: Node, path: str) -> Field | None:
    here = Fields(problems, node, path, _FIELD_KEYS)
    quantity = _quantity(here)
    cut = _cut(here)
    channel = here.read("channel", _channel, "lower-case letters, digits, _ and {n}", MAIN_CHANNEL)
    repeat = _repeat(problems, here.nodes["repeat"], f"{path}repeat.") if "repeat" in here else None
    _check_channel(here, channel, repeat)
    scale, missing = _scale(here), _raws(here, "missing", cut)
    true = _raws(here, "true_values", cut) if "true_values" in here else None
    when = _condition(problems, here.nodes["when"], f"{path}when.") if "when" in here else ALWAYS
    if quantity is None or cut is None:
        return None
    _check_kind(here, quantity)
    is_state = quantity.kind is Kind.STATE
    return Field(cut, quantity, channel, None if is_state else scale, true, missing, when, repeat)


def _quantity(here: Fields) -> Quantity | None:
    written = here.nodes.get("quantity")
    close = get_close_matches((written.text or "")[:100], CATALOGUE, n=1) if isinstance(written, Scalar) else []
    expected = close[0] if close else "a key that `samara quantities` lists"
    return here.required("quantity", CATALOGUE.get, expected, None)


def _check_channel(here: Fields, channel: str, repeat: Repeat | None) -> None:
    if "{n}" in channel and repeat is None:
        here.refuse("channel", "{n} counts repetitions; write `repeat`, or another channel")
    if repeat and repeat.every is None and "{n}" not in channel:
        here.refuse("repeat", "the values need a channel each, such as input_{n}, or a time each: repeat.every")


def _check_kind(here: Fields, quantity: Quantity) -> None:
    is_state = quantity.kind is Kind.STATE
    for key in ("scale", "add") if is_state else ("true_values",):
        if key in here:
            here.refuse(key, f"{quantity.key} is {'a state' if is_state else 'no state'}; leave {key} out")


def _clock(problems: Problems, node: Node) -> Clock | None:
    here = Fields(problems, node, "time.", _TIME_KEYS)
    cut = _cut(here)
    epoch = here.read("epoch", _instant, "an instant, such as 2000-01-01T00:00:00Z", EPOCH)
    scale, missing = _scale(here), _raws(here, "missing", cut)
    when = _condition(problems, here.nodes["when"], "time.when.") if "when" in here else ALWAYS
    return Clock(cut, epoch, scale, missing, when) if cut else None


def _cut(here: Fields) -> Cut | None:
    offset = here.required(
        "offset", integer(-LONGEST_PAYLOAD, LONGEST_PAYLOAD - 1), "the first byte, from 0, or from the end, -1", None
    )
    kind = here.required("type", _type, "u8, i16, u24 … u64, f32 or f64", None)
    order = here.read("endian", _ENDIANS.get, "big or little", _ENDIANS["big"])
    bits = here.read("bits", _bits, "one bit, 3, or some, 0-11; bit 0 is the lowest", None)
    if offset is None or kind is None:
        return None
    low, high = bits or (0, kind.bits - 1)
    if bits and (kind.kind == "f" or high >= kind.bits):
        here.refuse("bits", f"not in the type; it has bits 0-{kind.bits - 1}, and floating numbers have none")
        return None
    return Cut(offset, kind.bits // 8, kind.kind, order, low, high - low + 1)


def _scale(here: Fields) -> Scale:
    scale = here.read("scale", fraction, "a number, such as 0.01 or 1/16", Fraction(1))
    add = here.read("add", fraction, "a number, such as -40", Fraction(0))
    if not scale:
        here.refuse("scale", "0 makes every value 0; write another number")
    factor, addend, divisor = (
        scale.numerator * add.denominator,
        add.numerator * scale.denominator,
        scale.denominator * add.denominator,
    )
    common = gcd(factor, addend, divisor)
    return Scale(factor // common, addend // common, divisor // common)


def _raws(here: Fields, key: str, cut: Cut | None) -> frozenset[int]:
    """Raw values; those of a signed type may also be written as their bit pattern, 0x8000 for -32768."""
    width = cut.width if cut else 64
    signed = cut is not None and cut.kind == "i"
    low = -(1 << width - 1) if signed else 0
    expected = f"raw values from {low} to {(1 << width) - 1}"
    values = here.several(key, integer(low, (1 << width) - 1), expected)
    return frozenset(value - (1 << width) if signed and value >= 1 << width - 1 else value for value in values)


def _repeat(problems: Problems, node: Node, path: str) -> Repeat:
    here = Fields(problems, node, path, ("step", "count", "every"))
    step = here.required("step", _size, "the bytes from one value to the next", 1)
    count = here.read("count", integer(1, 255), "how many values, 1 to 255; absent for all until the end", 0)
    every = here.read("every", integer(-_YEAR_S, _YEAR_S), "seconds to the next value, -600 for older ones", None)
    return Repeat(step, count, None if every is None else timedelta(seconds=every))


def _condition(problems: Problems, node: Node, path: str) -> Condition:
    here = Fields(problems, node, path)
    bits = []
    for key in here.nodes:
        if found := _BYTE.fullmatch(key):
            index, bit, high = (found[1], 0, 255) if found[1] else (found[2], int(found[3]), 1)
            values = here.several(key, integer(0, high), f"values from 0 to {high}")
            bits.append((int(index), bit, high, frozenset(values)))
        elif key not in ("f_port", "length", "min_length"):
            here.refuse(key, f"unknown condition; there are: {', '.join(_WHEN_KEYS)}")
    if here.is_mapping and not here.nodes:
        problems.refuse(node.line, f"{path[:-1]}: no condition; there are: {', '.join(_WHEN_KEYS)}")
    f_ports = here.several("f_port", port, "ports from 0 to 255")
    lengths = here.several("length", _size, f"lengths in bytes, 1 to {LONGEST_PAYLOAD}")
    min_length = here.read("min_length", _size, f"a length in bytes, 1 to {LONGEST_PAYLOAD}", 0)
    return Condition(frozenset(f_ports), frozenset(lengths), min_length, tuple(bits))


def _type(text: str) -> _Type | None:
    found = _TYPE.fullmatch(text)
    if not found:
        return None
    if found[3]:
        return _Type("f", int(found[4]))
    return _Type("i" if found[1] == "i" else "u", int(found[2]))


def _bits(text: str) -> tuple[int, int] | None:
    found = _BITS.fullmatch(text)
    if not found:
        return None
    ends = int(found[1]), int(found[2] or found[1])
    return min(ends), max(ends)


def _channel(text: str) -> str | None:
    return text if _CHANNEL.fullmatch(text) else None


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except ParseError:
        return None
