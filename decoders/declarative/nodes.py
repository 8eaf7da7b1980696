"""YAML as nodes with their lines, read from parser events: nothing is constructed, nothing multiplies."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from telemetry.errors import ParseError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")
_MAX_DEPTH = 8
"""A table is six deep; PyYAML's own composer crashes the process on a hundred thousand."""


class Scalar(NamedTuple):
    """Text as written, whatever type YAML would see in it; None for null."""

    line: int
    text: str | None


class Listing(NamedTuple):
    """A sequence."""

    line: int
    items: list["Node"]


class Table(NamedTuple):
    """A mapping, as pairs, so that a key that stands twice is seen."""

    line: int
    pairs: list[tuple["Node", "Node"]]


Node = Scalar | Listing | Table


@dataclass
class Problems:
    """The mistakes of one file, each a line `file:line: what is wrong; remedy`."""

    file: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, text: str) -> None:
        """Add one."""
        self.found.append((line, text))

    def lines(self) -> list[str]:
        """All of them, in the order of the file."""
        return [f"{self.file}:{line}: {text}" for line, text in sorted(self.found)]


def read_nodes(text: str, problems: Problems) -> Node | None:
    """The only document of a YAML text; None, with a mistake in `problems`, where there is none to be read."""
    try:
        roots = list(_documents(problems, yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.refuse(line, f"not YAML: {error.problem or error.context}; look at indentation, colons and quotes")
    except yaml.YAMLError as error:
        problems.refuse(1, f"not YAML: {' '.join(str(error).split())}; write plain text")
    except ParseError as error:
        problems.refuse(1, str(error))
    else:
        for root in roots[1:]:
            problems.refuse(root.line, "a second document; keep one, without a line `---` inside")
        if roots:
            return roots[0]
        problems.refuse(1, "an empty file; docs/declarative-decoder.md shows what belongs in it")
    return None


def _documents(problems: Problems, events: Iterator[yaml.Event]) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            yield _node(problems, events, event, 1)


def _node(problems: Problems, events: Iterator[yaml.Event], event: yaml.Event, depth: int) -> Node:
    line = event.start_mark.line + 1 if event.start_mark else 1
    if depth > _MAX_DEPTH:
        raise ParseError(f"more than {_MAX_DEPTH} levels deep in line {line}; a table has six")
    if isinstance(event, yaml.AliasEvent):
        problems.refuse(line, f"*{event.anchor}: references are not read; write the value out")
        return Scalar(line, None)
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag not in (None, "!"):
        problems.refuse(line, f"{event.tag}: types are not read; write the plain value")
    if isinstance(event, yaml.ScalarEvent):
        is_null = event.implicit[0] and event.value in _NULLS
        return Scalar(line, None if is_null else event.value)
    children: list[Node] = []
    while not isinstance(child := next(events), yaml.CollectionEndEvent):
        children.append(_node(problems, events, child, depth + 1))
    if isinstance(event, yaml.MappingStartEvent):
        return Table(line, list(zip(children[::2], children[1::2], strict=True)))
    return Listing(line, children)
