"""The keys of a YAML mapping, asked for one by one: what is missing, unknown or wrong becomes a mistake."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeVar

from decoders.declarative.nodes import Listing, Node, Problems, Scalar, Table

T = TypeVar("T")

_FRACTION = re.compile(r"[-+]?\d{1,15}(?:/\d{1,15}|(?:\.\d{1,15})?(?:[eE][-+]?\d{1,2})?)")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The remedy for a wrong name: the nearest right one, or all that are right."""
    names = list(known)
    close = get_close_matches(name[:100], names, n=1)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(names)}"


class Fields:
    """A mapping; `path` says where it stands. A key that no one may ask for, or that stands twice, is a mistake."""

    def __init__(self, problems: Problems, node: Node, path: str = "", known: Iterable[str] | None = None) -> None:
        self.problems = problems
        self.line = node.line
        self._path = path
        self.nodes: dict[str, Node] = {}
        # What is no mapping at all is one mistake, not one for each key that it lacks.
        self.is_mapping = isinstance(node, Table) or node == Scalar(node.line, None)
        if not self.is_mapping:
            where = path.rstrip(".") or "the file"
            problems.refuse(node.line, f"{where}: a mapping expected; write `key: value` lines")
        for key, value in node.pairs if isinstance(node, Table) else ():
            self._add(key, value, known)

    def _add(self, key: Node, value: Node, known: Iterable[str] | None) -> None:
        name = key.text if isinstance(key, Scalar) else None
        if name is None:
            self.problems.refuse(key.line, "a key must be plain text; write `key: value`")
        elif known is not None and name not in known:
            self.problems.refuse(key.line, f"{self._path}{name:.60}: unknown key; {suggestion(name, known)}")
        elif name in self.nodes:
            self.problems.refuse(key.line, f"{self._path}{name:.60}: key stands twice; keep one")
        else:
            self.nodes[name] = value

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def refuse(self, key: str, text: str) -> None:
        """Add a mistake at a key, or where the mapping begins when the key is absent."""
        node = self.nodes.get(key)
        self.problems.refuse(node.line if node else self.line, f"{self._path}{key}: {text}")

    def read(self, key: str, convert: Callable[[str], T | None], expected: str, default: T) -> T:
        """A scalar as `convert` gives it; None from it, or `ValueError`, is the mistake "write `expected`"."""
        if key not in self.nodes:
            return default
        return self._convert(self.nodes[key], key, convert, expected, default)

    def required(self, key: str, convert: Callable[[str], T | None], expected: str, default: T) -> T:
        """The same for a key that must be there."""
        if key not in self.nodes and self.is_mapping:
            self.refuse(key, f"is missing; write {expected}")
        return self.read(key, convert, expected, default)

    def several(self, key: str, convert: Callable[[str], T | None], expected: str) -> tuple[T, ...]:
        """A list of scalars, or one alone."""
        if key not in self.nodes:
            return ()
        node = self.nodes[key]
        items = node.items if isinstance(node, Listing) else [node]
        values = [self._convert(item, key, convert, expected, None) for item in items]
        return tuple(value for value in values if value is not None)

    def listing(self, key: str) -> list[Node]:
        """The entries of a list, which may be absent."""
        node = self.nodes.get(key)
        if node is None or isinstance(node, Listing):
            return node.items if node else []
        self.refuse(key, "a list expected; begin each entry with `- `")
        return []

    def _convert(self, node: Node, key: str, convert: Callable[[str], T | None], expected: str, default: T) -> T:
        value = None
        if isinstance(node, Scalar) and node.text is not None:
            try:
                value = convert(node.text.strip())
            except ValueError:
                value = None
        if value is None:
            written = repr(node.text)[:40] if isinstance(node, Scalar) else "a list or mapping"
            self.problems.refuse(node.line, f"{self._path}{key}: {written} is wrong; write {expected}")
            return default
        return value


def plain(text: str) -> str | None:
    """A text that is not empty and has one line."""
    return text if text and text.isprintable() else None


def integer(low: int, high: int) -> Callable[[str], int | None]:
    """Whole numbers of a range, decimal or 0x…."""

    def convert(text: str) -> int | None:
        value = int(text, 0)
        return value if low <= value <= high else None

    return convert


def fraction(text: str) -> Fraction | None:
    """A decimal number or a ratio, exact, so that 2080 × 0.01 is 20.8."""
    return Fraction(text) if _FRACTION.fullmatch(text) and not text.endswith("/0") else None
