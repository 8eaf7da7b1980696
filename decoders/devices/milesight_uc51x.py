"""Milesight UC511 and UC512, controllers of solenoid valves that count pulses and measure the pipe's pressure."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_modbus import counter, digital_input, instant
from decoders.formats.milesight_tlv import BATTERY, Entry, Value, decoder, emits, history, number, numbers
from telemetry.quantity import DEVICE_FAULT, DIGITAL_INPUT, PULSE_COUNT, VALVE_OPEN, WATER_PRESSURE
from telemetry.reading import Reading

_PRESSURE = Value(WATER_PRESSURE, 100)  # kilopascals
_POSTPONED = 0xFF

# Time, flags, pulses.
_RECORD = Struct("<IBI")
_OPEN, _COUNTS, _GPIO, _SECOND = 0x01, 0x02, 0x04, 0x10


def _valve(name: str) -> Entry:
    """The state of a valve, or that it will be set later."""
    return numbers("B", Value(VALVE_OPEN, channel=name, missing=(_POSTPONED,)))


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    time = instant(payload, offset)
    _, flags, pulses = _RECORD.unpack_from(payload, offset)
    which = 2 if flags & _SECOND else 1
    readings.append(Reading(VALVE_OPEN, float(flags & _OPEN), f"valve_{which}", time))
    if flags & _COUNTS:
        readings.append(Reading(PULSE_COUNT, float(pulses), f"valve_{which}", time))
    else:
        readings.append(Reading(DIGITAL_INPUT, float(flags & _GPIO != 0), f"gpio_{which}", time))
    return offset + _RECORD.size


_TABLE = {
    0x0175: BATTERY,
    0x0301: _valve("valve_1"),
    0x0501: _valve("valve_2"),
    0x04C8: counter("valve_1"),
    0x06C8: counter("valve_2"),
    0x0701: digital_input("gpio_1"),
    0x0801: digital_input("gpio_2"),
    0x097B: number("H", _PRESSURE),
    0xB97B: numbers("B", Value(DEVICE_FAULT, channel="pressure")),
    0x20CE: Entry(_add_record, frozenset({VALVE_OPEN, PULSE_COUNT, DIGITAL_INPUT})),
    0x21CE: history("H", _PRESSURE),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC511", "UC512", "UC51x"),
    spec="UC51x Series User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc51x", "milesight-iot/uc511", "milesight-iot/uc512"),
)
