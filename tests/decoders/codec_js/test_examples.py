"""Published examples are read from three layouts; a result that differs is found and named."""

import json
from pathlib import Path

import pytest

from decoders.codec_js.examples import Example, read_examples, run_example
from decoders.codec_js.worker import CodecSource, CodecWorker
from telemetry.errors import ConfigError

RETURNS = "function decodeUplink() { return %s } function normalizeUplink(i) { return { data: { n: i.data.a } } }"


def example(expected: dict[str, object]) -> Example:
    return Example("it", "decodeUplink", {"bytes": [], "fPort": 1, "recvTime": 0}, expected)


@pytest.mark.parametrize(
    ("returned", "expected", "difference"),
    [
        ("{data: {a: 1}}", {"data": {"a": 1.0}}, ""),
        ("{data: {a: 0.1 + 0.2}}", {"data": {"a": 0.3}}, ""),
        ("{data: {a: 1}, errors: [], warnings: []}", {"data": {"a": 1}, "errors": []}, ""),
        ("{data: {a: 1, b: 2}}", {"data": {"a": 1}}, "data.b is 2, expected None"),
        ("{data: {a: 1}}", {"data": {"a": 1, "b": 2}}, "data.b is None, expected 2"),
        ("{data: {a: true}}", {"data": {"a": 1}}, "data.a is True, expected 1"),
        ("{data: {a: [1, 2]}}", {"data": {"a": [1, 3]}}, "data.a[1] is 2, expected 3"),
        ("{data: {a: [1]}}", {"data": {"a": [1, 3]}}, "data.a is [1], expected [1, 3]"),
        ("{data: {a: '1'}}", {"data": {"a": 1}}, "data.a is '1', expected 1"),
        ("{data: {a: 1}}", {"data": {"a": 1}, "normalized": [{"n": 1}]}, ""),
        ("{data: {a: 1}}", {"data": {"a": 1}, "normalized": [{"n": 2}]}, "normalized[0].n is 1, expected 2"),
        ("{data: {a: 1}}", {"errors": ["no"]}, "errors is None, expected ['no']"),
        ("{data: {a: '2023-07-19T07:51:31.598Z'}}", {"data": {"a": "2023-07-19T09:51:31.598957793+02:00"}}, ""),
        ("{data: {a: new Date()}}", {"data": {"a": "XXXX-XX-XXTXX:XX:XX.XXXZ"}}, ""),
        ("{data: {a: 'noon'}}", {"data": {"a": "SKIP_NUMBER"}}, "data.a is 'noon', expected 'SKIP_NUMBER'"),
        ("{data: {a: Math.random()}}", {"data": {"a": "SKIP_NUMBER"}}, ""),
        ("{errors: ['no']}", {"errors": ["no"]}, ""),
        ("{errors: ['no']}", {"errors": ["other"]}, "errors[0] is 'no', expected 'other'"),
        ("(function () { throw 'x' })()", {"errors": ["any text: engines word it differently"]}, ""),
        ("(function () { throw 'x' })()", {"data": {"a": 1}}, "x"),
    ],
)
def test_differences(returned: str, expected: dict[str, object], difference: str, worker: CodecWorker) -> None:
    source = CodecSource.of("test/example", RETURNS % returned)
    assert run_example(example(expected), source, worker) == difference


def test_a_wrong_downlink_is_found(worker: CodecWorker) -> None:
    source = CodecSource.of("test/down", "function encodeDownlink(i) { return { fPort: 2, bytes: [i.data.x] } }")
    given = Example("it", "encodeDownlink", {"data": {"x": 7}, "fPort": 1}, {"fPort": 2, "bytes": [8]})
    assert run_example(given, source, worker) == "bytes[0] is 7, expected 8"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("examples.json", "{", "not JSON"),
        ("examples.json", "{}", "not a list"),
        ("examples.json", "[1]", "not a list"),
        ("examples.json", '[{"input": {"bytes": "0g"}, "output": {}}]', "fromhex"),
        ("examples.json", '[{"input": {"bytes": [256]}, "output": {}}]', "range"),
        ("examples.json", '[{"input": {}, "output": {}}]', "bytes"),
        ("examples.json", '[{"input": {"bytes": [], "recvTime": "noon"}, "output": {}}]', "noon"),
        ("examples.json", '[{"type": "downlink-encode", "input": {}, "output": {}}]', "data"),
        ("examples.json", '[{"input": 1, "output": {}}]', "no input"),
        ("test_decode_x.json", "[", "not JSON"),
        ("x.yaml", "uplinkDecoder: {fileName: x.js, examples: [{input: {}, output: 3}]}", "no input or no output"),
        ("x.yaml", "[", "not YAML"),
    ],
)  # fmt: skip
def test_examples_that_cannot_be_read_are_named(name: str, content: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError, match=reason) as caught:
        read_examples(tmp_path / "x.js")
    assert name in str(caught.value)


def test_examples_of_other_codecs_and_unknown_kinds_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "y.yaml").write_text("uplinkDecoder: {fileName: y.js, examples: [{input: {bytes: [1]}, output: {}}]}")
    (tmp_path / "list.yaml").write_text("- 1")
    (tmp_path / "examples.json").write_text(json.dumps([{"type": "benchmark"}]))
    assert read_examples(tmp_path / "x.js") == []
