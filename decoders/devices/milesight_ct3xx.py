"""Milesight CT303, CT305 and CT310, three current clamps."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import Entry, Table, Value, decoder, emits, number, numbers, readings_of
from telemetry.quantity import CHARGE, CURRENT, PROBE_TEMPERATURE, THRESHOLD_ALARM
from telemetry.reading import Reading

_TEMPERATURE = Value(PROBE_TEMPERATURE, 10, missing=(-1, -3))

_ALARM = Struct("<HHHB")
_RAISED, _RELEASED = 1, 2


def _clamp(n: int) -> Table:
    """What the n-th clamp sends: its charge in all, its current, and an alarm."""
    name = str(n)
    current = Value(CURRENT, 10, name, missing=(0xFFFF,))
    extremes = (current._replace(channel=f"{name}_max"), current._replace(channel=f"{name}_min"), current)

    def add_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
        """Add the highest, lowest and present current, and whether a threshold was crossed or left again."""
        *currents, alarm = _ALARM.unpack_from(payload, offset)
        readings.extend(readings_of(extremes, currents, None))
        if alarm & (_RAISED | _RELEASED):
            readings.append(Reading(THRESHOLD_ALARM, float(alarm & _RAISED != 0), name))
        return offset + _ALARM.size

    return {
        0x0197 + 0x200 * n: number("I", Value(CHARGE, 100, name)),
        0x0299 + 0x200 * n: number("H", current),
        0x8299 + 0x200 * n: Entry(add_alarm, frozenset({CURRENT, THRESHOLD_ALARM})),
    }


_TABLE: Table = {
    **_clamp(1),
    **_clamp(2),
    **_clamp(3),
    0x0967: number("h", _TEMPERATURE),
    0x8967: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM, channel="temperature")),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("CT303", "CT305", "CT310", "CT3xx"),
    spec="CT3xx User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ct303", "milesight-iot/ct305", "milesight-iot/ct310", "milesight-iot/ct3xx"),
)
