"""Dragino SW3L, an outdoor flow sensor that counts the pulses of its turbine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from telemetry.quantity import BATTERY_VOLTAGE, PULSE_COUNT, PULSES, THRESHOLD_ALARM, WATER_VOLUME
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_DATA, _LOG, _SETTINGS, _ABOUT = 2, 3, 4, 5

# Flags, pulses, mode, time; the log has mode before pulses.
_NOW = Struct(">BIBxI")
_PAST = Struct(">BBxII")
_STATUS = Struct(">5xH")

_ALARM = 0x02
_SINCE_LAST = 1
"""The mode in which pulses are those since the last report, not in all."""

# By turbine: 0 is SW3L-004, 1 SW3L-006, 2 SW3L-010.
_PULSES_A_LITRE = {0: 450, 1: 390, 2: 64}


def _count(flags: int, mode: int, pulses: int, seconds: int) -> Iterator[Reading]:
    time = datetime.fromtimestamp(seconds, UTC)
    yield Reading(THRESHOLD_ALARM, float(flags & _ALARM != 0), time=time)
    if mode == _SINCE_LAST:
        yield Reading(PULSES, float(pulses), time=time)
        return
    yield Reading(PULSE_COUNT, float(pulses), time=time)
    if litre := _PULSES_A_LITRE.get(flags >> 2):
        yield Reading(WATER_VOLUME, pulses / litre / 1000, time=time)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a count, a log of counts, or the status; settings state no value."""
    payload = uplink.payload
    if uplink.f_port == _DATA:
        flags, pulses, mode, seconds = _NOW.unpack(payload)
        return list(_count(flags, mode, pulses, seconds))
    if uplink.f_port == _LOG:
        return [reading for entry in _PAST.iter_unpack(payload) for reading in _count(*entry)]
    if uplink.f_port == _ABOUT:
        (millivolts,) = _STATUS.unpack(payload)
        return [Reading(BATTERY_VOLTAGE, millivolts / 1000)]
    return []


DECODER = Decoder(
    vendor="Dragino",
    models=("SW3L", "SW3L-004", "SW3L-006", "SW3L-010"),
    spec="SW3L LoRaWAN Outdoor Flow Sensor User Manual, §1.6 and Uplink Payload",
    f_ports=frozenset({_DATA, _LOG, _SETTINGS, _ABOUT}),
    emits=frozenset({BATTERY_VOLTAGE, PULSE_COUNT, PULSES, THRESHOLD_ALARM, WATER_VOLUME}),
    decode=decode,
    aliases=("dragino/sw3l",),
)
