"""What parent and child write to each other: a header of fixed size, then as many bytes as it says."""

import struct

REQUEST = struct.Struct("!14s32sdI")
"""Function to call (or `LOAD`), SHA-256 of the codec's source, CPU seconds allowed, size of what follows.

What follows is the JSON list of inputs, or the source.
"""

ANSWER = struct.Struct("!cI")
"""Outcome, size of the text that follows."""

LOAD = "load"

READY = b"."
"""The first byte of a child: it has imported what it needs."""

DONE = b"+"
FAILED = b"-"
OVERTIME = b"!"
UNKNOWN = b"?"
"""The child has no such codec: load it, then ask again."""
