"""What is published: topics with bytes, or with documents that are written as JSON."""

from json import JSONEncoder
from typing import Any

Said = tuple[str, bytes]
"""A topic and what is published on it."""

Stated = tuple[str, dict[str, Any]]
"""A topic and a JSON document."""

_write = JSONEncoder(separators=(",", ":")).encode


def as_json(document: dict[str, Any]) -> bytes:
    """A document as JSON without blanks."""
    return _write(document).encode()
