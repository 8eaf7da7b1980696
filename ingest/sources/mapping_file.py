"""Reads the YAML mappings of `json_map`, whole or not at all: all mistakes are told at once, with file and line."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import yaml

from ingest.sources import json_map
from ingest.sources.equipment import convertible
from ingest.sources.json_map import Contact, MessageMapping, Quality, Supervision, Template, Value
from telemetry.errors import ConfigError, NotFoundError, ParseError
from telemetry.quantity import Kind, Quantity, quantity

T = TypeVar("T")

_MAX_DEPTH = 10
"""A mapping is five deep; PyYAML's own composer crashes the process on a hundred thousand."""
_LEVEL = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def read_mappings(folder: Path) -> list[MessageMapping]:
    """The mappings of all `.yaml` files of a folder, in the order of their names; raises `ConfigError`."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ConfigError(f"no mapping in {folder}: `ingest.mappings` is a folder of .yaml files")
    problems: list[str] = []
    mappings = [mapping for file in files if (mapping := _Reader(file.name, problems).read(file)) is not None]
    if problems:
        raise ConfigError("\n".join(problems))
    return mappings


class _Table:
    """A YAML mapping whose keys are asked for one by one; those that nobody asked for are mistakes."""

    def __init__(self, reader: "_Reader", node: yaml.MappingNode) -> None:
        self.line = _line(node)
        self._reader = reader
        self._nodes: dict[str, yaml.Node] = {}
        self._asked: list[str] = []
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in self._nodes or not name:
                reader.refuse(_line(key), f"{name:.60}: this key stands twice, or is no plain text")
            self._nodes[name] = value

    def node(self, name: str) -> yaml.Node | None:
        """The value of a key, None when it is absent."""
        self._asked.append(name)
        return self._nodes.get(name)

    def text(self, name: str, otherwise: str = "") -> str:
        """A plain text or number, as written."""
        node = self.node(name)
        if node is None:
            return otherwise
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self._reader.refuse(_line(node), f"{name}: one value expected")
        return otherwise

    def required(self, name: str) -> str:
        """A text that must be there."""
        if name not in self._nodes:
            self._reader.refuse(self.line, f"{name} is missing")
        return self.text(name)

    def texts(self, name: str) -> list[str]:
        """A list of plain texts."""
        node = self.node(name)
        items = node.value if isinstance(node, yaml.SequenceNode) else [] if node is None else [node]
        if not all(isinstance(item, yaml.ScalarNode) for item in items):
            self._reader.refuse(self.line, f"{name}: a list of plain values expected")
            return []
        return [str(item.value) for item in items]

    def read(self, name: str, parse: Callable[[str], T], otherwise: T) -> T:
        """A text that `parse` turns into something, or refuses by `ParseError` or `ValueError`."""
        node, written = self.node(name), self.text(name)
        if node is None:
            return otherwise
        try:
            return parse(written)
        except (ParseError, ValueError) as error:
            self._reader.refuse(_line(node), f"{name}: {error}")
            return otherwise

    def tables(self, name: str) -> Iterator["_Table"]:
        """The mappings of a list."""
        node = self.node(name)
        if node is not None and not isinstance(node, yaml.SequenceNode):
            self._reader.refuse(_line(node), f"{name}: a list expected; begin each entry with `- `")
        for item in node.value if isinstance(node, yaml.SequenceNode) else []:
            if table := self._reader.table(item, name):
                yield table

    def table(self, name: str) -> "_Table | None":
        """A mapping below a key."""
        node = self.node(name)
        return None if node is None else self._reader.table(node, name)

    def close(self) -> None:
        """Refuse what nobody has asked for."""
        for name in self._nodes.keys() - set(self._asked):
            close = get_close_matches(name[:60], self._asked, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(dict.fromkeys(self._asked))}"
            self._reader.refuse(_line(self._nodes[name]), f"{name:.60}: unknown key; {hint}")


class _Reader:
    """Reads one file and adds its mistakes to those of the others."""

    def __init__(self, file: str, problems: list[str]) -> None:
        self._file = file
        self._problems = problems
        self._levels: list[str] = []

    def refuse(self, line: int, text: str) -> None:
        self._problems.append(f"{self._file}:{line}: {text}")

    def table(self, node: yaml.Node, name: str) -> _Table | None:
        if isinstance(node, yaml.MappingNode):
            return _Table(self, node)
        self.refuse(_line(node), f"{name}: `key: value` lines expected")
        return None

    def read(self, file: Path) -> MessageMapping | None:
        try:
            root = _compose(file.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, ParseError) as error:
            self.refuse(1, str(error))
            return None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.refuse(line, f"not YAML: {error.problem or error.context}; look at indentation, colons and quotes")
            return None
        except yaml.YAMLError as error:
            self.refuse(1, f"not YAML: {' '.join(str(error).split())}")
            return None
        table = self.table(root, "a mapping")
        return self._mapping(table) if table else None

    def _mapping(self, table: _Table) -> MessageMapping:
        topic = self._topic(table)
        device = self._template(table, "device", "{device}")
        mapping = MessageMapping(
            topic,
            device,
            tuple([self._value(entry) for entry in table.tables("values")]),
            tuple([self._contact(entry) for entry in table.tables("contacts")]),
            table.read("time", json_map.Path.read, None),
            table.read("each", json_map.Path.read, None),
            table.text("profile"),
        )
        if not (mapping.values or mapping.contacts):
            self.refuse(table.line, "neither values nor contacts: this mapping would state nothing")
        table.close()
        return mapping

    def _topic(self, table: _Table) -> str:
        topic = table.required("topic")
        self._levels = json_map.PLACEHOLDER.findall(topic)
        bare = json_map.PLACEHOLDER.sub("", topic)
        whole = all(level in ("", "+") or "+" not in level for level in bare.split("/"))
        if "#" in bare or "{" in bare or "}" in bare or not whole:
            self.refuse(table.line, f"topic: {topic!r:.60}: name whole levels, as in nro/{{device}}/state, without #")
            return ""
        if len(set(self._levels)) < len(self._levels) or not all(map(_LEVEL.fullmatch, self._levels)):
            self.refuse(table.line, f"topic: {topic!r:.60}: each level has a name of its own, of letters and digits")
            return ""
        return topic

    def _template(self, table: _Table, name: str, otherwise: str) -> Template:
        template = Template(table.text(name, otherwise))
        for inside in template.names:
            if inside not in self._levels:
                try:
                    json_map.Path.read(inside)
                except ParseError as error:
                    self.refuse(table.line, f"{name}: {error}")
        if name == "device" and "{device}" in template.written and "device" not in self._levels:
            self.refuse(table.line, "device: the topic has no level {device}; say what names the device")
        return template

    def _value(self, table: _Table) -> Value:
        measured, unit = self._quantity(table), table.text("unit")
        if measured and not convertible(unit, measured):
            self.refuse(table.line, f"unit: {unit!r:.40} cannot become {measured.unit}, the unit of {measured.key}")
        value = Value(
            self._path(table),
            measured or quantity("analog_input"),
            unit,
            self._template(table, "channel", "main"),
            table.read("scale", _number, 1.0),
            table.read("offset", _number, 0.0),
            frozenset(self._numbers(table, "invalid")),
            self._quality(table),
        )
        table.close()
        return value

    def _contact(self, table: _Table) -> Contact:
        stated = self._quantity(table)
        if stated and stated.kind is not Kind.STATE:
            self.refuse(table.line, f"quantity: {stated.key} is not a state; a contact is true or false")
        contact = Contact(
            self._path(table),
            stated or quantity("digital_input"),
            self._template(table, "channel", "main"),
            table.read("normally", _normally, False),
            timedelta(seconds=table.read("debounce_s", _number, 0.0)),
            self._supervision(table.table("supervised")),
            self._quality(table),
        )
        table.close()
        return contact

    def _path(self, table: _Table) -> json_map.Path:
        table.required("path")
        return table.read("path", json_map.Path.read, json_map.Path(()))

    def _quantity(self, table: _Table) -> Quantity | None:
        table.required("quantity")
        return table.read("quantity", _known_quantity, None)

    def _quality(self, table: _Table) -> Quality | None:
        inner = table.table("quality")
        if inner is None:
            return None
        quality = Quality(self._path(inner), frozenset(inner.texts("good")))
        if not quality.good:
            self.refuse(inner.line, "good is missing: what the equipment says of a good value, such as [192]")
        inner.close()
        return quality

    def _supervision(self, table: _Table | None) -> Supervision | None:
        if table is None:
            return None
        names = ("short_below", "closed_below", "open_above")
        for name in names:
            table.required(name)
        line = Supervision(*(table.read(name, _number, math.nan) for name in names))
        if not line.short_below <= line.closed_below <= line.open_above:
            self.refuse(table.line, f"{', '.join(names)} must grow in this order")
        table.close()
        return line

    def _numbers(self, table: _Table, name: str) -> Sequence[float]:
        try:
            return [_number(written) for written in table.texts(name)]
        except ValueError as error:
            self.refuse(table.line, f"{name}: {error}")
            return ()


def _compose(text: str) -> yaml.Node:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH or isinstance(event, yaml.AliasEvent):
            raise ParseError("nested too deeply, or with a reference (*): a mapping needs neither")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        raise ParseError("empty: a mapping has a topic, and values or contacts")
    return root


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _number(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"not a finite number: {written}")
    return number


def _normally(written: str) -> bool:
    if written not in ("open", "closed"):
        raise ParseError(f"{written!r:.40}: open or closed, as the contact is when all is well")
    return written == "closed"


def _known_quantity(written: str) -> Quantity:
    try:
        return quantity(written)
    except NotFoundError as error:
        raise ParseError(str(error)) from error
