"""Milesight UC511 and UC512, controllers of two solenoid valves."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import (
    BATTERY,
    Entry,
    Value,
    decoder,
    emits,
    history,
    number,
    numbers,
    skip,
    state,
)
from telemetry.quantity import DIGITAL_INPUT, PRESSURE, PULSE_COUNT, VALVE_OPEN
from telemetry.reading import Reading

_RECORD = Struct("<IB4x")
_OPEN, _SECOND = 0x01, 0x10
_ANSWER = 0xFF

_PRESSURE = Value(PRESSURE, missing=(0xFFFF,))


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record of one valve.

    A contact and a count are in it too; published documents disagree which of them its flags mean.
    """
    seconds, flags = _RECORD.unpack_from(payload, offset)
    valve = "2" if flags & _SECOND else "1"
    readings.append(Reading(VALVE_OPEN, float(flags & _OPEN), valve, datetime.fromtimestamp(seconds, UTC)))
    return offset + _RECORD.size


_TABLE = {
    0x0175: BATTERY,
    # All ones answer a command that waits.
    0x0301: numbers("B", Value(VALVE_OPEN, channel="1", missing=(_ANSWER,))),
    0x04C8: number("I", Value(PULSE_COUNT, channel="1")),
    0x0501: numbers("B", Value(VALVE_OPEN, channel="2", missing=(_ANSWER,))),
    0x06C8: number("I", Value(PULSE_COUNT, channel="2")),
    # The second generation may read a contact instead of a meter, and the pressure of the pipe in kilopascals.
    0x0701: state(DIGITAL_INPUT, "1"),
    0x0801: state(DIGITAL_INPUT, "2"),
    0x097B: number("H", _PRESSURE),
    0x20CE: Entry(_add_record, frozenset({VALVE_OPEN})),
    0x21CE: history("H", _PRESSURE),
    0xB97B: skip(1),  # the pressure sensor failed
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC511", "UC512", "UC51x"),
    spec="UC51x User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc51x", "milesight-iot/uc511", "milesight-iot/uc512"),
)
