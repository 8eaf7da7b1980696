"""What a source is: the topics that a network server or an equipment publishes on, and how to read them.

A dialect is one module of this folder with a `SOURCE` constant; adding one edits no index.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from ingest import sources
from telemetry.errors import ConfigError, ParseError
from telemetry.record import JournalEntry, RawMessage
from telemetry.uplink import Event


class Reply(NamedTuple):
    """A message that a dialect obliges its receiver to publish: a rebirth request, a keep-alive."""

    topic: str
    payload: bytes


class Session(Protocol):
    """What a dialect has to be told before the journal; `docs/decisions/0007-messages-complete-in-the-journal.md`.

    It sees the messages of its source in order, once, and has no clock but their `received_ms`. `ParseError`
    must not escape: a message that it cannot read goes on as it came.
    """

    def complete(self, message: RawMessage) -> Sequence[RawMessage]:
        """The message with what it leaves unsaid written into it, and those that it implies.

        What has been completed may come by again, since a new session reads it back from the journal.
        """

    def key_frames(self) -> Sequence[RawMessage]:
        """Messages from which another session would know what this one does; `retained`, so that they are not live."""

    def replies(self) -> Sequence[Reply]:
        """What to publish since the last call."""


@dataclass(frozen=True, slots=True)
class Source:
    """One dialect: MQTT topic filters, and `parse`, which turns a journal entry into events.

    `parse` is pure and raises `ParseError` for whatever is not a message of this dialect. `name` is the
    module's, given by `discover`. `http` sources may also be posted to `/ingest/{name}`. `session` is for
    dialects whose messages say less than they mean.
    """

    topics: tuple[str, ...]
    parse: Callable[[JournalEntry], Sequence[Event]]
    name: str = ""
    http: bool = False
    session: Callable[[], Session] | None = None


def discover() -> Iterator[Source]:
    """Import the modules of this folder and yield each `SOURCE`, named after its module."""
    for module in sorted(pkgutil.iter_modules(sources.__path__), key=lambda module: module.name):
        source = getattr(importlib.import_module(f"{sources.__name__}.{module.name}"), "SOURCE", None)
        if source is not None:
            yield replace(source, name=module.name)


class Sources:
    """The sources in use, found by name or by topic."""

    def __init__(self, chosen: Iterable[Source]) -> None:
        self._by_name = {source.name: source for source in chosen}
        filters = [(name, topic) for name, source in self._by_name.items() for topic in source.topics]
        patterns = (f"(?P<{name}_{number}>{_pattern(topic)})" for number, (name, topic) in enumerate(filters))
        self._topics = re.compile("|".join(patterns), re.DOTALL)

    @classmethod
    def named(cls, names: Iterable[str], configured: Iterable[Source] = ()) -> "Sources":
        """The sources of these names, or `ConfigError`; `configured` are those that settings make."""
        known = {source.name: source for source in (*discover(), *configured)}
        for name in names:
            if name not in known:
                raise ConfigError(f"no source {name!r:.60}; known: {', '.join(known)}")
        return cls(known[name] for name in names)

    @property
    def topics(self) -> tuple[str, ...]:
        """All topic filters to subscribe to."""
        return tuple(topic for source in self._by_name.values() for topic in source.topics)

    @property
    def over_http(self) -> frozenset[str]:
        """The names of those that may be posted to."""
        return frozenset(source.name for source in self._by_name.values() if source.http)

    def sessions(self) -> dict[str, Session]:
        """A new session of each source that has one, by name."""
        return {name: source.session() for name, source in self._by_name.items() if source.session}

    def name_for(self, topic: str) -> str:
        """The name of the first source that listens to this topic; empty when none does."""
        match = self._topics.fullmatch(topic)
        return match.lastgroup.rpartition("_")[0] if match and match.lastgroup else ""

    def parse(self, entry: JournalEntry) -> Sequence[Event]:
        """The events of an entry, or `ParseError`."""
        source = self._by_name.get(entry.source)
        if source is None:
            named = f"source {entry.source!r:.60} is not in use" if entry.source else "no source listens to this topic"
            raise ParseError(f"{named}; see `ingest.sources` in the settings")
        return source.parse(entry)


def _pattern(topic_filter: str) -> str:
    """The regular expression of an MQTT topic filter: `+` is one level, a final `#` all levels, its parent too."""
    levels = ["[^/]*" if level == "+" else re.escape(level) for level in topic_filter.split("/")]
    if topic_filter.endswith("/#"):
        return "/".join(levels[:-1]) + "(?:/.*)?"
    return ".*" if topic_filter == "#" else "/".join(levels)
