"""Axis cameras and ONVIF event topics over MQTT: `axis/{serial}/event/…`. Events only, never images.

Booleans are "0" and "1", times are in milliseconds. The serial number is the topic's second level; most
configurations leave it out of the payload. What is not a small JSON event is emptied before the journal by
the session: a picture of a public place must not come to lie in a log.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.sources.body import document, from_epoch
from ingest.sources.contract import Reply, Source
from ingest.sources.equipment import finite, notice, report, state
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.quantity import Quantity
from telemetry.reading import Reading
from telemetry.record import JournalEntry, RawMessage
from telemetry.times import from_ms
from telemetry.uplink import Event

_SOURCE = "axis"
_LONGEST = 16 * 1024
"""Bytes of an event; a picture has more, and is not JSON."""
_LONGEST_TEXT = 100
_TOPIC = re.compile(r"axis/([^/]+)/event/")
_NAMESPACE = re.compile(r"[A-Za-z0-9-]+:")

# Where an event's topic (without namespaces) matches whole, the quantity and the members that may state it; `!`
# inverts one.
_EVENTS: tuple[tuple[re.Pattern[str], Quantity, str], ...] = tuple(
    (re.compile(pattern), quantity, members)
    for pattern, quantity, members in (
        (r"Device/Sensor/PIR", q.MOTION, "state"),
        (r"VideoSource/MotionAlarm|RuleEngine/[^/]*Motion.*", q.MOTION, "State IsMotion active"),
        (r"CameraApplicationPlatform/(?:VMD|ObjectAnalytics|MotionGuard)/.+", q.MOTION, "active"),
        (r"VideoSource/Tampering|VideoSource/GlobalSceneChange/.+", q.TAMPER, "tampering State"),
        (r"RuleEngine/TamperDetector/.+", q.TAMPER, "IsTamper State active"),
        (r"Device/Casing/Open", q.TAMPER, "Open open"),
        (r"VideoSource/SignalLoss|VideoSource/VideoLoss", q.VIDEO_LOSS, "State Loss"),
        (r"Device/HardwareFailure/StorageFailure", q.STORAGE_FAULT, "Failed failed disruption"),
        (r"Storage/Alert", q.STORAGE_FAULT, "alert"),
        (r"Storage/Disruption", q.STORAGE_FAULT, "disruption"),
        (r"Device/HardwareFailure/.+", q.DEVICE_FAULT, "Failed failed fan_failure abnormal"),
        (r"Device/IO/(?:Port|VirtualInput|VirtualPort)", q.DIGITAL_INPUT, "state active"),
        (r"Device/Trigger/DigitalInput", q.DIGITAL_INPUT, "LogicalState"),
        (r"Device/Trigger/Relay", q.RELAY_CLOSED, "LogicalState"),
        (r"Device/Network/Lost", q.LINK_UP, "!lost"),
    )
)


def parse(entry: JournalEntry) -> tuple[Event]:
    """Turn one event into a `Report`, or a `Notice` when it is none that has a quantity."""
    found = _TOPIC.match(entry.topic)
    if found is None:
        raise ParseError("not a topic of an Axis event: axis/{serial}/event/…")
    if not entry.payload:
        raise ParseError("empty, or a picture that was not kept: publish events only")
    event = document(entry.payload)
    name, message = event.get("topic"), event.get("message")
    if not isinstance(name, str) or not isinstance(message, dict):
        raise ParseError("an Axis event without `topic` or `message`")
    milliseconds = finite(event.get("timestamp"))
    time = from_ms(entry.received_ms) if milliseconds is None else from_epoch(milliseconds / 1000)
    name = _NAMESPACE.sub("", name)
    source, data = _texts(message.get("source")), _texts(message.get("data"))
    # The kind is part of the channel: a camera has several detectors of motion.
    channel = "/".join([name, *source.values()])
    reading = next(_readings(name, channel, data), None)
    if reading:
        return (report(_SOURCE, found[1], time, [reading], "event"),)
    return (notice(_SOURCE, found[1], time, "event", {"topic": name[:_LONGEST_TEXT], **source, **data}),)


def _readings(name: str, channel: str, data: Mapping[str, str]) -> Iterator[Reading]:
    for pattern, quantity, members in _EVENTS:
        if pattern.fullmatch(name):
            for member in members.split():
                value = state(data.get(member.removeprefix("!")))
                if value is not None:
                    yield Reading(quantity, 1.0 - value if member.startswith("!") else value, channel[:200])


def _texts(values: Any) -> dict[str, str]:
    """The short texts of an object; nothing that could be a picture in disguise."""
    if not isinstance(values, dict):
        return {}
    return {
        key: str(value)
        for key, value in values.items()
        if isinstance(value, str | bool | float) and len(str(value)) <= _LONGEST_TEXT and len(key) <= _LONGEST_TEXT
    }


class AxisSession:
    """Keeps pictures out of the journal."""

    def complete(self, message: RawMessage) -> Sequence[RawMessage]:
        is_event = message.payload[:1] == b"{" and len(message.payload) <= _LONGEST
        return (message if is_event else message._replace(payload=b""),)

    def key_frames(self) -> Sequence[RawMessage]:
        return ()

    def replies(self) -> Sequence[Reply]:
        return ()


SOURCE = Source(topics=("axis/+/event/#",), parse=parse, session=AxisSession)
