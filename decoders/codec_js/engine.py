"""One codec in a QuickJS context of its own. Runs in the child process, for native calls escape these limits."""

from pathlib import Path

import _quickjs  # type: ignore[import-not-found]  # the package around it takes 20 ms more to import

MEMORY = 16 << 20
"""Bytes that a codec and its data may use."""

STACK = 256 << 10
"""Bytes of stack, far from the 8 MB of the process: QuickJS must meet its limit first."""

_FOLDER = Path(__file__).parent
_HARNESS = (_FOLDER / "harness.js").read_text("utf-8")
_BUFFER = (_FOLDER / "buffer.js").read_text("utf-8")

JSError = _quickjs.JSException
"""The codec cannot be compiled, met a limit, or changed the language: its context must not be used again."""


class Codec:
    """A compiled codec, ready for any number of uplinks."""

    def __init__(self, source: str, seconds: float) -> None:
        """Compile it and run its top level once, within `seconds` of CPU time; raises `JSError`."""
        self._context = _quickjs.Context()
        self._context.set_memory_limit(MEMORY)
        self._context.set_max_stack_size(STACK)
        self._context.set_time_limit(seconds)
        if "Buffer" in source:
            self._context.eval(_BUFFER)
        self._run = self._context.eval(_HARNESS)(source)

    def run(self, function: str, inputs: str, seconds: float) -> str:
        """Call one function of the codec for each of the inputs (JSON text) within `seconds` of CPU time.

        Returns the JSON list of the results: `[true, returned, normalized]` or `[false, message]` each.
        Raises `JSError` when a limit was met or a built-in changed: by which input is not known.
        """
        self._context.set_time_limit(seconds)
        text: str = self._run(function, inputs)
        return text
