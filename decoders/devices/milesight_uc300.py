"""Milesight UC300, a controller with contacts, PT100 probes, analogue inputs and modbus."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import (
    Entry,
    Table,
    Value,
    decoder,
    emits,
    number,
    state,
)
from decoders.formats.milesight_uc import FAULT, REGISTER, floats, records
from telemetry.errors import DecodeError
from telemetry.quantity import (
    CURRENT_LOOP,
    DIGITAL_INPUT,
    DIGITAL_OUTPUT,
    PROBE_TEMPERATURE,
    PULSE_COUNT,
    VOLTAGE,
    Quantity,
)
from telemetry.reading import Reading

_RECORD = Struct("<IH")
_MESSAGE = 1 << 12
_CHANNELS = _MESSAGE - 1


def _statistics(quantity: Quantity, channel: str) -> tuple[Value, ...]:
    """The input now, its most, its least and its mean."""
    return tuple(Value(quantity, channel=f"{channel}{kind}") for kind in ("", "_max", "_min", "_mean"))


def _input(channel: str) -> Entry:
    """A stored input: whether it counts, then its state or its count."""
    fields = Struct("<BI")

    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        counts, raw = fields.unpack_from(payload, offset)
        quantity, value = (PULSE_COUNT, raw) if counts else (DIGITAL_INPUT, raw != 0)
        readings.append(Reading(quantity, float(value), channel))
        return offset + fields.size

    return Entry(add, frozenset({DIGITAL_INPUT, PULSE_COUNT}))


_STORED = (
    *(_input(str(n)) for n in (1, 2, 3, 4)),
    *(state(DIGITAL_OUTPUT, str(n)) for n in (1, 2)),
    *(floats(Value(PROBE_TEMPERATURE, channel=str(n))) for n in (1, 2)),
    *(floats(*_statistics(CURRENT_LOOP, str(n))) for n in (1, 2)),
    *(floats(*_statistics(VOLTAGE, str(n))) for n in (1, 2)),
)
"""What a stored record may hold, in the order of the bits of its mask."""


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record: time, mask, and what the mask names; a message of the owner, 48 bytes, is last."""
    seconds, mask = _RECORD.unpack_from(payload, offset)
    if mask & ~(_CHANNELS | _MESSAGE):
        raise DecodeError(f"stored record names unknown channels, {mask:#06x}")
    offset += _RECORD.size
    stored: list[Reading] = []
    for bit, entry in enumerate(_STORED):
        if mask >> bit & 1:
            offset = entry.add(stored, payload, offset)
    readings.extend(reading._replace(time=datetime.fromtimestamp(seconds, UTC)) for reading in stored)
    return offset + (48 if mask & _MESSAGE else 0)


_TABLE: Table = {
    **{0x0300 + 0x100 * n: state(DIGITAL_INPUT, str(n + 1)) for n in range(4)},
    **{0x03C8 + 0x100 * n: number("I", Value(PULSE_COUNT, channel=str(n + 1))) for n in range(4)},
    **{0x0701 + 0x100 * n: state(DIGITAL_OUTPUT, str(n + 1)) for n in range(2)},
    **{0x0967 + 0x100 * n: number("h", Value(PROBE_TEMPERATURE, 10, str(n + 1))) for n in range(2)},
    **{0x0B02 + 0x100 * n: number("I", Value(CURRENT_LOOP, 100, str(n + 1))) for n in range(2)},
    **{0x0D02 + 0x100 * n: number("I", Value(VOLTAGE, 100, str(n + 1))) for n in range(2)},
    **{0x09E2 + 0x100 * n: floats(*_statistics(PROBE_TEMPERATURE, str(n + 1))) for n in range(2)},
    **{0x0BE2 + 0x100 * n: floats(*_statistics(CURRENT_LOOP, str(n + 1))) for n in range(2)},
    **{0x0DE2 + 0x100 * n: floats(*_statistics(VOLTAGE, str(n + 1))) for n in range(2)},
    0x20DC: Entry(_add_record),
    0x20DD: records(4),
    0xFF15: FAULT,
    0xFF19: REGISTER,
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC300", "UC3xxx"),
    spec="UC300 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc300", "milesight-iot/uc3xxx"),
)
