"""Elvaco CMi41xx, LoRaWAN modules in heat meters: a format byte, then M-Bus records, or one line of JSON.

The module sends right after it reads the meter, whose clock is of local time; so present values carry no time
of their own.
"""

import json
from datetime import datetime
from math import isfinite
from struct import Struct
from typing import Any

from decoders.contract import Decoder
from decoders.formats.mbus import Measure, Record, number, records
from decoders.formats.meter import HEAT, dates, full_name, readings
from telemetry.errors import DecodeError
from telemetry.quantity import (
    COOLING_ENERGY,
    DEVICE_FAULT,
    RETURN_TEMPERATURE,
    SUPPLY_TEMPERATURE,
    THERMAL_ENERGY,
    THERMAL_POWER,
    WATER_FLOW,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_JSON = {0x02, 0x07, 0x11, 0x17, 0x20, 0x26}
_LAST_FORMAT = 0x50
_ENERGY_UNITS = {"Wh": 1, "kWh": 1e3, "MWh": 1e6, "GWh": 1e9, "MJ": 1e6 / 3600, "GJ": 1e9 / 3600}

_COOLING, _COOLING_IN_ERROR = (0x7F, 0x02), (0x7F, 0x03)
# Volumes times temperatures.
_SILENT = {(0x7F, 0x07), (0x7F, 0x08)}
# Flags, then number, maker, version and kind of the meter.
_METER = (0x7F, 0x21)
# Supply and return temperature, flow and power; the last byte of the unit scales the last two.
_COMBINED, _COMBINED_VALUES = (0x7F, 0x20), Struct("<4h")


def _special(record: Record, _time: datetime | None) -> list[Reading] | None:
    """What only Elvaco's modules say."""
    if record.code[:2] == _COMBINED and len(record.code) == 3:
        return _combined(record)
    if record.code == _METER:
        return [Reading(DEVICE_FAULT, float(record.data[0] != 0), "meter")]
    if record.code in _SILENT or record.extensions == _COOLING_IN_ERROR:
        return []
    if record.extensions == _COOLING and record.unit is not None and record.unit.measure is Measure.ENERGY:
        energy, name = number(record), full_name(record, dated=False)
        return [] if energy is None or name is None else [Reading(COOLING_ENERGY, energy, name)]
    return None


def _combined(record: Record) -> list[Reading]:
    scaling = record.code[-1]
    supply, back, flow, power = _COMBINED_VALUES.unpack(record.data)
    return [
        Reading(SUPPLY_TEMPERATURE, supply / 100),
        Reading(RETURN_TEMPERATURE, back / 100),
        Reading(WATER_FLOW, flow * 10 ** (scaling & 7) / 10**6),
        Reading(THERMAL_POWER, power * 10 ** (scaling >> 4 & 7) / 10**3),
    ]


def _from_json(text: bytes) -> list[Reading]:
    """The energy of a line such as `{"E":"894137","U":"kWh","ID":70969798}`."""
    try:
        values: Any = json.loads(text)
        energy = float(values["E"]) * _ENERGY_UNITS[values["U"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DecodeError("the JSON has no energy E in a known unit U") from error
    if not isfinite(energy):
        raise DecodeError("the energy E is no number")
    return [Reading(THERMAL_ENERGY, energy)]


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; every format names its records itself."""
    payload = uplink.payload
    if payload[0] > _LAST_FORMAT:
        raise DecodeError(f"unknown message format {payload[0]:#04x}")
    if payload[0] in _JSON:
        return _from_json(payload[1:])
    found = list(records(payload, 1))
    return list(readings(found, HEAT, {**dates(found), 0: None}, special=_special))


DECODER = Decoder(
    vendor="Elvaco",
    models=("CMi4110", "CMi4111", "CMi4130", "CMi4140", "CMi4160", "CMi4170"),
    spec="CMi4110, CMi4130, CMi4140 and CMi4160 User's Manuals, Payload; EN 13757-3",
    emits=HEAT.emits,
    decode=decode,
    aliases=("elvaco/cmi41xx", *(f"elvaco/cmi{n}" for n in (4110, 4111, 4130, 4140, 4160, 4170)), "elvaco/cmi4110-mcm"),
)
