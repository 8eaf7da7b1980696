"""Milesight GS101, a detector of methane that closes a valve."""

from decoders.contract import Decoder
from decoders.formats.milesight_tlv import Entry, decoder, emits, skip, state
from telemetry.errors import DecodeError
from telemetry.quantity import DEVICE_FAULT, EXTERNAL_POWER, GAS_ALARM, RELAY_CLOSED, VALVE_OPEN
from telemetry.reading import Reading

_REPORTS = {
    0: Reading(EXTERNAL_POWER, 0.0),
    1: Reading(EXTERNAL_POWER, 1.0),
    2: Reading(DEVICE_FAULT, 1.0),
    3: Reading(DEVICE_FAULT, 0.0),
    5: Reading(DEVICE_FAULT, 1.0),  # the cell is used up
}
_SOON_USED_UP = 4


def _add_report(readings: list[Reading], payload: bytes, offset: int) -> int:
    """Add what happened to the device; that its cell will be used up in a month is no fault yet."""
    kind = payload[offset]
    if kind in _REPORTS:
        readings.append(_REPORTS[kind])
    elif kind != _SOON_USED_UP:
        raise DecodeError(f"unknown kind {kind} of report")
    return offset + 1


_TABLE = {
    0x058E: state(GAS_ALARM),
    0x0601: state(VALVE_OPEN),
    0x0701: state(RELAY_CLOSED),
    0x0890: skip(4),  # how long the cell will last
    0xFF3F: Entry(_add_report, frozenset({DEVICE_FAULT, EXTERNAL_POWER})),
}

DECODER = Decoder(
    vendor="Milesight",
    models=("GS101",),
    spec="GS101 User Guide, Device Payload",
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("milesight-iot/gs101",),
)
