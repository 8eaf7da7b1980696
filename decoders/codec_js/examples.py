"""The examples that vendors publish beside a codec, in the three layouts that exist, and whether they hold."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from decoders.codec_js.repository import SECTIONS
from decoders.codec_js.worker import CodecSource, CodecWorker, Function, Output
from decoders.codec_js.yaml_core import read_yaml
from telemetry.errors import ConfigError, DecodeError, ParseError
from telemetry.times import LORAWAN_EPOCH, parse_instant, to_ms

# What ThingPark's examples write where the result depends on the present.
_ANY_INSTANT = "XXXX-XX-XXTXX:XX:XX.XXXZ"
_ANY_NUMBER = "SKIP_NUMBER"

# ThingPark's examples.json says by `type` which function an example is for.
_ACTILITY_TYPES: dict[str, Function] = {
    "uplink": "decodeUplink",
    "downlink-decode": "decodeDownlink",
    "downlink-encode": "encodeDownlink",
}


class Example(NamedTuple):
    """One published example; `expected` has the fields of a result (`data`, `errors`, `bytes` …)."""

    description: str
    function: Function
    input: dict[str, Any]
    expected: dict[str, Any]


def read_examples(codec: Path) -> list[Example]:
    """All examples that stand beside a codec's file; raises `ConfigError` for what cannot be read."""
    return [*_repository(codec), *_chirpstack(codec), *_actility(codec)]


def run_example(example: Example, source: CodecSource, worker: CodecWorker) -> str:
    """How the codec's result differs from what is expected, "" when it does not."""
    output = worker.call(source, example.function, [example.input])[0]
    if isinstance(output, DecodeError):
        return "" if example.expected.get("errors") else str(output)
    actual = _returned(output)
    for field, expected in example.expected.items():
        if difference := _difference(field, expected or None, actual.get(field) or None):
            return difference
    return ""


def _returned(output: Output) -> dict[str, Any]:
    normalized = output.normalized.get("data") if isinstance(output.normalized, dict) else None
    if normalized is not None and not isinstance(normalized, list):
        normalized = [normalized]  # As The Things Stack does before it compares.
    return {**output.returned, "normalized": normalized}


def _repository(codec: Path) -> Iterator[Example]:
    """The Things Stack: `<codec>.yaml`, whose sections name the file and list its examples."""
    for path in sorted(codec.parent.glob("*.yaml")):
        document = read_yaml(path)
        for section, function in SECTIONS.items():
            part = document.get(section) if isinstance(document, dict) else None
            if not isinstance(part, dict) or part.get("fileName") != codec.name:
                continue
            for raw in _objects(path, part.get("examples") or []):
                expected = raw.get("output")
                if isinstance(normalized := raw.get("normalizedOutput"), dict) and isinstance(expected, dict):
                    expected["normalized"] = normalized.get("data")
                yield _example(path, raw.get("description"), function, raw.get("input"), expected)


def _chirpstack(codec: Path) -> Iterator[Example]:
    """ChirpStack: `test_decode_<codec>.json` and `test_encode_<codec>.json`."""
    functions: dict[str, Function] = {"decode": "decodeUplink", "encode": "encodeDownlink"}
    for verb, function in functions.items():
        path = codec.with_name(f"test_{verb}_{codec.stem}.json")
        for raw in _read_json(path):
            yield _example(path, raw.get("name"), function, raw.get("input"), raw.get("expected"))


def _actility(codec: Path) -> Iterator[Example]:
    """ThingPark: `examples.json`, its bytes in hexadecimal."""
    path = codec.with_name("examples.json")
    for raw in _read_json(path):
        function = _ACTILITY_TYPES.get(raw.get("type", "uplink"))
        if function:
            yield _example(path, raw.get("description"), function, raw.get("input"), raw.get("output"))


def _read_json(path: Path) -> list[dict[str, Any]]:
    try:
        return _objects(path, json.loads(path.read_bytes())) if path.exists() else []
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not JSON: {error}") from error


def _objects(path: Path, value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ConfigError(f"{path}: not a list of examples")
    return value


def _example(path: Path, description: object, function: Function, given: object, expected: object) -> Example:
    """One example with bytes as numbers and its time in milliseconds, as the worker takes them."""
    title = f"{description or 'no description'!s:.100}"
    if not isinstance(given, dict) or not isinstance(expected, dict):
        raise ConfigError(f"{path}: example {title!r} has no input or no output")
    arguments: dict[str, Any] = {"fPort": given.get("fPort", 1)}
    try:
        if function == "encodeDownlink":
            arguments["data"] = given["data"]
            expected = {**expected, "bytes": _bytes(expected["bytes"])} if "bytes" in expected else expected
        else:
            arguments["bytes"] = _bytes(given["bytes"])
            arguments["recvTime"] = to_ms(parse_instant(given["recvTime"]) if given.get("recvTime") else LORAWAN_EPOCH)
    except (KeyError, TypeError, ValueError, ParseError) as error:
        raise ConfigError(f"{path}: example {title!r}: {error!r}") from error
    return Example(title, function, arguments, expected)


def _bytes(value: Any) -> list[int]:
    return list(bytes.fromhex(value) if isinstance(value, str) else bytes(value))


def _difference(path: str, expected: object, actual: object) -> str:
    """Where two JSON values differ first, "" when nowhere."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        keys = dict.fromkeys((*expected, *actual))
        pairs = ((f"{path}.{key}", expected.get(key), actual.get(key)) for key in keys)
        return next((found for pair in pairs if (found := _difference(*pair))), "")
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        items = enumerate(zip(expected, actual, strict=True))
        return next((found for i, pair in items if (found := _difference(f"{path}[{i}]", *pair))), "")
    same = type(expected) is type(actual) and expected == actual
    return "" if same or _is_as_good(expected, actual) else f"{path} is {actual!r:.80}, expected {expected!r:.80}"


def _is_as_good(expected: Any, actual: Any) -> bool:
    """Numbers may differ by the last digits of a double, instants by less than a millisecond, the present by more."""
    if _is_number(expected) and _is_number(actual):
        return math.isclose(expected, actual, rel_tol=1e-9, abs_tol=1e-12)
    if expected == _ANY_NUMBER:
        return _is_number(actual)
    if not isinstance(expected, str) or not isinstance(actual, str):
        return False
    try:
        when = to_ms(parse_instant(actual))
        return expected == _ANY_INSTANT or when == to_ms(parse_instant(expected))
    except ParseError:
        return False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
