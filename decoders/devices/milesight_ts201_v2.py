"""Milesight TS201 of the second version, temperature of a chain probe, or temperature and humidity of another."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import BATTERY, Entry, Value, decoder, emits, number, numbers, skip
from telemetry.quantity import PROBE_TEMPERATURE, RELATIVE_HUMIDITY, THRESHOLD_ALARM
from telemetry.reading import Reading

_TEMPERATURE = Value(PROBE_TEMPERATURE, 10, missing=(-1, -3))
_HUMIDITY = Value(RELATIVE_HUMIDITY, 2, missing=(0xFF,))

_RECORD = Struct("<IBhBB")
_WITH_HUMIDITY = 2
_NO_TEMPERATURE, _NO_HUMIDITY = 0xC0, 0x30


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record, whose last byte says above the event whether each value could be read."""
    seconds, probe, temperature, humidity, event = _RECORD.unpack_from(payload, offset)
    time = datetime.fromtimestamp(seconds, UTC)
    if not event & _NO_TEMPERATURE:
        readings.append(Reading(PROBE_TEMPERATURE, temperature / 10, time=time))
    if probe == _WITH_HUMIDITY and not event & _NO_HUMIDITY:
        readings.append(Reading(RELATIVE_HUMIDITY, humidity / 2, time=time))
    return offset + _RECORD.size


_TABLE = {
    0x0175: BATTERY,
    0x0367: number("h", _TEMPERATURE),
    0x0468: number("B", _HUMIDITY),
    0x20CE: Entry(_add_record, frozenset({PROBE_TEMPERATURE, RELATIVE_HUMIDITY})),
    0x8367: numbers("hB", _TEMPERATURE, Value(THRESHOLD_ALARM, channel="temperature")),
    0x8468: numbers("BB", _HUMIDITY, Value(THRESHOLD_ALARM, channel="humidity")),
    # The sudden change, and that it is one, follow.
    0x9367: numbers("hxxx", _TEMPERATURE),
    0x9468: numbers("Bxx", _HUMIDITY),
    # Why there is no value.
    0xB367: skip(1),
    0xB468: skip(1),
    0xFFA0: skip(9),  # kind and serial number of the probe
    0xFFEB: skip(1),  # unit of the display
}

DECODER = Decoder(
    vendor="Milesight",
    models=("TS201 v2",),
    spec="TS201 User Guide of the second version, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/ts201-v2",),
)
