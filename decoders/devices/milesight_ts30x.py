"""Milesight TS301 and TS302, one or two probes of temperature or of a door."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, Table, Value, decoder, emits, number, numbers, state
from telemetry.errors import DecodeError
from telemetry.quantity import DOOR_OPEN, PROBE_TEMPERATURE, THRESHOLD_ALARM
from telemetry.reading import Reading

_RECORD = Struct("<IBhh")
_TEMPERATURES, _DOORS = range(1, 5), (5, 6)
"""What a probe's half of the mask says of its value: temperatures with their alarms, or doors; 0 is no probe."""


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record: time, the kinds of both values, the values."""
    seconds, mask, first, second = _RECORD.unpack_from(payload, offset)
    time = datetime.fromtimestamp(seconds, UTC)
    for name, kind, raw in (("1", mask >> 4, first), ("2", mask & 0x0F, second)):
        if kind in _TEMPERATURES:
            readings.append(Reading(PROBE_TEMPERATURE, raw / 10, name, time))
        elif kind in _DOORS:
            readings.append(Reading(DOOR_OPEN, float(raw != 0), name, time))
        elif kind:
            raise DecodeError(f"unknown kind {kind} of stored value")
    return offset + _RECORD.size


def _channel(n: int) -> Table:
    """What the n-th probe may send."""
    temperature = Value(PROBE_TEMPERATURE, 10, str(n), missing=(-1, -3))
    return {
        0x0267 + 0x100 * n: number("h", temperature),
        0x0200 + 0x100 * n: state(DOOR_OPEN, str(n)),
        0x8267 + 0x100 * n: numbers("hB", temperature, Value(THRESHOLD_ALARM, channel=str(n))),
        # The change that set the alarm off and the kind of alarm follow.
        0x92D7 + 0x100 * n: numbers("hxxx", temperature),
    }


_TABLE: Table = {
    0x0175: BATTERY,
    0x20CE: Entry(_add_record, frozenset({DOOR_OPEN, PROBE_TEMPERATURE})),
    **_channel(1),
    **_channel(2),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("TS301", "TS302", "TS30x"),
    spec="TS30x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ts301", "milesight-iot/ts302", "milesight-iot/ts30x"),
)
