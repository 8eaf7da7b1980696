"""Inventory in YAML, read from parser events: lines are known, nothing is constructed, nothing multiplies."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

from storage.inventory.sections import SECTIONS, TAG, Section
from storage.inventory.sheet import Entry, Sheet, Value, suggestion
from telemetry.device import Device
from telemetry.errors import ParseError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")
_MAX_DEPTH = 8
"""An inventory is five deep; PyYAML's own composer crashes the process on a hundred thousand."""


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


def read_yaml(sheet: Sheet, text: str) -> None:
    """Add the entries of a YAML text to a sheet, and its mistakes."""
    try:
        roots = list(_documents(sheet, yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        sheet.refuse(line, f"not YAML: {error.problem or error.context}; look at indentation, colons and quotes")
    except yaml.YAMLError as error:
        sheet.refuse(1, f"not YAML: {' '.join(str(error).split())}; write plain text")
    except ParseError as error:
        sheet.refuse(1, str(error))
    else:
        for root in roots[1:]:
            sheet.refuse(root.line, "a second document; keep one, without a line `---` inside")
        for name, listing in _pairs(sheet, roots[0], "a mapping of sections", SECTIONS) if roots else ():
            for node in _items(sheet, listing, name):
                _read_entry(sheet, SECTIONS[name], node)


def _read_entry(sheet: Sheet, section: Section, node: Node) -> None:
    known = [*section.fields, "tags"] if section.build is Device else section.fields
    values: dict[str, Value] = {}
    for name, field in _pairs(sheet, node, "a mapping of fields", known):
        if name == "tags":
            for tag, value in _pairs(sheet, field, "a mapping of tags", None):
                _read_value(sheet, values, TAG + tag.strip(), value)
        else:
            _read_value(sheet, values, name, field)
    if isinstance(node, Table):
        sheet.entries.append(Entry(section, sheet, node.line, values))


def _read_value(sheet: Sheet, values: dict[str, Value], name: str, node: Node) -> None:
    if isinstance(node, Scalar):
        values[name] = Value(node.text, node.line)
    else:
        kind = "list" if isinstance(node, Listing) else "mapping"
        sheet.refuse(node.line, f"{name}: one value expected, not a {kind}")


def _pairs(sheet: Sheet, node: Node, what: str, known: Iterable[str] | None) -> Iterator[tuple[str, Node]]:
    """The pairs of a mapping under known names, each once; null is an empty mapping."""
    if not isinstance(node, Table):
        if node != Scalar(node.line, None):
            sheet.refuse(node.line, f"{what} expected; write `key: value` lines")
        return
    seen: set[str] = set()
    for key, value in node.pairs:
        name = key.text if isinstance(key, Scalar) else None
        if name is None:
            sheet.refuse(key.line, "a key must be plain text; write `key: value`")
        elif known is not None and name not in known:
            sheet.refuse(key.line, f"{name:.60}: unknown key; {suggestion(name, known)}")
        elif name in seen:
            sheet.refuse(key.line, f"{name:.60}: key stands twice; keep one")
        else:
            seen.add(name)
            yield name, value


def _items(sheet: Sheet, node: Node, name: str) -> list[Node]:
    if isinstance(node, Listing):
        return node.items
    if node != Scalar(node.line, None):
        sheet.refuse(node.line, f"{name}: a list expected; begin each entry with `- `")
    return []


def _documents(sheet: Sheet, events: Iterator[yaml.Event]) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            yield _node(sheet, events, event, 1)


def _node(sheet: Sheet, events: Iterator[yaml.Event], event: yaml.Event, depth: int) -> Node:
    line = event.start_mark.line + 1 if event.start_mark else 1
    if depth > _MAX_DEPTH:
        raise ParseError(f"more than {_MAX_DEPTH} levels deep in line {line}; an inventory has five")
    if isinstance(event, yaml.AliasEvent):
        sheet.refuse(line, f"*{event.anchor}: references are not read; write the value out")
        return Scalar(line, None)
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag not in (None, "!"):
        sheet.refuse(line, f"{event.tag}: types are not read; write the plain value")
    if isinstance(event, yaml.ScalarEvent):
        is_null = event.implicit[0] and event.value in _NULLS
        return Scalar(line, None if is_null else event.value)
    children: list[Node] = []
    while not isinstance(child := next(events), yaml.CollectionEndEvent):
        children.append(_node(sheet, events, child, depth + 1))
    if isinstance(event, yaml.MappingStartEvent):
        return Table(line, list(zip(children[::2], children[1::2], strict=True)))
    return Listing(line, children)
