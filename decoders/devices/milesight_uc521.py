"""Milesight UC521, a controller of two motor valves, with meters, contacts and pressures."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import (
    BATTERY,
    Add,
    Entry,
    Table,
    Value,
    decoder,
    emits,
    number,
    numbers,
    skip,
    state,
)
from telemetry.errors import DecodeError
from telemetry.quantity import (
    DEVICE_FAULT,
    DIGITAL_INPUT,
    LOW_BATTERY,
    PRESSURE,
    PULSE_COUNT,
    THRESHOLD_ALARM,
    VALVE_OPENING,
)
from telemetry.reading import Reading

_TWO_WAYS, _THREE_WAYS = 0, 1
_WEAK, _CLOSED_BY_CONTACT, _FAULTS = 0, 1, range(2, 5)


def _opening(name: str) -> Add:
    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        """Add how far the valve is open; one of three ways opens to the left, or above 100 to the right."""
        kind, opening = payload[offset], payload[offset + 1]
        if kind == _TWO_WAYS:
            readings.append(Reading(VALVE_OPENING, float(opening), name))
        elif kind == _THREE_WAYS:
            side, opening = ("right", opening - 100) if opening > 100 else ("left", opening)
            readings.append(Reading(VALVE_OPENING, float(opening), f"{name}_{side}"))
        else:
            raise DecodeError(f"unknown kind {kind} of valve")
        return offset + 2

    return add


def _trouble(name: str) -> Add:
    def add(readings: list[Reading], payload: bytes, offset: int) -> int:
        """Add why the valve did not move: a weak battery, or a fault; that a contact closed it is neither."""
        reason = payload[offset + 1]
        if reason == _WEAK:
            readings.append(Reading(LOW_BATTERY, 1.0))
        elif reason in _FAULTS:
            readings.append(Reading(DEVICE_FAULT, 1.0, f"valve_{name}"))
        elif reason != _CLOSED_BY_CONTACT:
            raise DecodeError(f"unknown trouble {reason} of a valve")
        return offset + 2

    return add


def _valve(n: int) -> Table:
    """What the n-th valve, its meter and its contact send."""
    first = 0x0100 + 0x0200 * n
    name = str(n)
    return {
        first | 0xF6: Entry(_opening(name), frozenset({VALVE_OPENING})),
        first + 0x01C8: number("I", Value(PULSE_COUNT, channel=name)),
        0x0601 + 0x100 * n: state(DIGITAL_INPUT, name),
        0x0D01 + 0x100 * n: skip(1),  # how long it takes to open
        0xB000 + first | 0xF6: Entry(_trouble(name), frozenset({DEVICE_FAULT, LOW_BATTERY})),
    }


def _pressure(n: int) -> Table:
    """What the n-th pressure sensor sends, in kilopascals; six bytes of its thresholds begin an alarm."""
    pressure = Value(PRESSURE, channel=str(n))

    def add_fault(readings: list[Reading], _payload: bytes, offset: int) -> int:
        readings.append(Reading(DEVICE_FAULT, 1.0, f"pressure_{n}"))
        return offset + 1

    return {
        0x087B + 0x100 * n: number("H", pressure),
        0x0AF5 + 0x100 * n: numbers("6xHB", pressure, Value(THRESHOLD_ALARM, channel=f"pressure_{n}")),
        0xB87B + 0x100 * n: Entry(add_fault, frozenset({DEVICE_FAULT})),
    }


def _pass_text(_readings: list[Reading], payload: bytes, offset: int) -> int:
    """Pass over a message of the owner: length, characters."""
    return offset + 1 + payload[offset]


_TABLE: Table = {
    0x0175: BATTERY,
    **_valve(1),
    **_valve(2),
    **_pressure(1),
    **_pressure(2),
    0x0DE3: skip(4),  # result of a calibration
    0xFF2A: Entry(_pass_text),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("UC521",),
    spec="UC521 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/uc521",),
)
