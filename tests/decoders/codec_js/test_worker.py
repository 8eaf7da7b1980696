"""The child process: killed, stopped, crowded or missing, it is started again and no input is lost."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from decoders.codec_js import worker as worker_module
from decoders.codec_js.process import Child, ChildGoneError
from decoders.codec_js.worker import BATCH, TOLERANCE, CodecSource, CodecWorker, Output
from telemetry.errors import ConfigError, DecodeError, UnavailableError

ECHO = CodecSource.of("test/echo", "function decodeUplink(input) { return { data: input.bytes } }")
HANG = CodecSource.of(
    "test/hang", "function decodeUplink(input) { if (input.bytes[0]) while (true) {} return { data: 0 } }"
)


def frames(*firsts: int) -> list[dict[str, object]]:
    return [{"bytes": [first], "fPort": 1, "recvTime": 0} for first in firsts]


def echoes(*firsts: int) -> list[Output]:
    return [Output({"data": [first]}) for first in firsts]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def pid_of(worker: CodecWorker) -> int:
    assert worker._child is not None
    return worker._child.pid


def test_results_come_in_order_over_many_batches(worker: CodecWorker) -> None:
    firsts = [n % 256 for n in range(3 * BATCH + 1)]
    assert worker.call(ECHO, "decodeUplink", frames(*firsts)) == echoes(*firsts)
    assert worker.call(ECHO, "decodeUplink", []) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_child_that_dies_between_calls_is_replaced(number: signal.Signals, own_worker: CodecWorker) -> None:
    own_worker.call(ECHO, "decodeUplink", frames(1))
    first = pid_of(own_worker)
    os.kill(first, number)
    assert own_worker.call(ECHO, "decodeUplink", frames(*range(BATCH))) == echoes(*range(BATCH))
    assert pid_of(own_worker) != first


def test_a_child_that_is_killed_at_work_costs_nothing(own_worker: CodecWorker) -> None:
    slow = CodecSource.of(
        "test/slow",
        "function decodeUplink(i) { var t = Date.now(); while (Date.now() - t < 4) {} return { data: i.bytes } }",
    )
    own_worker.call(slow, "decodeUplink", frames(1))
    threading.Timer(0.05, os.kill, (pid_of(own_worker), signal.SIGKILL)).start()
    assert own_worker.call(slow, "decodeUplink", frames(*range(50))) == echoes(*range(50))


def test_a_child_that_falls_asleep_is_killed() -> None:
    worker = CodecWorker(patience=0.3)
    worker.call(ECHO, "decodeUplink", frames(1))
    asleep = pid_of(worker)
    os.kill(asleep, signal.SIGSTOP)
    assert worker.call(ECHO, "decodeUplink", frames(1, 2)) == echoes(1, 2)
    assert pid_of(worker) != asleep
    with pytest.raises(ProcessLookupError):
        os.kill(asleep, 0)
    worker.close()


def test_a_request_longer_than_the_pipe_does_not_block_on_a_child_that_sleeps() -> None:
    child = Child()
    os.kill(child.pid, signal.SIGSTOP)
    with pytest.raises(ChildGoneError, match="no answer in time"):
        child.ask(b"\0" * (1 << 20), 0.2)


def test_threads_share_one_child(worker: CodecWorker) -> None:
    results: dict[int, list[object]] = {}

    def decode(number: int) -> None:
        results[number] = [worker.call(ECHO, "decodeUplink", frames(number, n))[1] for n in range(20)]

    threads = [threading.Thread(target=decode, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: echoes(*range(20)) for number in range(4)}


def test_more_codecs_than_the_child_holds(worker: CodecWorker) -> None:
    sources = [CodecSource.of(f"test/{n}", f"function decodeUplink() {{ return {{ data: {n} }} }}") for n in range(40)]
    for _ in range(2):
        for number, source in enumerate(sources):
            assert worker.call(source, "decodeUplink", frames(0)) == [Output({"data": number})]


def test_a_codec_that_never_ends_is_put_aside_and_tried_again() -> None:
    clock = Clock()
    worker = CodecWorker(clock=clock)
    for _ in range(TOLERANCE):
        assert str(worker.call(HANG, "decodeUplink", frames(1))[0]) == "the codec ran out of time"
    start = time.monotonic()
    refused = worker.call(HANG, "decodeUplink", frames(1, 0))
    assert all(isinstance(one, DecodeError) and "put aside for 1 s" in str(one) for one in refused)
    assert time.monotonic() - start < 0.1
    assert worker.call(ECHO, "decodeUplink", frames(1)) == echoes(1)
    clock.now += 1.5
    assert "ran out of time" in str(worker.call(HANG, "decodeUplink", frames(1))[0])
    assert "put aside for 2 s" in str(worker.call(HANG, "decodeUplink", frames(0))[0])
    clock.now += 2.5
    assert worker.call(HANG, "decodeUplink", frames(0)) == [Output({"data": 0})]
    assert "ran out of time" in str(worker.call(HANG, "decodeUplink", frames(1))[0])
    assert worker.call(HANG, "decodeUplink", frames(0)) == [Output({"data": 0})]
    worker.close()


def test_an_engine_that_does_not_start_is_unavailable(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("decoders.codec_js.process._BOOT", "raise SystemExit(3)")
    with pytest.raises(UnavailableError, match="exit status 3"):
        CodecWorker().call(ECHO, "decodeUplink", frames(1))


def test_the_child_sees_nothing_of_its_parent(own_worker: CodecWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARA_SECRET", "secret")
    with Path(os.devnull).open("rb"):
        own_worker.call(ECHO, "decodeUplink", frames(1))
    process = Path("/proc") / str(pid_of(own_worker))
    assert (process / "environ").read_bytes() == b"TZ=UTC\0"
    assert sorted(link.name for link in (process / "fd").iterdir()) == ["0", "1", "2"]
    (limit,) = [line for line in (process / "limits").read_text().splitlines() if "address space" in line]
    assert str(1 << 30) in limit


def test_close_ends_the_child_and_may_be_repeated() -> None:
    worker = CodecWorker()
    worker.close()
    worker.call(ECHO, "decodeUplink", frames(1))
    pid = pid_of(worker)
    worker.close()
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "cannot be read"),
        (b"a\0b", "not a codec"),
        (b"x" * (worker_module.SOURCE_SIZE + 1), "not a codec"),
    ],
)
def test_a_file_that_is_no_text_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "x.js"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=reason):
        CodecSource.read("x/y", file)


def test_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    file = tmp_path / "x.js"
    file.write_bytes(b"\xef\xbb\xbfvar x;")
    assert CodecSource.read("x/y", file).text == "var x;"
    with pytest.raises(ConfigError, match="cannot be read"):
        CodecSource.read("x/y", tmp_path / "absent.js")


def test_check_compiles_without_running_an_uplink(worker: CodecWorker) -> None:
    worker.check(ECHO)
    with pytest.raises(DecodeError, match=r"test/bad: .*while loading"):
        worker.check(CodecSource.of("test/bad", "function ("))
