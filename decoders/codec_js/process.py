"""The parent's end of the child process: start it, exchange one request for one answer in time, kill it."""

import os
import select
import signal
import subprocess
import sys
import time
from typing import IO, NoReturn, cast

from decoders.codec_js import protocol
from telemetry.errors import UnavailableError

_START_SECONDS = 10.0

_BOOT = "import sys; sys.path[:] = sys.argv[1:]; from decoders.codec_js.child import main; main()"
"""Isolated (-I) and without site (-S) the child starts faster, and is told where this process finds its modules."""


class ChildGoneError(Exception):
    """The child died, or was killed because it did not answer in time; `str()` says which.

    `overtime` tells the deaths that the request is to blame for from those that may be chance.
    """

    def __init__(self, text: str, *, overtime: bool) -> None:
        super().__init__(text)
        self.overtime = overtime


class Child:
    """A running child process. Not thread-safe; after a `ChildGoneError` it is dead for good."""

    def __init__(self) -> None:
        """Start it; raises `UnavailableError` when it does not come up."""
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            (sys.executable, "-I", "-S", "-c", _BOOT, *map(os.path.abspath, sys.path)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"TZ": "UTC"},  # the time zone of network servers
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the parent, which then closes the pipes
            bufsize=0,
        )
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        os.set_blocking(self._requests.fileno(), False)
        os.set_blocking(self._answers.fileno(), False)
        try:
            self._read(len(protocol.READY), time.monotonic() + _START_SECONDS)
        except ChildGoneError as error:
            raise UnavailableError(f"the codec engine does not start ({error}); is quickjs-ng installed?") from error

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, request: bytes, seconds: float) -> tuple[bytes, bytes]:
        """Write a request and wait at most `seconds` for its outcome and text; raises `ChildGoneError`."""
        deadline = time.monotonic() + seconds
        self._write(request, deadline)
        outcome, size = protocol.ANSWER.unpack(self._read(protocol.ANSWER.size, deadline))
        return outcome, self._read(size, deadline)

    def close(self) -> int:
        """End it, harmless when it is dead already; return its exit status."""
        self._process.kill()
        self._requests.close()
        self._answers.close()
        return self._process.wait()

    def _write(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._requests, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._requests.fileno(), view) :]
            except BrokenPipeError:
                self._give_up()

    def _read(self, size: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._wait(self._answers, select.POLLIN, deadline)
            piece = os.read(self._answers.fileno(), size - len(data))
            if not piece:
                self._give_up()
            data += piece
        return bytes(data)

    def _wait(self, pipe: IO[bytes], event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(pipe, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            self.close()
            raise ChildGoneError("no answer in time", overtime=True)

    def _give_up(self) -> NoReturn:
        """The child closed its end, so it is dying: say of what."""
        status = self.close()
        text = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        raise ChildGoneError(text, overtime=status == -signal.SIGPROF)
