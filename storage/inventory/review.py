"""Inventory files against the registry: every mistake of every file at once, or what is to be merged."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from storage.inventory.csv_sheet import read_csv
from storage.inventory.encoding import decode_text
from storage.inventory.sections import TAG, Section, Thing, held_by
from storage.inventory.sheet import MAX_BYTES, Entry, Sheet, suggestion
from storage.inventory.yaml_sheet import read_yaml
from telemetry.device import UNASSIGNED, Device
from telemetry.errors import InventoryError, ParseError
from telemetry.ports import Inventory, Registry

_READERS = {".yaml": read_yaml, ".yml": read_yaml, ".csv": read_csv}


_MAX_HINTS = 20


class Review(NamedTuple):
    """What files without a mistake amount to, and notes on how they were read."""

    inventory: Inventory
    notes: list[str]


def review(files: Sequence[Path], registry: Registry, known_decoders: Collection[str]) -> Review:
    """Read the files as one inventory, to be merged into the registry.

    What an entry leaves out stays as the registry has it. Raises `InventoryError` when anything is wrong, with
    a line for each mistake: `file:line: key: what is wrong; remedy`.
    """
    sheets = [_read(file) for file in files]
    entries = [entry for sheet in sheets for entry in sheet.entries]
    reviewer = _Reviewer(entries, registry, known_decoders)
    things: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        things[entry.section.name].append(reviewer.thing(entry))
    problems = [str(problem) for sheet in sheets for problem in sorted(sheet.problems, key=lambda one: one.line)]
    if problems:
        raise InventoryError(problems)
    inventory = Inventory(**{name: tuple(listed) for name, listed in things.items()})
    return Review(inventory, [f"{sheet.file}: {note}" for sheet in sheets for note in sheet.notes])


def _read(file: Path) -> Sheet:
    sheet = Sheet(str(file))
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        sheet.refuse(1, f"{file.suffix or 'no'} extension; name the file .yaml or .csv after what it holds")
        return sheet
    try:
        text, note = decode_text(_content(file))
    except OSError as error:
        sheet.refuse(1, f"cannot be read ({error.strerror}); look at its name and rights")
    except ParseError as error:
        sheet.refuse(1, str(error))
    else:
        sheet.notes += [note] if note else []
        reader(sheet, text)
    return sheet


def _content(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ParseError(f"more than {MAX_BYTES >> 20} MiB; cut it into several files")
    if not content.strip():
        raise ParseError("empty file; `samara inventory export` shows what one looks like")
    return content


class _Reviewer:
    """Judges entries by themselves, against each other and against the registry."""

    def __init__(self, entries: Sequence[Entry], registry: Registry, known_decoders: Collection[str]) -> None:
        self._decoders = frozenset(known_decoders)
        self._hints = 0
        self._held = held_by(registry)
        # What the files themselves name counts as known, though its entry may have mistakes of its own.
        self._references = {
            "tenant": {UNASSIGNED, *self._held["tenants"], *_named(entries, "tenants")},
            "site": {UNASSIGNED, *self._held["sites"], *_named(entries, "sites")},
        }
        self._places: dict[tuple[str, str], str] = {}

    def thing(self, entry: Entry) -> Thing | None:
        """What the entry makes of what the registry holds; None when it has a mistake."""
        section, values = entry.section, self._values(entry)
        key = values.get(section.key)
        known = self._held[section.name].get(key) if key else None
        missing = [] if known else [name for name in section.required if name not in entry.values]
        for name in missing:
            entry.sheet.refuse(entry.line, f"{name}: missing; a new entry of {section.name} needs it")
        if key:
            self._check_unique(entry, key)
        if missing or len(values) < len(entry.values):
            return None
        return _made(section, known, values)

    def _values(self, entry: Entry) -> dict[str, Any]:
        """The fields that read well; each other is a problem."""
        values = {}
        for name, (text, line) in entry.values.items():
            try:
                values[name] = self._value(entry.section, name, text)
            except ParseError as error:
                entry.sheet.refuse(line, f"{name}: {error}")
        return values

    def _value(self, section: Section, name: str, text: str | None) -> Any:
        if text is None:
            return _cleared(section, name)
        value = section.read(name, text)
        if name in self._references and value not in self._references[name]:
            hint = self._hint(value, self._references[name], "add it first")
            raise ParseError(f"no {name} {value!r}; {hint}")
        if name == "decoder" and value and value not in self._decoders:
            hint = self._hint(value, self._decoders, "`samara decoders` lists them")
            raise ParseError(f"no decoder {value!r}; {hint}")
        return value

    def _hint(self, wrong: str, known: Collection[str], otherwise: str) -> str:
        # Looking for the nearest of many names is slow, and a forgotten file of sites makes thousands wrong.
        self._hints += 1
        return suggestion(wrong, known, otherwise) if self._hints <= _MAX_HINTS else otherwise

    def _check_unique(self, entry: Entry, key: str) -> None:
        line = entry.values[entry.section.key].line
        first = self._places.setdefault((entry.section.name, key), f"{entry.sheet.file}:{line}")
        if first != f"{entry.sheet.file}:{line}":
            entry.sheet.refuse(line, f"{entry.section.key}: {key} stands at {first} already; keep one")


def _named(entries: Sequence[Entry], section: str) -> set[str]:
    slugs = (entry.values.get("slug") for entry in entries if entry.section.name == section)
    return {slug.text for slug in slugs if slug and slug.text}


def _cleared(section: Section, name: str) -> Any:
    defaults = section.defaults()
    if name.startswith(TAG):
        return None
    if name not in defaults:
        raise ParseError("empty; write a value, or leave the key out")
    return defaults[name]


def _made(section: Section, known: Thing | None, values: Mapping[str, Any]) -> Thing:
    plain = {name: value for name, value in values.items() if not name.startswith(TAG)}
    if section.build is Device:
        tags: dict[str, Any] = dict(known.tags) if isinstance(known, Device) else {}
        tags |= {name.removeprefix(TAG): value for name, value in values.items() if name.startswith(TAG)}
        plain["tags"] = {name: value for name, value in tags.items() if value is not None}
    return replace(known, **plain) if known else section.build(**plain)
