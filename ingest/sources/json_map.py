"""Any JSON over MQTT, by mappings that people write: topic pattern and paths → device, quantity, unit, time, quality.

A mapping is a YAML file, read whole by `ingest.sources.mapping_file`; `docs/sources.md` shows one. `source`
makes the source `json_map` of them, which the settings name like any other.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.sources.body import decode_any, from_epoch, instant
from ingest.sources.contract import Source
from ingest.sources.equipment import finite, measured, report, state
from telemetry.errors import ParseError
from telemetry.quantity import DEVICE_FAULT, Quantity
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.record import JournalEntry
from telemetry.times import EPOCH, from_ms
from telemetry.uplink import Event

NAME = "json_map"
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d{1,6})\]", re.ASCII)
_CLOSED = frozenset({"closed", "close", "shut"})
_OPEN = frozenset({"open", "opened"})


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands: names and list indices, from the document's root or from an element of `each`."""

    steps: tuple[str | int, ...]
    from_root: bool = False

    @classmethod
    def read(cls, written: str) -> "Path":
        """Read `$.a.b[0]` (from the root) or `a.b[0]`; raises `ParseError`."""
        from_root = written.startswith("$")
        rest = written.removeprefix("$")
        matches = list(_STEP.finditer(rest))
        if "".join(match[0] for match in matches) != rest or not (rest or from_root):
            raise ParseError(f"not a path: {written!r:.60}; write $.sensors[0].value, or sensors.value")
        return cls(tuple(int(match[2]) if match[2] else match[1] for match in matches), from_root)

    def find(self, root: object, element: object) -> object:
        """The value, None where there is none."""
        found = root if self.from_root else element
        for step in self.steps:
            if isinstance(found, dict):
                found = found.get(str(step))
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found


@dataclass(frozen=True, slots=True)
class Template:
    """A text with `{names}`: levels of the topic, or paths."""

    written: str

    @property
    def names(self) -> list[str]:
        """What stands in braces."""
        return PLACEHOLDER.findall(self.written)

    def fill(self, levels: Mapping[str, str], root: object, element: object) -> str:
        """The text with everything in its place; raises `ParseError` when a path finds no text or whole number."""

        def one(match: re.Match[str]) -> str:
            found = levels[match[1]] if match[1] in levels else Path.read(match[1]).find(root, element)
            if isinstance(found, bool) or not isinstance(found, str | int):
                raise ParseError(f"nothing in this message to put in the place of {match[0]}")
            return str(found)

        return PLACEHOLDER.sub(one, self.written)


@dataclass(frozen=True, slots=True)
class Quality:
    """Where the equipment says whether a value is good, and what it says then."""

    path: Path
    good: frozenset[str]


@dataclass(frozen=True, slots=True)
class Value:
    """One measured value: `raw * scale + offset` is in `unit`; raw numbers of `invalid` are missing."""

    path: Path
    quantity: Quantity
    unit: str = ""
    channel: Template = Template(MAIN_CHANNEL)
    scale: float = 1.0
    offset: float = 0.0
    invalid: frozenset[float] = frozenset()
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Supervision:
    """A line with resistors at its end: below and above which value it is shorted or cut, and closed in between."""

    short_below: float
    closed_below: float
    open_above: float


@dataclass(frozen=True, slots=True)
class Contact:
    """One dry contact: 1 (or `closed`) is closed, and the quantity is true when it is not as it is normally.

    A state that another follows within `debounce` in the same message is a bounce.
    """

    path: Path
    quantity: Quantity
    channel: Template = Template(MAIN_CHANNEL)
    normally_closed: bool = False
    debounce: timedelta = timedelta()
    supervision: Supervision | None = None
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class MessageMapping:
    """One kind of message: its topic, whose levels may be named, its device, and what it states."""

    topic: str
    device: Template
    values: tuple[Value, ...] = ()
    contacts: tuple[Contact, ...] = ()
    time: Path | None = None
    each: Path | None = None
    profile: str = ""

    @property
    def topic_filter(self) -> str:
        """The MQTT filter of the topic."""
        return PLACEHOLDER.sub("+", self.topic)

    def pattern(self) -> re.Pattern[str]:
        """The regular expression of the topic, its named levels as groups."""
        pieces = PLACEHOLDER.split(self.topic)
        fixed = [re.escape(piece).replace(r"\+", "[^/]*") for piece in pieces[::2]]
        named = [f"(?P<{name}>[^/]+)" for name in pieces[1::2]]
        return re.compile("".join(part for pair in zip(fixed, [*named, ""], strict=True) for part in pair))


def source(mappings: Sequence[MessageMapping]) -> Source:
    """The source of these mappings; of two whose topics match, the first has the message."""
    patterns = [(mapping.pattern(), mapping) for mapping in mappings]

    def parse(entry: JournalEntry) -> tuple[Event, ...]:
        for pattern, mapping in patterns:
            if found := pattern.fullmatch(entry.topic):
                return tuple(_reports(mapping, found.groupdict(), entry))
        raise ParseError("no mapping has this topic; see the files in `ingest.mappings`")

    return Source(tuple(dict.fromkeys(mapping.topic_filter for mapping in mappings)), parse, NAME)


def _reports(mapping: MessageMapping, levels: Mapping[str, str], entry: JournalEntry) -> Iterator[Event]:
    """A report for each device that the message speaks of."""
    root = decode_any(entry.payload)
    elements = mapping.each.find(root, root) if mapping.each else [root]
    if not isinstance(elements, list):
        raise ParseError("`each` finds no list in this message")
    of_device: defaultdict[str, list[Reading]] = defaultdict(list)
    for element in elements:
        device = mapping.device.fill(levels, root, element)
        of_device[device] += _readings(mapping, levels, root, element, _time(mapping, root, element, entry))
    debounces = {contact.quantity: contact.debounce for contact in mapping.contacts}
    for device, readings in of_device.items():
        times = {reading.time for reading in readings if reading.time}
        heard = times.pop() if len(times) == 1 else from_ms(entry.received_ms)
        yield report(NAME, device, heard, _without_bounces(readings, debounces), profile=mapping.profile)


def _time(mapping: MessageMapping, root: object, element: object, entry: JournalEntry) -> datetime | None:
    """The message's own time: a text with an offset, or a Unix time whose size tells its unit; None without one."""
    written = mapping.time.find(root, element) if mapping.time else None
    number = finite(written)
    if number is not None:
        return from_epoch(number if number < 1e11 else number / 1e3 if number < 1e14 else number / 1e6)
    return None if written is None else instant(written, entry)


def _readings(
    mapping: MessageMapping, levels: Mapping[str, str], root: object, element: object, time: datetime | None
) -> Iterator[Reading]:
    for value in mapping.values:
        raw = finite(_good(value.path, value.quality, root, element))
        # What means "no sensor" means it before it is scaled.
        if raw is not None and raw not in value.invalid and measured(value.quantity, raw, unit=value.unit):
            scaled = float(f"{raw * value.scale + value.offset:.12g}")
            channel = value.channel.fill(levels, root, element)
            if reading := measured(value.quantity, scaled, channel, value.unit, time):
                yield reading
    for contact in mapping.contacts:
        seen = _good(contact.path, contact.quality, root, element)
        yield from _contact(contact, seen, contact.channel.fill(levels, root, element), time)


def _good(at: Path, quality: Quality | None, root: object, element: object) -> object:
    """The value at a path, None where the equipment says that it is not good."""
    if quality:
        said = quality.path.find(root, element)
        if (str(said).lower() if isinstance(said, bool) else str(said)) not in quality.good:
            return None
    return at.find(root, element)


def _contact(contact: Contact, seen: object, channel: str, time: datetime | None) -> Iterator[Reading]:
    if line := contact.supervision:
        value = finite(seen)
        if value is None:
            return
        is_faulty = not line.short_below <= value <= line.open_above
        yield Reading(DEVICE_FAULT, float(is_faulty), channel, time)
        closed = None if is_faulty else value < line.closed_below
    else:
        closed = _is_closed(seen)
    if closed is not None:
        yield Reading(contact.quantity, float(closed != contact.normally_closed), channel, time)


def _is_closed(seen: object) -> bool | None:
    word = seen.strip().lower() if isinstance(seen, str) else ""
    if word in _CLOSED or word in _OPEN:
        return word in _CLOSED
    value = state(seen)
    return None if value is None else bool(value)


def _without_bounces(readings: list[Reading], debounces: Mapping[Quantity, timedelta]) -> list[Reading]:
    """Readings without the states of contacts that another state follows at once."""
    following: dict[tuple[Quantity, str], Reading] = {}
    bounces: set[int] = set()
    for reading in sorted(readings, key=_instant, reverse=True):
        later = following.get((reading.quantity, reading.channel))
        debounce = debounces.get(reading.quantity, timedelta())
        if later and later.value != reading.value and _instant(later) - _instant(reading) < debounce:
            bounces.add(id(reading))
        else:
            following[reading.quantity, reading.channel] = reading
    return [reading for reading in readings if id(reading) not in bounces]


def _instant(reading: Reading) -> datetime:
    return reading.time or EPOCH
