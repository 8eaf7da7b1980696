"""EMQX Neuron, a gateway to Modbus and other buses: `/neuron/{app}/{node}/{group}`, in both of its JSON layouts.

A tag in `errors` was not read: it is missing, and told of, not zero.
"""

from collections.abc import Iterator
from typing import Any

from ingest.sources.body import document, from_epoch
from ingest.sources.contract import Source
from ingest.sources.equipment import finite, named, notice, report
from telemetry.errors import ParseError
from telemetry.record import JournalEntry
from telemetry.times import from_ms
from telemetry.uplink import Event

_SOURCE = "neuron"


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn one group of tags into a `Report`, and a `Notice` of those that could not be read."""
    message = document(entry.payload)
    node, group = message.get("node"), message.get("group")
    if not isinstance(node, str) or not isinstance(group, str):
        raise ParseError("a Neuron message without `node` and `group`")
    milliseconds = finite(message.get("timestamp"))
    time = from_ms(entry.received_ms) if milliseconds is None else from_epoch(milliseconds / 1000)
    identity = f"{node}/{group}"
    errors = {tag: code for tag, code in _members(message, "errors", "error") if code != 0}
    values = [(tag, value) for tag, value in _members(message, "values", "value") if tag not in errors]
    events: list[Event] = [report(_SOURCE, identity, time, [named(tag, value) for tag, value in values])]
    if errors:
        events.append(notice(_SOURCE, identity, time, "unread", errors))
    return tuple(events)


def _members(message: dict[str, Any], together: str, single: str) -> Iterator[tuple[str, object]]:
    """`{"values": {tag: value}}`, or `{"tags": [{"name": tag, "value": value}]}`; `errors` alike."""
    grouped, tags = message.get(together), message.get("tags")
    if isinstance(grouped, dict):
        yield from grouped.items()
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, dict) and isinstance(tag.get("name"), str) and single in tag:
            yield tag["name"], tag[single]


SOURCE = Source(topics=("/neuron/+/+/+", "neuron/+/+/+"), parse=parse)
