"""Whatever a codec does, the uplink that made it do so ends in a `DecodeError`, and the next one is decoded."""

from collections.abc import Callable

import pytest

from decoders.codec_js.worker import CodecSource, CodecWorker, Output
from telemetry.errors import DecodeError

HOSTILE = {
    "endless loop": "while (true) {}",
    "endless recursion": "(function f() { f() })()",
    "catastrophic regular expression": "/(a+)+$/.test('a'.repeat(40) + 'b')",
    "join of a sparse array": "var a = []; a.length = 1e9; a.join()",
    "memory bomb": "var a = []; while (true) a.push('x'.repeat(1000) + a.length)",
    "memory bomb in a global": "hoard = []; while (true) hoard.push('x'.repeat(1000) + hoard.length)",
    "memory bomb in a built-in": "Math.hoard = []; while (true) Math.hoard.push(new Array(1000).fill(1))",
    "string of 2^40 characters": "var s = 'x'; for (var i = 0; i < 40; i++) s += s; return { data: s }",
    "sparse result": "return { data: new Array(1e8) }",
    "too much output": "return { data: 'x'.repeat(300000) }",
    "thrown string": "throw 'no'",
    "thrown undefined": "throw undefined",
    "thrown object without text": "throw Object.create(null)",
    "thrown object whose message throws": "throw { get message() { throw 1 } }",
    "thrown object whose text never ends": "throw { toString() { while (true) {} } }",
    "cyclic object": "var o = {}; o.o = o; return { data: o }",
    "BigInt": "return { data: { n: 10n } }",
    "BigInt instead of a result": "return 10n",
    "getter that throws": "return { data: { get t() { throw new Error('no') } } }",
    "getter that never ends": "return { data: { get t() { while (true) {} } } }",
    "toJSON that throws": "return { data: { toJSON() { throw 'no' } } }",
    "proxy that throws": "return new Proxy({}, { get() { throw 'no' } })",
    "object nested deeply": "var o = {}; for (var i = 0; i < 1e5; i++) o = { o: o }; return { data: o }",
    "lone surrogate": "return { data: '\\ud800' }",
    "replaces JSON.stringify": "JSON.stringify = function () { return '{}' }; return { data: 1 }",
    "replaces Array.prototype.map": "Array.prototype.map = null; return { data: 1 }",
    "deletes Array.prototype.slice": "delete Array.prototype.slice; return { data: 1 }",
    "Object.prototype.toJSON": "Object.prototype.toJSON = function () { return 1 }; return { data: {} }",
    "adds to Object.prototype": "Object.prototype.extra = 1; return { data: 1 }",
    "setter on Object.prototype": "Object.defineProperty(Object.prototype, 'data', { set() {} }); return { data: 1 }",
    "adds to Array.prototype": "Array.prototype.extra = 1; return { data: 1 }",
    "freezes Array.prototype": "Object.freeze(Array.prototype); return { data: 1 }",
    "changes a prototype chain": "Object.setPrototypeOf(Array.prototype, { x: 1 }); return { data: 1 }",
    "replaces Date": "Date = function () {}; return { data: 1 }",
    "hides a global": "Object.defineProperty(globalThis, 'x', { value: 1 }); return { data: 1 }",
}


def frame(first: int) -> dict[str, object]:
    return {"bytes": [first], "fPort": 1, "recvTime": 0}


GOOD = "return { data: { n: [input.bytes[0]].slice(0).map(Number), keys: Object.keys({ a: new Date(0) }) } }"


def good(first: int) -> Output:
    return Output({"data": {"n": [first], "keys": ["a"]}})


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_guilty_uplink_fails_and_the_next_one_works(
    script: str, worker: CodecWorker, body: Callable[[str], CodecSource]
) -> None:
    source = body(f"if (input.bytes[0] !== 66) {{ {GOOD} }} {script}")
    alone = worker.call(source, "decodeUplink", [frame(66)])
    assert isinstance(alone[0], DecodeError)
    assert str(alone[0])
    assert worker.call(source, "decodeUplink", [frame(1)]) == [good(1)]


@pytest.mark.parametrize("name", ["endless loop", "join of a sparse array", "memory bomb", "Object.prototype.toJSON"])
def test_nothing_else_of_the_batch_is_lost(name: str, worker: CodecWorker, body: Callable[[str], CodecSource]) -> None:
    source = body(f"if (input.bytes[0] !== 66) {{ {GOOD} }} {HOSTILE[name]}")
    firsts = [*range(50), 66, *range(70, 120), 66, 2]
    results = worker.call(source, "decodeUplink", [frame(first) for first in firsts])
    for first, result in zip(firsts, results, strict=True):
        assert isinstance(result, DecodeError) if first == 66 else result == good(first)


def test_one_slow_uplink_of_a_batch_is_found(worker: CodecWorker, body: Callable[[str], CodecSource]) -> None:
    source = body(f"if (input.bytes[0] === 66) {{ for (var i = 0; i < 5e7; i++) {{}} }} {GOOD}")
    results = worker.call(source, "decodeUplink", [frame(first) for first in (*range(40), 66)])
    assert results[:40] == [good(first) for first in range(40)]
    assert str(results[40]) == "the codec ran out of time"


def test_a_batch_of_slow_uplinks_is_decoded_whole(worker: CodecWorker, body: Callable[[str], CodecSource]) -> None:
    source = body(f"var t = Date.now(); while (Date.now() - t < 8) {{}} {GOOD}")
    assert worker.call(source, "decodeUplink", [frame(n) for n in range(60)]) == [good(n) for n in range(60)]
