"""Runs codecs in the child process, and finds out which uplink was guilty when something goes wrong."""

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple

import msgspec

from decoders.codec_js import protocol
from decoders.codec_js.process import Child, ChildGoneError
from telemetry.errors import ConfigError, DecodeError
from telemetry.times import to_ms
from telemetry.uplink import Uplink

BATCH = 64
"""Inputs that cross the pipe together: beyond, the pipe is no longer what costs."""

ALONE_SECONDS = 0.1
"""CPU time that a codec may take for one input."""

SHARE_SECONDS = 0.005
"""CPU time per input of a batch; a batch that takes longer is run again, each input alone with `ALONE_SECONDS`."""

LOAD_SECONDS = 0.5
"""CPU time to compile a codec and to run its top level once."""

SOURCE_SIZE = 1 << 20
"""Characters of JavaScript: more is no codec, but a bundle of something else."""

TOLERANCE = 10
"""Times that a codec may run out of time in a row before it is put aside."""

LONGEST_ASIDE = 600.0

Function = Literal["decodeUplink", "decodeDownlink", "encodeDownlink"]


class CodecSource(NamedTuple):
    """A codec's JavaScript; `id` names it in errors, `key` is the SHA-256 of its text."""

    id: str
    text: str
    key: bytes

    @classmethod
    def of(cls, codec_id: str, text: str) -> "CodecSource":
        """The source of this text."""
        return cls(codec_id, text, hashlib.sha256(text.encode()).digest())

    @classmethod
    def read(cls, codec_id: str, path: Path) -> "CodecSource":
        """The source in a file of UTF-8 text; raises `ConfigError`."""
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read as a codec: {error}") from error
        if len(text) > SOURCE_SIZE or "\0" in text:
            raise ConfigError(f"{path}: not a codec; give JavaScript of at most {SOURCE_SIZE} characters")
        return cls.of(codec_id, text)


class Output(NamedTuple):
    """What a codec returned: `data`, `errors`, `warnings` (of `encodeDownlink` also `fPort`, `bytes`).

    `normalized` is what its `normalizeUplink` made of the data, None without one.
    """

    returned: dict[str, object]
    normalized: object = None


def uplink_input(uplink: Uplink) -> dict[str, object]:
    """The argument of `decodeUplink`, as TS013 names it; `recvTime` becomes a Date on the other side."""
    return {"bytes": list(uplink.payload), "fPort": uplink.f_port, "recvTime": to_ms(uplink.time)}


class _FailedError(Exception):
    """A batch without results; `costly` when it took its full time or the child's life."""

    def __init__(self, text: str, *, costly: bool) -> None:
        super().__init__(text)
        self.costly = costly


class _RefusedError(_FailedError):
    """The codec cannot be compiled, or is put aside: no use in asking again."""


class _Aside:
    """Codecs that run out of time again and again wait outside, longer each time, and hold up nobody else."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._strikes: dict[bytes, int] = {}
        self._until: dict[bytes, float] = {}

    def seconds(self, source: CodecSource) -> float:
        """How long the codec has to wait still, 0 when it may run."""
        return max(0.0, self._until.get(source.key, 0.0) - self._clock())

    def strike(self, source: CodecSource) -> None:
        strikes = self._strikes.get(source.key, 0) + 1
        self._strikes[source.key] = strikes
        if strikes >= TOLERANCE:
            self._until[source.key] = self._clock() + min(LONGEST_ASIDE, 2.0 ** (strikes - TOLERANCE))

    def forgive(self, source: CodecSource) -> None:
        if self._strikes.pop(source.key, 0) >= TOLERANCE:
            del self._until[source.key]


class CodecWorker:
    """Calls functions of codecs, many inputs at a time, from any thread, always within bounded time.

    The child starts at the first call and again after each death. `patience` is the wall-clock time in
    seconds beyond the CPU time allowed after which a child that says nothing is killed.
    """

    def __init__(self, patience: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._lock = Lock()
        self._child: Child | None = None
        self._aside = _Aside(clock)

    def call(
        self, source: CodecSource, function: Function, inputs: Sequence[dict[str, object]]
    ) -> list[Output | DecodeError]:
        """One result per input, in order: a `DecodeError` says why that input alone has none.

        Raises `UnavailableError` when the engine cannot be started at all.
        """
        with self._lock:
            results: list[Output | DecodeError] = []
            for start in range(0, len(inputs), BATCH):
                results += self._together(source, function, inputs[start : start + BATCH])
            return results

    def check(self, source: CodecSource) -> None:
        """Compile a codec; raises `DecodeError` when it cannot be."""
        with self._lock:
            try:
                self._load(source)
            except _RefusedError as error:
                raise DecodeError(f"{source.id}: {error}") from error

    def close(self) -> None:
        """End the child; a later call would start another."""
        with self._lock:
            if self._child is not None:
                self._child.close()
                self._child = None

    def _together(
        self, source: CodecSource, function: Function, inputs: Sequence[dict[str, object]]
    ) -> list[Output | DecodeError]:
        """A batch that fails is run again one by one, in a fresh context: who fails alone is guilty."""
        try:
            return self._exchange(source, function, inputs)
        except _RefusedError as error:
            return [DecodeError(str(error)) for _ in inputs]
        except _FailedError:
            return [self._alone(source, function, one) for one in inputs]

    def _alone(self, source: CodecSource, function: Function, one: dict[str, object]) -> Output | DecodeError:
        try:
            return self._exchange(source, function, [one])[0]
        except _FailedError as error:
            if error.costly:
                self._aside.strike(source)
            return DecodeError(str(error))

    def _exchange(
        self, source: CodecSource, function: Function, inputs: Sequence[dict[str, object]]
    ) -> list[Output | DecodeError]:
        if wait := self._aside.seconds(source):
            raise _RefusedError(
                f"put aside for {wait:.0f} s: the codec ran out of time {TOLERANCE} times in a row", costly=False
            )
        seconds = ALONE_SECONDS if len(inputs) == 1 else max(ALONE_SECONDS, SHARE_SECONDS * len(inputs))
        body = msgspec.json.encode(inputs)
        outcome, text = self._ask(source, function, seconds, body)
        if outcome == protocol.UNKNOWN:
            self._load(source)
            outcome, text = self._ask(source, function, seconds, body)
        if outcome != protocol.DONE:
            raise _FailedError(_complaint(outcome, text), costly=outcome == protocol.OVERTIME)
        results = _results(text)
        self._aside.forgive(source)
        return results

    def _load(self, source: CodecSource) -> None:
        try:
            outcome, text = self._ask(source, protocol.LOAD, LOAD_SECONDS, source.text.encode())
        except _FailedError as error:
            self._aside.strike(source)
            raise _RefusedError(str(error), costly=True) from error
        if outcome == protocol.OVERTIME:
            self._aside.strike(source)
        if outcome != protocol.DONE:
            raise _RefusedError(f"{_complaint(outcome, text)} (while loading)", costly=False)

    def _ask(
        self, source: CodecSource, function: str, seconds: float, body: bytes, chances: int = 2
    ) -> tuple[bytes, bytes]:
        """One request; when the child dies of something else than time, another child gets a chance."""
        if self._child is None:
            self._child = Child()
        try:
            header = protocol.REQUEST.pack(function.encode(), source.key, seconds, len(body))
            return self._child.ask(header + body, seconds + self._patience)
        except ChildGoneError as error:
            self._child = None
            if error.overtime or chances == 1:
                raise _FailedError(f"the codec had to be killed ({error})", costly=True) from error
            return self._ask(source, function, seconds, body, chances - 1)


def _complaint(outcome: bytes, text: bytes) -> str:
    return "the codec ran out of time" if outcome == protocol.OVERTIME else text.decode(errors="replace")


def _results(text: bytes) -> list[Output | DecodeError]:
    try:
        raw: list[tuple[bool, object, object]] = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _FailedError(f"the result is not JSON that can be read: {error}", costly=False) from error
    return [_result(*one) for one in raw]


def _result(done: bool, returned: object, normalized: object) -> Output | DecodeError:
    if not done:
        return DecodeError(str(returned))
    return Output(returned, normalized) if isinstance(returned, dict) else DecodeError("the codec returned no object")
