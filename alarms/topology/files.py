"""The topology in three tables, as an operator exports them: `nodes.csv`, `links.csv` and, if any, `feeds.csv`."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from alarms.topology.graph import Feed, Link, Node, Topology
from telemetry.errors import ConfigError

_COLUMNS = {
    "nodes.csv": ("code", "site", "name", "role"),
    "links.csv": ("a", "b", "length_m"),
    "feeds.csv": ("name", "node", "group"),
}
_ROLES = ("core", "node")
_MOST_ROWS = 20_000

Row = Mapping[str, str]


def example() -> Topology:
    """The fibre exchanges of the Somme and the links that the department plans between them, as shipped."""
    return read_topology(resources.files("alarms.topology").joinpath("example"))


def read_topology(folder: Traversable | Path) -> Topology:
    """The topology of a folder, checked whole.

    Raises `ConfigError` with a line for each mistake: `file:line: what is wrong`.
    """
    problems: list[str] = []
    tables = {name: _rows(folder.joinpath(name), columns, problems) for name, columns in _COLUMNS.items()}
    nodes = [_node(place, row, problems) for place, row in tables["nodes.csv"]]
    codes = {node.code for node in nodes}
    problems += [f"nodes.csv: {code!r} stands {n} times" for code, n in _repeated(node.code for node in nodes)]
    problems += [f"nodes.csv: site {site!r} stands {n} times" for site, n in _repeated(n.site for n in nodes if n.site)]
    links = [_link(place, row, codes, problems) for place, row in tables["links.csv"]]
    feeds = [_feed(place, row, codes, problems) for place, row in tables["feeds.csv"]]
    if nodes and not any(node.core for node in nodes):
        problems.append("nodes.csv: no node has the role core; name the place where all data ends")
    if problems:
        raise ConfigError("\n".join(problems))
    return Topology(nodes, links, feeds)


def _rows(file: Traversable | Path, columns: tuple[str, ...], problems: list[str]) -> list[tuple[str, Row]]:
    if not file.is_file():
        if file.name != "feeds.csv":
            problems.append(f"{file.name}: is missing; write it with the columns {', '.join(columns)}")
        return []
    try:
        reader = csv.DictReader(file.read_text("utf-8-sig").splitlines(), strict=True)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            problems.append(f"{file.name}:1: lacks the column {', '.join(sorted(missing))}")
            return []
        rows: list[tuple[str, Row]] = [
            (f"{file.name}:{number}", {column: (row[column] or "").strip() for column in columns})
            for number, row in enumerate(reader, start=2)
        ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{file.name}: cannot be read ({error}); write CSV in UTF-8 with commas")
        return []
    if len(rows) > _MOST_ROWS:
        problems.append(f"{file.name}: has more than {_MOST_ROWS} rows")
        return []
    return rows


def _node(place: str, row: Row, problems: list[str]) -> Node:
    role = row["role"] or "node"
    if not row["code"]:
        problems.append(f"{place}: has no code")
    if role not in _ROLES:
        problems.append(f"{place}: role {role!r:.40} is none of {', '.join(_ROLES)}")
    return Node(row["code"], row["site"], row["name"] or row["code"], role == "core")


def _link(place: str, row: Row, codes: set[str], problems: list[str]) -> Link:
    _known(place, (row["a"], row["b"]), codes, problems)
    if row["a"] == row["b"]:
        problems.append(f"{place}: links {row['a']!r:.40} to itself")
    try:
        length = float(row["length_m"]) if row["length_m"] else None
    except ValueError:
        problems.append(f"{place}: length_m {row['length_m']!r:.40} is no number of metres")
        length = None
    return Link(row["a"], row["b"], length)


def _feed(place: str, row: Row, codes: set[str], problems: list[str]) -> Feed:
    _known(place, (row["node"],), codes, problems)
    if not row["name"]:
        problems.append(f"{place}: has no name")
    return Feed(row["name"], row["node"], row["group"])


def _known(place: str, names: tuple[str, ...], codes: set[str], problems: list[str]) -> None:
    problems += [f"{place}: {name!r:.40} is no code of nodes.csv" for name in names if name not in codes]


def _repeated(values: Iterator[str]) -> list[tuple[str, int]]:
    return [(value, count) for value, count in Counter(values).items() if count > 1]
