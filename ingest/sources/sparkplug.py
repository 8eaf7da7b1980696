"""Sparkplug B (Eclipse Sparkplug 3.0): edge nodes and their devices, with births, deaths and aliases.

After its birth a metric may be named by a number only and without data type; sequence numbers tell whether a
message was missed, and then aliases can no longer be trusted until the node is born again. The session sees
to both before the journal, so that an entry of it can be read by itself, years later.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ingest.sources.body import from_epoch
from ingest.sources.contract import Reply, Source
from ingest.sources.equipment import named, notice, report
from ingest.sources.sparkplug_b import BOOLEAN, Payload, properties_of, read, value_of
from telemetry.errors import ParseError
from telemetry.quantity import LINK_UP
from telemetry.reading import Reading
from telemetry.record import JournalEntry, RawMessage
from telemetry.times import from_ms
from telemetry.uplink import Event

_SOURCE = "sparkplug"
_BIRTHS = frozenset({"NBIRTH", "DBIRTH"})
_DEATHS = frozenset({"NDEATH", "DDEATH"})
_COMMANDS = ("bdSeq", "Node Control/", "Device Control/")
_REBIRTH = "Node Control/Rebirth"
_GOOD = 192
"""The `Quality` property of a value that can be used (§6.4.9)."""
_ASK_AGAIN_MS = 60_000


def _address(topic: str) -> tuple[str, str, str, str]:
    """Group, message type, edge node and device (empty for the node itself) of a topic."""
    match topic.split("/"):
        case ["spBv1.0", group, ("NBIRTH" | "NDATA" | "NDEATH") as kind, node]:
            return group, kind, node, ""
        case ["spBv1.0", group, ("DBIRTH" | "DDATA" | "DDEATH") as kind, node, device]:
            return group, kind, node, device
    raise ParseError("not the topic of a Sparkplug B message: spBv1.0/{group}/{type}/{node}[/{device}]")


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn one message into reports: what is live, and what is historical.

    Births and deaths say `link_up`. A metric without value, of bad quality or of an unsuitable type is
    missing. A message that the session could not complete is refused, for an alias alone means nothing.
    """
    group, kind, node, device = _address(entry.topic)
    payload = read(entry.payload)
    if entry.retained:
        return ()  # Sparkplug retains none of these (§6.4.2): it is a key frame, and has been read before.
    identity = "/".join(filter(None, (group, node, device)))
    received = from_ms(entry.received_ms)
    if kind in _DEATHS:
        if any(metric.is_historical for metric in payload.metrics):
            return (notice(_SOURCE, identity, received, "stale_death", {}),)
        # The time in a will is that of the connection, not of its end.
        return (report(_SOURCE, identity, received, [Reading(LINK_UP, 0.0)], "death"),)
    time = from_epoch(payload.timestamp / 1000) if payload.timestamp else received
    live: list[Reading | None] = [Reading(LINK_UP, 1.0)] if kind in _BIRTHS else []
    past: list[Reading | None] = []
    for metric in payload.metrics:
        (past if metric.is_historical else live).append(_reading(metric))
    reports = [report(_SOURCE, identity, time, live, "birth" if kind in _BIRTHS else "report")]
    if past:
        reports.append(report(_SOURCE, identity, time, past, historical=True))
    return tuple(reports)


def _reading(metric: Any) -> Reading | None:
    if not metric.name:
        raise ParseError(
            f"metric {metric.alias} has no name: its birth was missed, and the node has been asked to be born again"
        )
    properties = properties_of(metric)
    if metric.name.startswith(_COMMANDS) or properties.get("Quality", _GOOD) != _GOOD:
        return None
    time = from_epoch(metric.timestamp / 1000) if metric.timestamp else None
    return named(metric.name, value_of(metric), str(properties.get("engUnit", "")), time)


class _Node:
    """What is known of one edge node since its birth."""

    def __init__(self, topic: str, body: bytes, payload: Any) -> None:
        self.birth = topic, body
        self.seq: int = payload.seq
        self.bd_seq = _bd_seq(payload)
        self.devices: dict[str, tuple[str, bytes]] = {}
        self.lost = False
        self._by_alias: dict[int, Any] = {}
        self._by_name: dict[tuple[str, str], Any] = {}
        self.define("", payload)

    def define(self, device: str, payload: Any) -> None:
        """Remember what a birth says of its metrics."""
        for metric in payload.metrics:
            definition = type(metric)(name=metric.name, datatype=metric.datatype)
            definition.properties.CopyFrom(metric.properties)
            self._by_name[device, metric.name] = definition
            if metric.HasField("alias"):
                self._by_alias[metric.alias] = definition

    def follow(self, payload: Any) -> None:
        """Take note of a sequence number; one that was skipped means that a birth may have been missed."""
        if payload.HasField("seq"):
            self.lost |= payload.seq not in (self.seq, (self.seq + 1) % 256)
            self.seq = payload.seq

    def fill(self, device: str, payload: Any) -> bool:
        """Write names, types and properties into metrics; whether all have a name now."""
        for metric in payload.metrics:
            if metric.name:
                known = self._by_name.get((device, metric.name))
            else:
                known = None if self.lost else self._by_alias.get(metric.alias)
            if known is not None:
                metric.name = known.name
                metric.datatype = metric.datatype or known.datatype
                if not metric.HasField("properties"):
                    metric.properties.CopyFrom(known.properties)
        return all(metric.name for metric in payload.metrics)

    def key_frames(self) -> Iterator[tuple[str, bytes]]:
        """The births, the node's with the sequence number that was reached."""
        topic, body = self.birth
        payload = read(body)
        payload.seq = self.seq
        yield topic, payload.SerializeToString()
        yield from self.devices.values()


class SparkplugSession:
    """The nodes of a network, as their messages show them, and the rebirths that they have to be asked for."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, str], _Node] = {}
        self._asked: dict[tuple[str, str], int] = {}
        self._replies: list[Reply] = []

    def complete(self, message: RawMessage) -> Sequence[RawMessage]:
        try:
            group, kind, name, device = _address(message.topic)
            payload = read(message.payload)
        except ParseError:
            return (message,)
        key = group, name
        if kind == "NBIRTH":
            self._nodes[key] = _Node(message.topic, message.payload, payload)
            return (message,)
        node = self._nodes.get(key)
        if kind == "NDEATH":
            return self._bury(key, node, message, payload)
        if node is None:
            self._ask(key, message.received_ms)
            return (message,)
        if not message.retained:  # The sequence number of a device's key frame is of long ago.
            node.follow(payload)
        if kind == "DBIRTH":
            node.define(device, payload)
            node.devices[device] = message.topic, message.payload
        elif kind == "DDEATH":
            node.devices.pop(device, None)
        whole = node.fill(device, payload)
        if node.lost or not whole:
            self._ask(key, message.received_ms)
        return (message._replace(payload=payload.SerializeToString()),)

    def _bury(
        self, key: tuple[str, str], node: _Node | None, message: RawMessage, payload: Any
    ) -> Sequence[RawMessage]:
        """A node's death is that of its devices; the will of an earlier connection, late, is history."""
        if node and _bd_seq(payload) != node.bd_seq:
            for metric in payload.metrics:
                metric.is_historical = True
            return (message._replace(payload=payload.SerializeToString()),)
        self._nodes.pop(key, None)
        group, name = key
        devices = (f"spBv1.0/{group}/DDEATH/{name}/{device}" for device in (node.devices if node else ()))
        return (message, *(message._replace(topic=topic, payload=b"") for topic in devices))

    def _ask(self, key: tuple[str, str], now_ms: int) -> None:
        """Ask a node to be born again, but not again within a minute."""
        if abs(now_ms - self._asked.get(key, -_ASK_AGAIN_MS)) >= _ASK_AGAIN_MS:
            self._asked[key] = now_ms
            group, name = key
            request = Payload(timestamp=now_ms)
            request.metrics.add(name=_REBIRTH, datatype=BOOLEAN, boolean_value=True, timestamp=now_ms)
            self._replies.append(Reply(f"spBv1.0/{group}/NCMD/{name}", request.SerializeToString()))

    def key_frames(self) -> Sequence[RawMessage]:
        frames = (frame for node in self._nodes.values() if not node.lost for frame in node.key_frames())
        return [RawMessage(_SOURCE, topic, body, 0, retained=True) for topic, body in frames]

    def replies(self) -> Sequence[Reply]:
        replies, self._replies = self._replies, []
        return replies


def _bd_seq(payload: Any) -> object:
    """The number of the connection, which a birth and its death share."""
    return next((value_of(metric) for metric in payload.metrics if metric.name == "bdSeq"), None)


_TOPICS = ("NBIRTH/+", "NDATA/+", "NDEATH/+", "DBIRTH/+/+", "DDATA/+/+", "DDEATH/+/+")
SOURCE = Source(topics=tuple(f"spBv1.0/+/{kind}" for kind in _TOPICS), parse=parse, session=SparkplugSession)
