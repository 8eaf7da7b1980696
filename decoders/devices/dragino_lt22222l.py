"""Dragino LT-22222-L and LT-33222-L, input and output controllers."""

from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    CURRENT_LOOP,
    DIGITAL_INPUT,
    DIGITAL_OUTPUT,
    PULSE_COUNT,
    RELAY_CLOSED,
    THRESHOLD_ALARM,
    VOLTAGE,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_SIZE = 11
_STATES_AT, _MODE_AT = 8, 10
_LT33222 = 0
_ALARM_MODE = 6

# What the first eight bytes hold in each mode: a struct format, then a quantity, a divisor and a channel each.
_MODES = {
    1: (
        Struct(">hhhh"),
        ((VOLTAGE, 1000, "1"), (VOLTAGE, 1000, "2"), (CURRENT_LOOP, 1000, "1"), (CURRENT_LOOP, 1000, "2")),
    ),
    2: (Struct(">II"), ((PULSE_COUNT, 1, "1"), (PULSE_COUNT, 1, "2"))),
    3: (Struct(">Ihh"), ((PULSE_COUNT, 1, "1"), (CURRENT_LOOP, 1000, "1"), (CURRENT_LOOP, 1000, "2"))),
    4: (Struct(">II"), ((PULSE_COUNT, 1, "1"), (PULSE_COUNT, 1, "accumulated"))),
    5: (
        Struct(">hhhH"),
        ((VOLTAGE, 1000, "1"), (VOLTAGE, 1000, "2"), (CURRENT_LOOP, 1000, "1"), (PULSE_COUNT, 1, "1")),
    ),
}

# The limits that an alarm frame may name, the first in bit 7.
_LIMITS = tuple(f"{kind}_{n}_{end}" for kind in ("voltage", "current") for n in (1, 2) for end in ("low", "high"))


def _alarms(payload: bytes) -> list[Reading]:
    """The limits that are watched, and whether each is crossed; two contacts follow, each with its flag below it."""
    watched, crossed, contacts = payload[0], payload[1], payload[2]
    readings = [
        Reading(THRESHOLD_ALARM, float(crossed >> 7 - bit & 1), name)
        for bit, name in enumerate(_LIMITS)
        if watched >> 7 - bit & 1
    ]
    return readings + [
        Reading(THRESHOLD_ALARM, float(contacts >> 2 * n - 1 & 1), f"input_{n}")
        for n in (1, 2)
        if contacts >> 2 * n - 2 & 1
    ]


def _states(states: int, mode: int, hardware: int) -> list[Reading]:
    """Relays, outputs (low when the bit is set) and, in mode 1, inputs."""
    third = hardware == _LT33222
    readings = [Reading(RELAY_CLOSED, float(states >> 8 - n & 1), str(n)) for n in (1, 2)]
    readings += [Reading(DIGITAL_OUTPUT, float(not states >> n - 1 & 1), str(n)) for n in range(1, 4 if third else 3)]
    if mode == 1:
        readings += [Reading(DIGITAL_INPUT, float(states >> n + 2 & 1), str(n)) for n in range(1, 4 if third else 3)]
    return readings


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data frame; one of status tells the radio's band only."""
    payload = uplink.payload
    if uplink.f_port != 2:
        return []
    if len(payload) != _SIZE:
        raise DecodeError(f"{len(payload)} bytes; expected {_SIZE}")
    hardware, mode = payload[_MODE_AT] >> 6, payload[_MODE_AT] & 0x3F
    if mode == _ALARM_MODE:
        return _alarms(payload)
    if mode not in _MODES:
        raise DecodeError(f"unknown working mode {mode}")
    layout, values = _MODES[mode]
    raws = layout.unpack_from(payload)
    readings = [Reading(quantity, raw / by, name) for (quantity, by, name), raw in zip(values, raws, strict=True)]
    return readings + _states(payload[_STATES_AT], mode, hardware)


DECODER = Decoder(
    vendor="Dragino",
    models=("LT-22222-L", "LT-33222-L"),
    spec="LT-22222-L user manual, Uplink payload",
    f_ports=frozenset({2, 5}),
    emits=frozenset({CURRENT_LOOP, DIGITAL_INPUT, DIGITAL_OUTPUT, PULSE_COUNT, RELAY_CLOSED, THRESHOLD_ALARM, VOLTAGE}),
    decode=decode,
    aliases=("dragino/lt22222-l", "dragino/lt33222-l"),
)
