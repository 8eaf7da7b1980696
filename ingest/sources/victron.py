"""Victron Venus OS: `N/{portal}/{service}/{instance}/{path}`, `{"value": …}`.

A value that is null is invalid, an empty message is a device that has gone, and a GX publishes only as long
as somebody asks it to, once a minute at least: the session does, as soon as it hears the GX's heartbeat.
"""

import re
from collections.abc import Mapping, Sequence

from ingest.sources.body import document
from ingest.sources.contract import Reply, Source
from ingest.sources.equipment import finite, measured, notice, report
from telemetry import quantity as q
from telemetry.errors import ParseError
from telemetry.quantity import Quantity
from telemetry.reading import Reading
from telemetry.record import JournalEntry, RawMessage
from telemetry.times import from_ms
from telemetry.uplink import Event

_SOURCE = "victron"
_KEEP_ALIVE_MS = 30_000
_ALL = b""
_CHANGES_ONLY = b'{"keepalive-options":["suppress-republish"]}'

# The first pattern that a `service/path` matches whole says what it is; its group, if it has one, is the channel.
_PATHS: tuple[tuple[re.Pattern[str], Quantity, str], ...] = tuple(
    (re.compile(pattern), quantity, unit)
    for pattern, quantity, unit in (
        (r"(?:battery|vebus)/Soc", q.BATTERY_LEVEL, "%"),
        (r"system/Dc/Battery/Soc", q.BATTERY_LEVEL, "%"),
        (r"battery/TimeToGo", q.BATTERY_AUTONOMY, "s"),
        (r"(?:battery|vebus)/Dc/\d/Temperature", q.SURFACE_TEMPERATURE, "C"),
        (r"\w+/Dc/(\w+)/Voltage", q.DC_VOLTAGE, "V"),
        (r"\w+/Dc/(\w+)/Current", q.CURRENT, "A"),
        (r"\w+/Dc/(\w+)/Power", q.ACTIVE_POWER, "W"),
        (r"\w+/Ac/((?:\w+/)?L\d)/V(?:oltage)?", q.VOLTAGE, "V"),
        (r"\w+/Ac/((?:\w+/)?L\d)/(?:I|Current)", q.CURRENT, "A"),
        (r"\w+/Ac/((?:\w+/)?L\d)/P(?:ower)?", q.ACTIVE_POWER, "W"),
        (r"\w+/Ac/((?:\w+/)?L\d)/S", q.APPARENT_POWER, "VA"),
        (r"\w+/Ac/((?:\w+/)?L\d)/(?:F|Frequency)", q.FREQUENCY, "Hz"),
        (r"\w+/Ac/Power", q.ACTIVE_POWER, "W"),
        (r"\w+/Ac/((?:L\d/)?)Energy/Forward", q.ACTIVE_ENERGY, "kWh"),
        (r"\w+/Ac/((?:L\d/)?)Energy/Reverse", q.ACTIVE_ENERGY_EXPORTED, "kWh"),
        (r"solarcharger/Yield/Power", q.ACTIVE_POWER, "W"),
        (r"solarcharger/Yield/System", q.ACTIVE_ENERGY_EXPORTED, "kWh"),
        (r"tank/Level", q.FILL_LEVEL, "%"),
        (r"tank/Remaining", q.LIQUID_VOLUME, "m3"),
        (r"temperature/Temperature", q.AIR_TEMPERATURE, "C"),
        (r"temperature/Humidity", q.RELATIVE_HUMIDITY, "%"),
        (r"\w+/Connected", q.LINK_UP, ""),
    )
)
_ALARM = re.compile(r"\w+/Alarms/(.+)")
_ALARMS: Mapping[str, Quantity] = {"GridLost": q.MAINS_FAILURE, "LowSoc": q.LOW_BATTERY}


def parse(entry: JournalEntry) -> tuple[Event, ...]:
    """Turn one value into a `Report`; paths that state no measurement give nothing."""
    match entry.topic.split("/"):
        case ["N", portal, service, instance, *path] if path:
            identity, place = f"{portal}/{service}/{instance}", "/".join((service, *path))
        case ["N", _, _]:
            return ()  # The heartbeat, and the acknowledgement of a keep-alive.
        case _:
            raise ParseError("not a topic of Venus OS: N/{portal}/{service}/{instance}/{path}")
    received = from_ms(entry.received_ms)
    if not entry.payload:
        return (notice(_SOURCE, identity, received, "gone", {"path": place}),)
    reading = _reading(place, document(entry.payload).get("value"))
    return (report(_SOURCE, identity, received, [reading]),) if reading else ()


def _reading(place: str, value: object) -> Reading | None:
    if alarm := _ALARM.fullmatch(place):
        # 0 is no alarm, 1 a warning, 2 an alarm.
        level = finite(value)
        raised = None if level not in (0, 1, 2) else level > 0
        return measured(_ALARMS.get(alarm[1], q.DEVICE_FAULT), raised, alarm[1])
    for pattern, quantity, unit in _PATHS:
        if found := pattern.fullmatch(place):
            return measured(quantity, value, (found[1] if pattern.groups else "").strip("/"), unit)
    return None


class VictronSession:
    """Asks each GX that it hears for its values: all of them at first, then those that change."""

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}
        self._replies: list[Reply] = []

    def complete(self, message: RawMessage) -> Sequence[RawMessage]:
        match message.topic.split("/"):
            case ["N", portal, *_] if not message.retained:
                self._keep_alive(portal, message.received_ms)
        return (message,)

    def _keep_alive(self, portal: str, now_ms: int) -> None:
        before = self._asked.get(portal)
        if before is None or abs(now_ms - before) >= _KEEP_ALIVE_MS:
            self._asked[portal] = now_ms
            self._replies.append(Reply(f"R/{portal}/keepalive", _ALL if before is None else _CHANGES_ONLY))

    def key_frames(self) -> Sequence[RawMessage]:
        return ()

    def replies(self) -> Sequence[Reply]:
        replies, self._replies = self._replies, []
        return replies


SOURCE = Source(topics=("N/#",), parse=parse, session=VictronSession)
