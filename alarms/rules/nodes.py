"""YAML as text with file and line: nothing is constructed, references do not multiply, mistakes are collected."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

import yaml

from telemetry.errors import ParseError

T = TypeVar("T")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 12
"""A rule with nested logic is eight deep; unbounded depth would end the process."""


class Problems:
    """The mistakes of all files, each a line `file:line: what is wrong; remedy`."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, str], None] = {}

    def refuse(self, node: "Node", text: str) -> None:
        """Add one, unless it is known: what is inherited is read more than once."""
        self._found[node.file, node.line, text] = None

    def lines(self) -> list[str]:
        """All of them, in the order of the files."""
        return [f"{file}:{line}: {text}" for file, line, text in sorted(self._found)]

    def __bool__(self) -> bool:
        return bool(self._found)


@dataclass(frozen=True)
class Node:
    """A scalar (`text`), a list (`items`) or a mapping (`table`), with where it stands."""

    file: str
    line: int
    text: str | None = None
    items: list["Node"] | None = None
    table: dict[str, "Node"] | None = None
    keys: dict[str, "Node"] = field(default_factory=dict)


def read_node(file: str, text: str, problems: Problems) -> Node | None:
    """The only document of a YAML text; None, with a mistake in `problems`, where there is none to be read."""
    top = Node(file, 1)
    try:
        events = (event for event in yaml.parse(text, Loader=_LOADER) if isinstance(event, _TOLD))
        roots = [_node(file, problems, events, event, 1) for event in events]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        told = error.problem or error.context
        problems.refuse(Node(file, line), f"not YAML: {told}; look at indentation, colons and quotes")
    except (yaml.YAMLError, ParseError) as error:
        problems.refuse(top, f"not YAML that rules are written in: {' '.join(str(error).split())}")
    else:
        for root in roots[1:]:
            problems.refuse(root, "a second document; keep one, without a line `---` inside")
        if roots:
            return roots[0]
        problems.refuse(top, "an empty file; docs/alarm-rules.md shows what belongs in it")
    return None


_TOLD = (yaml.NodeEvent, yaml.CollectionEndEvent)


def _node(file: str, problems: Problems, events: Iterator[yaml.Event], event: yaml.Event, depth: int) -> Node:
    line = event.start_mark.line + 1 if event.start_mark else 1
    if depth > _MAX_DEPTH:
        raise ParseError(f"more than {_MAX_DEPTH} levels deep in line {line}")
    here = Node(file, line)
    if isinstance(event, yaml.AliasEvent):
        problems.refuse(here, f"*{event.anchor}: references are not read; write the value out, or use `extends`")
        return here
    if isinstance(event, yaml.ScalarEvent):
        return Node(file, line, text=event.value.strip())
    children = []
    while not isinstance(child := next(events), yaml.CollectionEndEvent):
        children.append(_node(file, problems, events, child, depth + 1))
    if isinstance(event, yaml.SequenceStartEvent):
        return Node(file, line, items=children)
    mapping = Node(file, line, table={})
    for key, value in zip(children[::2], children[1::2], strict=True):
        _add(mapping, key, value, problems)
    return mapping


def _add(mapping: Node, key: Node, value: Node, problems: Problems) -> None:
    name, table = key.text, mapping.table
    if not name:
        problems.refuse(key, "a key must be plain text; write `key: value`")
    elif table is not None and name in table:
        problems.refuse(key, f"{name:.60}: key stands twice; keep one")
    elif table is not None:
        table[name] = value
        mapping.keys[name] = key


def suggestion(name: str, known: Iterable[str]) -> str:
    """The remedy for a wrong name: the nearest right one, or all that are right."""
    names = sorted(known)
    close = get_close_matches(name[:100], names, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"there are: {', '.join(names)}" if len(names) < 40 else "there is none like it"


class Fields:
    """A mapping of which the keys are asked for one by one; what is unknown, missing or wrong is a mistake."""

    def __init__(self, problems: Problems, node: Node, known: Collection[str] | None = None) -> None:
        self.problems = problems
        self.node = node
        self.table = node.table or {}
        if node.table is None:
            problems.refuse(node, "a mapping expected; write `key: value` lines")
        for key in self.table:
            if known is not None and key not in known:
                problems.refuse(node.keys[key], f"{key:.60}: unknown key; {suggestion(key, known)}")

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def at(self, key: str) -> Node:
        """Where a key's value stands, or where the mapping begins when it is absent."""
        return self.table.get(key, self.node)

    def refuse(self, key: str, text: str) -> None:
        """Add a mistake at a key."""
        self.problems.refuse(self.at(key), f"{key}: {text}")

    def read(self, key: str, convert: Callable[[str], T], expected: str, default: T, *, required: bool = False) -> T:
        """A scalar as `convert` gives it; `ValueError` from it is the mistake "write `expected`"."""
        if key in self.table:
            return scalar(self.problems, self.table[key], key, convert, expected, default)
        if required and self.node.table is not None:
            self.refuse(key, f"is missing; write {expected}")
        return default

    def several(self, key: str, convert: Callable[[str], T], expected: str) -> tuple[T, ...]:
        """A list of scalars, or one alone."""
        if key not in self.table:
            return ()
        node = self.table[key]
        items = [node] if node.items is None else node.items
        values = [scalar(self.problems, item, key, convert, expected, None) for item in items]
        return tuple([value for value in values if value is not None])


def scalar(problems: Problems, node: Node, key: str, convert: Callable[[str], T], expected: str, default: T) -> T:
    """A node's text, converted; the default, and a mistake, where that does not go."""
    if node.text is not None:
        try:
            return convert(node.text)
        except (ValueError, OverflowError):
            pass
    written = repr(node.text)[:60] if node.text is not None else "a list or mapping"
    problems.refuse(node, f"{key}: {written} is wrong; write {expected}")
    return default
