"""HTTP connections that do not wait for ever: clients that send or read too slowly lose theirs.

Uvicorn bounds only how long a connection may be idle between two requests. What a slow client costs is a
connection and, while it is answered, a place in the pool of threads: either is worth only so much time.
"""

import asyncio
from asyncio import TimerHandle

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""Within which the head of a request has to come, from the connection or from its first byte on."""
HEAD_BYTES = 64 * 1024
"""That a head may have."""
STALL_SECONDS = 30.0
"""For which a client may take nothing of an answer that waits for it."""


class PunctualProtocol(HttpToolsProtocol):
    """HTTP/1.1 with limits on a request's head, its time and its size, and on the time that an answer is not read."""

    _head: TimerHandle | None = None
    _stall: TimerHandle | None = None
    _head_bytes = 0

    @property
    def stalled(self) -> bool:
        """Whether an answer waits for its client."""
        return self._stall is not None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        _cancel(self._head)
        self._head = None
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is None or self.transport.is_closing():
            return
        # Looked at afterwards: what came may be a head that is whole, and the beginning of a long body.
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES:
            self.send_400_response(f"The request's head is over {HEAD_BYTES} bytes.")

    def pause_writing(self) -> None:
        super().pause_writing()
        # Aborted, not closed: closing would wait until the client has read what is buffered.
        self._stall = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        _cancel(self._stall)
        self._stall = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        _cancel(self._head)
        _cancel(self._stall)
        super().connection_lost(exc)

    def _await_head(self) -> None:
        _cancel(self._head)
        self._head_bytes = 0
        self._head = self.loop.call_later(HEAD_SECONDS, self.transport.abort)


def _cancel(timer: TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
