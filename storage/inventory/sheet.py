"""What a file says before anyone has judged it: entries of text with their lines, and what could not be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from storage.inventory.sections import Section

MAX_BYTES = 32 * 1024 * 1024
"""Of one file: 100,000 devices with all their fields take about half of it."""


class Value(NamedTuple):
    """A field as written; None is YAML's null, which clears what the registry has."""

    text: str | None
    line: int


class Entry(NamedTuple):
    """One tenant, site, gateway or device as written; its tags are the fields that begin with `tag:`."""

    section: Section
    sheet: "Sheet"
    line: int
    values: dict[str, Value]


class Problem(NamedTuple):
    """One mistake: where it is, what is wrong, and the remedy."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass
class Sheet:
    """What was found in one file; `notes` are for the reader and stop nothing."""

    file: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, line: int, text: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(self.file, line, text))


def suggestion(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """The remedy for a wrong name: the nearest right one, or `otherwise`, or all that are right."""
    names = list(known)
    close = get_close_matches(name[:100], names, n=1)
    return f"did you mean {close[0]}?" if close else otherwise or f"there are: {', '.join(names)}"
