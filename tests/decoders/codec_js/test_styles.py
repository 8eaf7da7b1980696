"""Codecs of every style run as they are, as network servers ran them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoders.codec_js.examples import read_examples, run_example
from decoders.codec_js.worker import CodecSource, CodecWorker, Output
from telemetry.errors import DecodeError


def one(worker: CodecWorker, source: CodecSource, *payload: int, f_port: int = 1) -> Output | DecodeError:
    return worker.call(source, "decodeUplink", [{"bytes": list(payload), "fPort": f_port, "recvTime": 0}])[0]


@pytest.mark.parametrize("file", ["climate.js", "switch.js", "probe/index.js"])
def test_published_examples_hold(file: str, codecs: Path, worker: CodecWorker) -> None:
    source = CodecSource.read(file, codecs / file)
    examples = read_examples(codecs / file)
    assert {example.description: run_example(example, source, worker) for example in examples} == {
        example.description: "" for example in examples
    }
    assert len(examples) >= 2


def test_chirpstack_3_style(codecs: Path, worker: CodecWorker) -> None:
    source = CodecSource.read("meter", codecs / "meter.js")
    assert one(worker, source, 1, 2, f_port=9) == Output({"data": {"counter": 513, "port": 9, "variables": 0}})
    encoded = worker.call(source, "encodeDownlink", [{"data": {"valve": 1}, "fPort": 7}])[0]
    assert encoded == Output({"fPort": 7, "bytes": [7, 1]})


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("return { data: [input.fPort, input.bytes[0], input.bytes.length] }", [1, 7, 1]),
        ("return { data: input.recvTime instanceof Date && input.recvTime.toISOString() }", "1970-01-01T00:00:00.000Z"),
        ("return { data: new Date(2020, 0, 1) }", "2020-01-01T00:00:00.000Z"),
        ("return { data: [NaN, Infinity, undefined, null] }", [None] * 4),
        ("return { data: { a: undefined, f: function () {}, kept: 1 } }", {"kept": 1}),
        ("with ({ x: 3 }) { return { data: x } }", 3),
        ("return { data: (function () { return this === globalThis })() }", True),
        ("return { data: arguments.length + 010 }", 9),
        ("return { data: typeof input.variables }", "object"),
        ("console.log('x'); console.error('y'); return { data: 1 }", 1),
        ("return { data: '\\u0000 é 😀' }", "\0 é 😀"),
        ("return { data: [typeof std, typeof os, typeof process, typeof fetch] }", ["undefined"] * 4),
        ("return { data: [typeof Atomics, typeof performance, typeof setTimeout] }", ["undefined"] * 3),
        ("return { data: [parseFloat('3.5'), (21.456).toFixed(1), [3, 1, 2].sort()] }", [3.5, "21.5", [1, 2, 3]]),
    ],
)  # fmt: skip
def test_language_is_what_network_servers_had(
    text: str, data: object, worker: CodecWorker, body: Callable[[str], CodecSource]
) -> None:
    assert one(worker, body(text), 7) == Output({"data": data})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Buffer.from([1, 255]).toString('hex')", "01ff"),
        ("Buffer.from('01ff', 'hex').readUInt16BE(0)", 511),
        ("Buffer.from('01ff', 'hex').readInt16LE()", -255),
        ("Buffer.from('AQL/', 'base64').toJSON().data", [1, 2, 255]),
        ("Buffer.from('_-8', 'base64').toString('hex')", "ffef"),
        ("Buffer.from([1, 2, 255]).toString('base64')", "AQL/"),
        ("Buffer.from('é😀').length", 6),
        ("Buffer.from('é😀').toString()", "é😀"),
        ("Buffer.from([0x61, 0xff]).toString()", "a\ufffd"),
        ("Buffer.from([0xe1]).toString('ascii')", "a"),
        ("Buffer.from([0xe1]).toString('latin1')", "á"),
        ("new Buffer('0a0b', 'hex').slice(1)[0]", 11),
        ("Buffer.from([0, 0, 0x80, 0x3f]).readFloatLE(0)", 1),
        ("Buffer.from([1, 2, 3]).readUIntBE(0, 3)", 0x010203),
        ("Buffer.from([0xfe, 0xff, 0xff]).readIntLE(0, 3)", -2),
        ("Buffer.concat([Buffer.from([1]), Buffer.alloc(2, 7)])", {"type": "Buffer", "data": [1, 7, 7]}),
        ("(b => [b.writeUInt16BE(513, 1), b])(Buffer.alloc(3))[0]", 3),
        ("Buffer.from([5, 6]).equals(Buffer.from('0506', 'hex')) && Buffer.isBuffer(Buffer.alloc(1))", True),
        ("(b => { b.slice(0, 1)[0] = 9; return b[0] })(Buffer.from([1, 2]))", 9),
        ("Buffer.from([1, 2, 3]).subarray(1) instanceof Buffer", True),
        ("Buffer.byteLength('é')", 2),
    ],
)
def test_buffer_is_that_of_node(
    text: str, value: object, worker: CodecWorker, body: Callable[[str], CodecSource]
) -> None:
    assert one(worker, body(f"return {{ data: {text} }}")) == Output({"data": value})


def test_variables_are_forgotten_after_each_uplink(worker: CodecWorker) -> None:
    source = CodecSource.of(
        "test/state",
        """
        var top = [];
        function decodeUplink(input) {
          top.push(1);
          if (input.bytes[0] === 1) { leaked = 42; this.other = 1; }
          return { data: { top: top.length, leaked: typeof leaked, other: typeof other } };
        }
        """,
    )
    clean = {"top": 1, "leaked": "undefined", "other": "undefined"}
    inputs = [{"bytes": [first], "fPort": 1, "recvTime": 0} for first in (0, 1, 0)]
    results = worker.call(source, "decodeUplink", inputs)
    assert [result.returned["data"] for result in results] == [
        clean,
        {**clean, "leaked": "number", "other": "number"},
        clean,
    ]


@pytest.mark.parametrize(
    "polyfill",
    [
        "String.prototype.shout = function () { return this + '!' };",
        "Array.prototype.map = Array.prototype.map;",
        "Array.prototype.last = function () { return this[this.length - 1] };",
        "Object.prototype.own = 1;",
        "String.prototype.padStart = function () { return 'mine' };",
        "JSON.stringify = function () { return 'not asked' };",
    ],
)
def test_polyfills_of_the_top_level_are_let_be(polyfill: str, worker: CodecWorker) -> None:
    source = CodecSource.of("test/polyfill", f"{polyfill} function decodeUplink() {{ return {{ data: {{ ok: 1 }} }} }}")
    for _ in range(3):
        assert one(worker, source) == Output({"data": {"ok": 1}})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("function decodeUplink( {", "while loading"),
        ("throw new Error('at the top')", "at the top"),
        ("while (true) {}", "ran out of time"),
        ("var a = []; a.length = 1e9; a.join();", "had to be killed"),
        ("var unused = 1;", "no decodeUplink, Decode or Decoder"),
        ("function decodeUplink() { return }", "returned no object"),
        ("function decodeUplink() { return require('fs') }", "codecs have no modules"),
        ("module.exports = null", "null"),
        ("async function decodeUplink() { return 1 }", None),
    ],
)
def test_what_is_no_codec_is_refused(text: str, reason: str | None, own_worker: CodecWorker) -> None:
    source = CodecSource.of("test/none", text)
    result = one(own_worker, source)
    if reason is None:
        assert result == Output({})
    else:
        assert isinstance(result, DecodeError)
        assert reason in str(result)


@pytest.mark.parametrize(
    "text",
    [
        "var driver; (function () { driver = { decodeUplink: f } })()",
        "let driver = { decodeUplink: f }",
        "module.exports.driver = { decodeUplink: f }",
        "exports.decodeUplink = f",
        "module.exports = { decodeUplink: f }",
        "globalThis.decodeUplink = f",
        "this.decodeUplink = f",
        "decodeUplink = f",
        "const decodeUplink = f",
        "exports.Decoder = function () { return { ok: 1 } }",
    ],
)
@pytest.mark.parametrize("mode", ["", "'use strict';"])
def test_functions_are_found_wherever_bundlers_put_them(text: str, mode: str, worker: CodecWorker) -> None:
    declared = "var decodeUplink;" if mode and text.startswith("decodeUplink") else ""
    function = "var f = function () { return { data: { ok: 1 } } };"
    source = CodecSource.of("test/bundle", f"{mode} {declared} {function} {text} // end")
    assert [one(worker, source) for _ in range(2)] == [Output({"data": {"ok": 1}})] * 2


@settings(max_examples=60, deadline=None)
@given(text=st.text(), top_level=st.booleans())
def test_any_text_ends_in_a_result_or_an_error(text: str, top_level: bool, worker: CodecWorker) -> None:
    source = CodecSource.of("test/any", text if top_level else f"function decodeUplink(input) {{ {text} }}")
    assert isinstance(one(worker, source, 1), DecodeError | Output)


def test_a_normaliser_that_throws_costs_the_normalised_form_only(worker: CodecWorker) -> None:
    source = CodecSource.of(
        "test/normal",
        "function decodeUplink() { return { data: { t: 1 } } } function normalizeUplink() { throw 'no' }",
    )
    assert one(worker, source) == Output({"data": {"t": 1}}, {"errors": ["no"]})
