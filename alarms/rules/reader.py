"""Rule files into rules: read whole, inheritance resolved, every mistake with its file and line."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from alarms.rules.cause import ProbableCause
from alarms.rules.kinds import KINDS
from alarms.rules.nodes import Fields, Node, Problems, read_node, suggestion
from alarms.rules.places import read_where
from alarms.rules.rule import DAY_MS, Detector, Rule, Rules, Scope
from alarms.rules.values import DURATION, SEVERITY, duration, flag, read_text, samples, severity
from telemetry.alarm import EventType, Severity
from telemetry.errors import ConfigError

_LARGEST = 1 << 20
"""Bytes of a rule file; the shipped ones have a fiftieth of it."""
_OWN = ("id", "extends", "enabled")
_KEYS = (
    *_OWN, "where", "severity", "event_type", "cause", "title", "source", "guidance", "on_delay", "off_delay",
    "samples", "latched", "never_shelve", "never_suppress", "longest_shelving", "acknowledge_for", *KINDS,
)  # fmt: skip
_FLAG = "true or false"
_REPLACED = frozenset({"logic"})
"""What a rule states anew rather than completes."""


def shipped() -> list[Path]:
    """The rule packs of Samara."""
    return sorted((Path(__file__).parents[1] / "packs").glob("*.yaml"))


def load(paths: Iterable[Path]) -> Rules:
    """The rules of files and folders, later ones after those that they may extend, and the exemptions from them.

    Raises `ConfigError` with a line `file:line: what is wrong; remedy` for each mistake, and takes none then.
    """
    problems = Problems()
    definitions: dict[str, Node] = {}
    for file in (file for path in paths for file in files_of(path)):
        _define(file, definitions, problems)
    rules = [rule for name in definitions if (rule := _rule(name, definitions, problems))]
    if problems:
        raise ConfigError("\n".join(problems.lines()))
    enabled = {rule.id for rule in rules if rule.enabled}
    return {rule.id: rule for rule in rules if rule.enabled or enabled & set(rule.ancestors)}


def files_of(path: Path) -> list[Path]:
    """The rule files of a folder, by name, or a file itself."""
    return sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def _define(path: Path, definitions: dict[str, Node], problems: Problems) -> None:
    top = Node(str(path), 1)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        problems.refuse(top, f"cannot be read ({error.strerror}); name a rule file or a folder of them")
        return
    except UnicodeDecodeError:
        problems.refuse(top, "not UTF-8; save the file as UTF-8")
        return
    if len(data) > _LARGEST:
        problems.refuse(top, f"larger than {_LARGEST} bytes; split the file")
        return
    root = read_node(str(path), text, problems)
    for node in _entries(root, problems) if root else ():
        name = Fields(problems, node).read("id", _identifier, "letters, digits, `.`, `_` and `-`", "", required=True)
        if name in definitions:
            _override(name, node, definitions, problems)
        elif name:
            definitions[name] = node


def _override(name: str, node: Node, definitions: dict[str, Node], problems: Problems) -> None:
    """Change a rule under its own name: what `extends` itself completes the rule that stands before it."""
    before, table = definitions[name], node.table or {}
    if "extends" in table and table["extends"].text == name:
        own = {key: value for key, value in table.items() if key != "extends"}
        definitions[name] = _merged(before, replace(node, table=own))
    else:
        where = f"{before.file}:{before.line}"
        problems.refuse(node, f"{name}: id stands twice ({where}); to change that rule, write `extends: {name}`")


def _entries(root: Node, problems: Problems) -> list[Node]:
    fields = Fields(problems, root, ("rules",))
    node = fields.table.get("rules")
    if node is None or node.items is None:
        if root.table is not None:
            fields.refuse("rules", "a list expected; begin each rule with `- id: …`")
        return []
    return node.items


def _identifier(text: str) -> str:
    if not text.replace(".", "").replace("_", "").replace("-", "").isalnum() or len(text) > 80 or not text.isascii():
        raise ValueError(text)
    return text


def _merged(parent: Node, child: Node) -> Node:
    """A mapping with all of the child's entries, and the parent's that it lacks."""
    if parent.table is None or child.table is None:
        return child
    kinds = [key for key in child.table if key in KINDS]
    # Who states other limits states another source, or none.
    lapsed = {*KINDS, "source"}.difference(kinds) if kinds else ()
    table = {key: value for key, value in parent.table.items() if key not in lapsed}
    for key, value in child.table.items():
        known = None if key in _REPLACED else table.get(key)
        table[key] = _merged(known, value) if known else value
    return replace(child, table=table, keys={**parent.keys, **child.keys})


def _lineage(name: str, definitions: dict[str, Node], problems: Problems) -> Iterator[str]:
    """The rules that one extends, the nearest first."""
    seen = {name}
    while True:
        node = definitions[name]
        parent = (node.table or {}).get("extends")
        if parent is None:
            return
        if parent.text is None or parent.text not in definitions:
            problems.refuse(
                parent, f"extends: no rule {parent.text!r:.60}; {suggestion(parent.text or '', definitions)}"
            )
            return
        if parent.text in seen:
            problems.refuse(parent, f"extends: {parent.text} extends {name} in its turn; break the circle")
            return
        name = parent.text
        seen.add(name)
        yield name


def _rule(name: str, definitions: dict[str, Node], problems: Problems) -> Rule | None:
    ancestors = tuple(_lineage(name, definitions, problems))
    node = definitions[name]
    for ancestor in ancestors:
        inherited = definitions[ancestor]
        table = {key: value for key, value in (inherited.table or {}).items() if key not in _OWN}
        node = _merged(replace(inherited, table=table), node)
    fields = Fields(problems, node, _KEYS)
    enabled = fields.read("enabled", flag, _FLAG, default=True)
    grave = fields.read("severity", severity, SEVERITY, Severity.MAJOR)
    detector = _detector(fields, grave, required=enabled)
    where = read_where(problems, fields.table.get("where"))
    if detector is None or not (enabled or ancestors):
        return None
    if enabled and detector.scope is Scope.SERIES and not where.quantity:
        fields.refuse("where", "no quantity; name those that the rule is about, or quantity: '*'")
    return Rule(
        id=name,
        detector=detector,
        where=where,
        severity=grave,
        event_type=fields.read("event_type", EventType, f"one of {', '.join(EventType)}", EventType.ENVIRONMENTAL),
        cause=fields.read("cause", ProbableCause, "a cause of M.3100, as highTemperature", ProbableCause.UNSPECIFIED),
        title=read_text(problems, fields.table.get("title"), "title"),
        source=read_text(problems, fields.table.get("source"), "source"),
        guidance=read_text(problems, fields.table.get("guidance"), "guidance"),
        on_delay_ms=fields.read("on_delay", duration, DURATION, 0),
        off_delay_ms=fields.read("off_delay", duration, DURATION, 0),
        samples=fields.read("samples", samples, "N, or N of M (20 at most)", (1, 1)),
        latched=fields.read("latched", flag, _FLAG, default=False),
        never_shelve=fields.read("never_shelve", flag, _FLAG, default=False),
        never_suppress=fields.read("never_suppress", flag, _FLAG, default=False),
        longest_shelving_ms=fields.read("longest_shelving", duration, DURATION, DAY_MS),
        acknowledge_for_ms=fields.read("acknowledge_for", duration, DURATION, 0),
        ancestors=ancestors,
        enabled=enabled,
    )


def _detector(fields: Fields, grave: Severity, *, required: bool) -> Detector | None:
    named = [key for key in KINDS if key in fields]
    if len(named) != 1:
        if required or named:
            wrong = f"both {named[0]} and {named[1]}" if named else f"nothing to watch for; {suggestion('', KINDS)}"
            fields.problems.refuse(fields.node, f"{wrong}; a rule has one")
        return None
    read, keys = KINDS[named[0]]
    return read(Fields(fields.problems, fields.table[named[0]], keys), grave)
