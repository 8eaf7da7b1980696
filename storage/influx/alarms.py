"""The history of alarms in InfluxDB: one point of the measurement `alarms` for each transition."""

from collections.abc import Iterator, Sequence
from itertools import count
from math import isfinite

from storage.influx.endpoint import InfluxEndpoint
from storage.influx.lines import escaped
from storage.influx.writing import send, writer_of
from telemetry.alarm import Alarm, Transition
from telemetry.device import UNASSIGNED
from telemetry.errors import RejectedError

NOTHING = "none"
"""The tag of what an alarm is not about, as the device of one on a site as a whole: InfluxDB has no empty tag."""

_QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": " ", "\r": " ", "\0": " "})


class InfluxAlarms:
    """Writes transitions; the same one twice is one point. Connects at the first use."""

    def __init__(self, endpoint: InfluxEndpoint) -> None:
        self._writer = writer_of(endpoint)

    def write(self, transitions: Sequence[Transition]) -> None:
        """Store them; raises `UnavailableError`, or `RejectedError` once all that can be stored is."""
        refused = send(self._writer, alarm_lines(transitions))
        if refused:
            raise RejectedError(f"{refused[0]} ({len(refused)} refusals; all else is stored)")

    def close(self) -> None:
        """Close its connections."""
        self._writer.close()


def alarm_lines(transitions: Sequence[Transition]) -> Iterator[str]:
    """Line protocol, with times in milliseconds.

    Tags `channel, device, quantity, rule, site, tenant`, an alarm's source, are frozen. Severity is 0 once an alarm
    is cleared, so that the gravest of a time is a maximum. What happens to one source in one millisecond would be one
    point: so each goes to the next millisecond that is free.
    """
    taken: set[tuple[str, int]] = set()
    for told in transitions:
        source = told.alarm.source
        tags = f"channel={escaped(source.channel, NOTHING)},device={escaped(source.device, NOTHING)}"
        tags += f",quantity={escaped(source.quantity, NOTHING)},rule={escaped(source.rule, NOTHING)}"
        tags += f",site={escaped(source.site, UNASSIGNED)},tenant={escaped(source.tenant, UNASSIGNED)}"
        time_ms = next(at for at in count(told.known_ms) if (tags, at) not in taken)
        taken.add((tags, time_ms))
        yield f"alarms,{tags} {','.join(_fields(told))} {time_ms}"


def _fields(told: Transition) -> Iterator[str]:
    alarm = told.alarm
    yield f"acknowledged={int(alarm.acknowledged)}.0"
    yield f"active={int(alarm.active)}.0"
    yield f"alarm={_text(alarm.id)}"
    yield f"severity={float(alarm.severity) if alarm.active else 0.0}"
    yield f"seq={float(told.seq)}"
    yield f"state={_text(alarm.state)}"
    yield f"text={_text(_summary(alarm))}"
    yield f"transition={_text(told.happening)}"
    for name, value in (("value", alarm.value), ("limit", alarm.limit)):
        if value is not None and isfinite(value):
            yield f"{name}={float(value)}"


def _summary(alarm: Alarm) -> str:
    return f"{alarm.source.rule} {alarm.severity.key} {alarm.source.quantity}".strip()


def _text(text: str) -> str:
    return '"' + text.encode(errors="replace").decode().translate(_QUOTED) + '"'
