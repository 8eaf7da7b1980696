"""Milesight UC300, a controller of inputs, outputs, PT100 probes, analogue loops and Modbus registers."""

import struct
from collections.abc import Iterator
from math import isfinite

from decoders.contract import Decoder
from decoders.formats.milesight_modbus import (
    EMITS,
    READ_ERROR,
    VALUE,
    counter,
    digital_input,
    digital_output,
    float_statistics,
    instant,
    modbus_value,
)
from decoders.formats.milesight_tlv import Entry, Value, decoder, emits, number
from telemetry.quantity import (
    AIR_TEMPERATURE,
    CURRENT_LOOP,
    DIGITAL_INPUT,
    DIGITAL_OUTPUT,
    PULSE_COUNT,
    VOLTAGE,
    Quantity,
)
from telemetry.reading import Reading

_STATISTICS = ("max", "min", "avg")
# Quantity and channel of the float channels, by their first channel byte.
_FLOATS: dict[int, tuple[Quantity, str]] = {
    0x09: (AIR_TEMPERATURE, "pt100_1"),
    0x0A: (AIR_TEMPERATURE, "pt100_2"),
    0x0B: (CURRENT_LOOP, "current_1"),
    0x0C: (CURRENT_LOOP, "current_2"),
    0x0D: (VOLTAGE, "voltage_1"),
    0x0E: (VOLTAGE, "voltage_2"),
}
_INPUTS, _OUTPUTS = 4, 2
_AS_INPUT = 0
_TEXT_SIZE = 48


def _add_channels(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Time, a bit for each channel, then those that are there: inputs, outputs, probes, loops, a text."""
    time = instant(payload, offset)
    mask = int.from_bytes(payload[offset + 4 : offset + 6], "little")
    offset += 6
    for n in range(_INPUTS):
        if mask >> n & 1:
            kind, raw = struct.unpack_from("<BI", payload, offset)
            quantity, value = (DIGITAL_INPUT, float(raw != 0)) if kind == _AS_INPUT else (PULSE_COUNT, float(raw))
            readings.append(Reading(quantity, value, f"input_{n + 1}", time))
            offset += 5
    for n in range(_OUTPUTS):
        if mask >> _INPUTS + n & 1:
            readings.append(Reading(DIGITAL_OUTPUT, float(payload[offset] != 0), f"output_{n + 1}", time))
            offset += 1
    for bit, (quantity, name) in enumerate(_FLOATS.values(), _INPUTS + _OUTPUTS):
        if mask >> bit & 1:
            others = () if quantity is AIR_TEMPERATURE else _STATISTICS
            values = struct.unpack_from(f"<{1 + len(others)}e", payload, offset)
            names = (name, *(f"{name}_{other}" for other in others))
            found = zip(names, values, strict=True)
            readings += [Reading(quantity, value, channel, time) for channel, value in found if isfinite(value)]
            offset += 2 * len(values)
    return offset + (_TEXT_SIZE if mask >> _INPUTS + _OUTPUTS + len(_FLOATS) & 1 else 0)


def _add_registers(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Time, a bit for each Modbus channel, then type and four bytes of those that are there."""
    time = instant(payload, offset)
    mask = int.from_bytes(payload[offset + 4 : offset + 8], "little")
    offset += 8
    for n in range(32):
        if mask >> n & 1:
            data = payload[offset + 1 : offset + 5]
            readings += modbus_value(data, payload[offset], f"modbus_{n + 1}", time)[0]
            offset += 5
    return offset


def _entries() -> Iterator[tuple[int, Entry]]:
    for n in range(_INPUTS):
        yield 0x0300 + (n << 8), digital_input(f"input_{n + 1}")
        yield 0x03C8 + (n << 8), counter(f"input_{n + 1}")
    for n in range(_OUTPUTS):
        yield 0x0701 + (n << 8), digital_output(f"output_{n + 1}")
    for channel, (quantity, name) in _FLOATS.items():
        present = number("h", Value(quantity, 10, name)) if channel < 0x0B else number("I", Value(quantity, 100, name))
        yield channel << 8 | (0x67 if channel < 0x0B else 0x02), present
        yield channel << 8 | 0xE2, float_statistics(quantity, name, *_STATISTICS)


_TABLE = {
    **dict(_entries()),
    0xFF19: VALUE,
    0xFF15: READ_ERROR,
    0x20DC: Entry(_add_channels),
    0x20DD: Entry(_add_registers, EMITS),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC300",),
    spec="UC300 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc300",),
)
