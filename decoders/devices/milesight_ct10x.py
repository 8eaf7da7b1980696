"""Milesight CT101, CT103 and CT105, current clamps."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, Value, decoder, emits, number, numbers, readings_of
from telemetry.quantity import AIR_TEMPERATURE, CHARGE, CURRENT, THRESHOLD_ALARM
from telemetry.reading import Reading

# 0xFFFF means that the sensor could not be read, 0xFFFD that it is out of range.
_CURRENT = Value(CURRENT, 100, missing=(0xFFFF,))
_HIGHEST = _CURRENT._replace(channel="max")
_LOWEST = _CURRENT._replace(channel="min")
_TEMPERATURE = Value(AIR_TEMPERATURE, 10, "probe", missing=(-1, -3))

_ALARM = Struct("<HHHB")
_RAISED, _RELEASED = 1, 2


def _add_alarm(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add the highest, lowest and present current, and whether a threshold was crossed or left again."""
    *currents, alarm = _ALARM.unpack_from(payload, offset)
    readings.extend(readings_of((_HIGHEST, _LOWEST, _CURRENT), currents, None))
    if alarm & (_RAISED | _RELEASED):
        readings.append(Reading(THRESHOLD_ALARM, float(alarm & _RAISED != 0)))
    return offset + _ALARM.size


_TABLE = {
    0x0175: BATTERY,
    0x0397: number("I", Value(CHARGE, 100)),
    0x0498: number("H", _CURRENT),
    0x0967: number("h", _TEMPERATURE),
    0x8498: Entry(_add_alarm, frozenset({CURRENT, THRESHOLD_ALARM})),
    0x8967: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM, channel="probe")),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("CT101", "CT103", "CT105"),
    spec="CT10x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ct101", "milesight-iot/ct103", "milesight-iot/ct105"),
)
