"""Milesight UC501 and UC502, controllers of inputs, analogue loops, SDI-12 and Modbus probes.

What an analogue input measures, a current or a voltage, is a setting that data frames do not repeat.
"""

import re
import struct
from math import isfinite

from decoders.contract import Decoder
from decoders.formats.milesight_modbus import (
    counter,
    digital_input,
    digital_output,
    float_statistics,
    instant,
    short_error,
    short_value,
    statistics,
)
from decoders.formats.milesight_tlv import BATTERY, Entry, decoder, emits, skip
from telemetry.quantity import ANALOG_INPUT
from telemetry.reading import Reading

_STATISTICS = ("min", "max", "avg")
_FIRST_MODBUS = 7
_TEXT_SIZE = 36
_NUMBER = re.compile(rb"[+-]\d+(?:\.\d+)?")
_FLOATS = (5, 7)


def _add_text(readings: list[Reading], payload: bytes, offset: int) -> int:
    """An SDI-12 channel and what its probe answered: an address, then numbers that begin with their sign."""
    text = payload[offset + 1 : offset + 1 + _TEXT_SIZE]
    values = enumerate(_NUMBER.findall(text), 1)
    channel = f"sdi12_{payload[offset] + 1}"
    readings += [Reading(ANALOG_INPUT, float(value), f"{channel}_{n}") for n, value in values]
    return offset + 1 + _TEXT_SIZE


def _add_registers(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Time, a bit for each Modbus channel, then type and four bytes of those that are there."""
    time = instant(payload, offset)
    mask = int.from_bytes(payload[offset + 4 : offset + 6], "little")
    offset += 6
    for n in range(16):
        if mask >> n & 1:
            kind = "f" if payload[offset] & 7 in _FLOATS else "I"
            (value,) = struct.unpack_from("<" + kind, payload, offset + 1)
            if isfinite(value):
                readings.append(Reading(ANALOG_INPUT, float(value), f"modbus_{n + 1}", time))
            offset += 5
    return offset


_TABLE = {
    0x0175: BATTERY,
    0x0300: digital_input("gpio_1"),
    0x0400: digital_input("gpio_2"),
    0x0301: digital_output("gpio_1"),
    0x0401: digital_output("gpio_2"),
    0x03C8: counter("gpio_1"),
    0x04C8: counter("gpio_2"),
    0x0502: statistics(ANALOG_INPUT, "analog_1", *_STATISTICS),
    0x0602: statistics(ANALOG_INPUT, "analog_2", *_STATISTICS),
    0x05E2: float_statistics(ANALOG_INPUT, "analog_1", *_STATISTICS),
    0x06E2: float_statistics(ANALOG_INPUT, "analog_2", *_STATISTICS),
    0x85E2: float_statistics(ANALOG_INPUT, "analog_1", *_STATISTICS, alarm=True),
    0x86E2: float_statistics(ANALOG_INPUT, "analog_2", *_STATISTICS, alarm=True),
    0x08DB: Entry(_add_text, frozenset({ANALOG_INPUT})),
    0xFF14: skip(1),  # what an analogue input measures
    0xFF0E: short_value(_FIRST_MODBUS),
    0x800E: short_value(_FIRST_MODBUS, alarm=True),
    0xFF15: short_error(_FIRST_MODBUS),
    0x20DD: Entry(_add_registers, frozenset({ANALOG_INPUT})),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC501", "UC502", "UC50x"),
    spec="UC50x Series User Guide, Device Payload (hardware 2.0 and later)",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc50x", "milesight-iot/uc501", "milesight-iot/uc502"),
)
