"""Keller ADT1 and ARC1, transmitters of level and pressure probes: a bit for each channel sent, then its float.

What the channels are depends on the type of connection. Pressures are bars, conductivities mS/cm.
"""

from collections.abc import Iterator
from math import isfinite
from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ANALOG_INPUT,
    ATMOSPHERIC_PRESSURE,
    BATTERY_LEVEL,
    BATTERY_VOLTAGE,
    PULSE_COUNT,
    RELATIVE_HUMIDITY,
    VOLTAGE,
    WATER_CONDUCTIVITY,
    WATER_PRESSURE,
    WATER_TEMPERATURE,
    Quantity,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

_MEASUREMENT, _INFORMATION = 1, 12
_HEAD = Struct(">xBH")
# Battery voltage and level, humidity inside.
_STATUS = Struct(">14xfBB")

Entry = tuple[Quantity, str, float]
"""A quantity, its channel, and the factor to its unit."""


def _row(quantity: Quantity, *channels: str, factor: float = 1) -> tuple[Entry, ...]:
    return tuple((quantity, channel, factor) for channel in channels)


_P1_P2, _P1_BARO, _P1, _P2 = _row(WATER_PRESSURE, "p1_p2", MAIN_CHANNEL, "p1", "p2")
_P1_2, _P1_3, _P1_4, _P1_5, _P2_2 = _row(WATER_PRESSURE, "p1_2", "p1_3", "p1_4", "p1_5", "p2_2")
_T, _TOB1, _TOB2, _TOB2_2 = _row(WATER_TEMPERATURE, MAIN_CHANNEL, "tob1", "tob2", "tob2_2")
_TOB1_2, _TOB1_3, _TOB1_4, _TOB1_5 = _row(WATER_TEMPERATURE, "tob1_2", "tob1_3", "tob1_4", "tob1_5")
_TC, _TC_2, _TC_3, _RAW = _row(WATER_CONDUCTIVITY, MAIN_CHANNEL, "2", "3", "raw", factor=1000)
_T_TC, _T_TC_2, _T_TC_3 = _row(WATER_TEMPERATURE, "conductivity", "conductivity_2", "conductivity_3")
_BARO, *_ = _row(ATMOSPHERIC_PRESSURE, MAIN_CHANNEL, factor=1000)
_TBARO, *_ = _row(AIR_TEMPERATURE, MAIN_CHANNEL)
_VOLT_1, _VOLT_2 = _row(VOLTAGE, "input_1", "input_2")
_COUNT, *_ = _row(PULSE_COUNT, MAIN_CHANNEL)
_SDI12 = _row(ANALOG_INPUT, *(f"sdi12_{n}" for n in range(1, 11)))

_PROBES = (_P1, _P2, _T, _TOB1, _TOB2)
_AIR, _INPUTS = (_BARO, _TBARO), (_BARO, _TBARO, _VOLT_1, _VOLT_2)
_CONDUCTIVITY = (_P1, _P2, _T_TC, _TOB1, _TOB2, *_INPUTS, _TC, _RAW)
_FIVE = (_P1, _TOB1, _P1_2, _TOB1_2, _P1_3, _TOB1_3, _P1_4, _TOB1_4, _P1_5, _TOB1_5)
_THREE = (_P1, _TOB1, _TC, _T_TC, _P1_2, _TOB1_2, _TC_2, _T_TC_2, _P1_3, _TOB1_3, _TC_3, _T_TC_3)

CONNECTIONS: dict[int, tuple[Entry, ...]] = {
    0: (_P1_P2, *_PROBES),
    1: (_P1_P2, *_PROBES),
    2: (_P1_BARO, *_PROBES, *_AIR),
    3: (_P1_BARO, *_PROBES, *_AIR),
    4: (_P1_P2, *_PROBES, *_INPUTS),
    5: (_P1_BARO, *_PROBES, *_INPUTS),
    6: (_P1_P2, *_PROBES, *_INPUTS, _P1_2, _P1_3, _P1_4, _P1_5, _COUNT),
    7: (*_INPUTS, *_SDI12),
    8: (*_FIVE, _VOLT_1, _VOLT_2, *_AIR, _COUNT),
    9: (_P1_P2, *_CONDUCTIVITY),
    10: (_P1_BARO, *_CONDUCTIVITY),
    11: (*_THREE, *_AIR, _COUNT),
    13: (_P1, _P2, _TOB1, _TOB2, _P1_2, _P2_2, _TOB1_2, _TOB2_2, *_INPUTS, _COUNT),
}
"""The channels of each type of connection, from the lowest bit."""


def _measurement(payload: bytes) -> Iterator[Reading]:
    connection, sent = _HEAD.unpack_from(payload)
    channels = CONNECTIONS.get(connection)
    if channels is None:
        raise DecodeError(f"unknown type of connection {connection}")
    if sent >> len(channels):
        raise DecodeError(f"channels {sent:#06x}; a connection of type {connection} has {len(channels)}")
    present = [channel for bit, channel in enumerate(channels) if sent >> bit & 1]
    values = Struct(f">{len(present)}f").unpack(payload[_HEAD.size :])
    for (quantity, name, factor), value in zip(present, values, strict=True):
        # Infinities and NaN mark a channel that is out of its range or failed.
        if isfinite(value):
            yield Reading(quantity, value * factor, name)


def _information(payload: bytes) -> Iterator[Reading]:
    volts, level, humidity = _STATUS.unpack_from(payload)
    if isfinite(volts):
        yield Reading(BATTERY_VOLTAGE, volts)
    yield Reading(BATTERY_LEVEL, float(level))
    yield Reading(RELATIVE_HUMIDITY, float(humidity), "device")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a measurement, or what the device says of itself."""
    function = uplink.payload[0]
    if function == _MEASUREMENT:
        return list(_measurement(uplink.payload))
    if function == _INFORMATION:
        return list(_information(uplink.payload))
    raise DecodeError(f"unknown function {function}")


DECODER = Decoder(
    vendor="Keller",
    models=("ADT1", "ADT1-Tube", "ADT1-Box", "ARC1", "ARC1-Tube", "ARC1-Box"),
    spec="ADT1 LoRa data communication protocol, version 02/2020, §3",
    emits=frozenset(
        {BATTERY_LEVEL, BATTERY_VOLTAGE, RELATIVE_HUMIDITY}
        | {quantity for channels in CONNECTIONS.values() for quantity, _, _ in channels}
    ),
    decode=decode,
    aliases=("keller/keller", "keller/adt1"),
)
