"""The child process: answers requests on its two pipes until they close.

It has no other way out, and the kernel ends it when a call takes more CPU time than it may.
"""

import os
import resource
import signal
from collections import OrderedDict

from decoders.codec_js import protocol
from decoders.codec_js.engine import Codec, JSError

CODECS = 32
"""Contexts kept, the least recently used leaves: 32 of 16 MB fit into `ADDRESS_SPACE`."""

ADDRESS_SPACE = 1 << 30

GRACE = 0.15
"""Seconds of CPU between QuickJS's own limit, which spares the process, and the kernel's, which does not."""


class _Codecs:
    def __init__(self) -> None:
        self._held: OrderedDict[bytes, Codec] = OrderedDict()

    def answer(self, function: str, key: bytes, seconds: float, body: str) -> tuple[bytes, str]:
        """Carry out one request; a codec that fails is dropped, for its context may be broken."""
        signal.setitimer(signal.ITIMER_PROF, seconds + GRACE)
        try:
            if function == protocol.LOAD:
                self._hold(key, Codec(body, seconds))
                return protocol.DONE, ""
            if key not in self._held:
                return protocol.UNKNOWN, ""
            self._held.move_to_end(key)
            return protocol.DONE, self._held[key].run(function, body, seconds)
        except (JSError, MemoryError) as error:
            self._held.pop(key, None)
            text = str(error).partition("\n")[0]
            return (protocol.OVERTIME if text.endswith(": interrupted") else protocol.FAILED), text
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _hold(self, key: bytes, codec: Codec) -> None:
        self._held[key] = codec
        if len(self._held) > CODECS:
            self._held.popitem(last=False)


def _read(size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = os.read(0, size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)


def _write(outcome: bytes, text: str) -> None:
    body = text.encode(errors="replace")
    view = memoryview(protocol.ANSWER.pack(outcome, len(body)) + body)
    while view:
        view = view[os.write(1, view) :]


def _confine() -> None:
    """Give up what a codec has no use for: memory, files, core dumps, processes."""
    for limit, value in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (value, value))


def main() -> None:
    """Serve until the parent closes the pipes."""
    _confine()
    codecs = _Codecs()
    try:
        os.write(1, protocol.READY)
        while True:
            function, key, seconds, size = protocol.REQUEST.unpack(_read(protocol.REQUEST.size))
            _write(*codecs.answer(function.rstrip(b"\0").decode(), key, seconds, _read(size).decode()))
    except (EOFError, BrokenPipeError):
        return
