"""The entries of Milesight's UC50x controllers, whose firmwares differ in how fine an analogue input is."""

from datetime import UTC, datetime
from struct import Struct

from decoders.formats.milesight_tlv import BATTERY, Entry, Table, Value, number, numbers, skip, state
from decoders.formats.milesight_uc import STATED, analog, analog_float, fault, packed, records
from telemetry.errors import DecodeError
from telemetry.quantity import ANALOG_INPUT, DIGITAL_INPUT, DIGITAL_OUTPUT, PULSE_COUNT
from telemetry.reading import Reading

_RECORD = Struct("<IBIBIii")
_CONTACTS = {0: DIGITAL_INPUT, 1: DIGITAL_OUTPUT}
_COUNTS = 2


def _add_record(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add a stored record: time, kind and value of both contacts, both analogue inputs in thousandths."""
    seconds, kind_1, contact_1, kind_2, contact_2, *analogs = _RECORD.unpack_from(payload, offset)
    time = datetime.fromtimestamp(seconds, UTC)
    for name, kind, raw in (("1", kind_1, contact_1), ("2", kind_2, contact_2)):
        if kind in _CONTACTS:
            readings.append(Reading(_CONTACTS[kind], float(raw != 0), name, time))
        elif kind == _COUNTS:
            readings.append(Reading(PULSE_COUNT, float(raw), name, time))
        else:
            raise DecodeError(f"unknown kind {kind} of stored contact")
    readings.extend(Reading(ANALOG_INPUT, raw / 1000, str(n), time) for n, raw in enumerate(analogs, 1))
    return offset + _RECORD.size


_TEXT_SIZE = 36


def _pass_texts(_readings: list[Reading], payload: bytes, offset: int) -> int:
    """Pass over stored answers of SDI-12 sensors: time, mask, a text for each bit of it."""
    mask = int.from_bytes(payload[offset + 4 : offset + 6], "little")
    return offset + 6 + _TEXT_SIZE * mask.bit_count()


def _contact(n: int) -> Table:
    count = Value(PULSE_COUNT, channel=str(n))
    return {
        0x0200 + 0x100 * n: state(DIGITAL_INPUT, str(n)),
        0x0201 + 0x100 * n: state(DIGITAL_OUTPUT, str(n)),
        0x02C8 + 0x100 * n: number("I", count),
        # An alarm, or a change and its alarm, follow the count; published documents disagree how they are coded.
        0x82C8 + 0x100 * n: numbers("Ix", count),
        0x92C8 + 0x100 * n: numbers("I5x", count),
    }


def _analog(n: int, divisor: int) -> Table:
    return {
        0x0402 + 0x100 * n: analog(str(n), divisor),
        0x04E2 + 0x100 * n: analog_float(str(n)),
        0x84E2 + 0x100 * n: analog_float(str(n), tail=1),
        0x94E2 + 0x100 * n: analog_float(str(n), tail=5),
    }


_FIRST_REGISTER = 6


def table(divisor: int) -> Table:
    """The entries of a firmware that divides its analogue inputs by `divisor`."""
    return {
        0x0175: BATTERY,
        **_contact(1),
        **_contact(2),
        **_analog(1, divisor),
        **_analog(2, divisor),
        0x08DB: skip(1 + _TEXT_SIZE),  # the answer of an SDI-12 sensor
        0x20DC: Entry(_add_record, STATED | {DIGITAL_OUTPUT, PULSE_COUNT}),
        0x20DD: records(2),
        0x20E0: Entry(_pass_texts),
        0x800E: packed(_FIRST_REGISTER, tail=1),
        0x900E: packed(_FIRST_REGISTER, tail=5),
        0xFF0E: packed(_FIRST_REGISTER),
        0xFF14: skip(1),  # how an analogue input is wired
        0xFF15: fault(_FIRST_REGISTER),
    }
