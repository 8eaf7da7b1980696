"""Kamstrup flowIQ water meters and MULTICAL heat meters with a LoRaWAN module: M-Bus records as they are."""

from datetime import datetime

from decoders.contract import Decoder
from decoders.formats.mbus import Function, Measure, Record, number, records, unsigned
from decoders.formats.meter import HEAT, WATER, dates, readings
from decoders.formats.oms import read_header
from telemetry.quantity import (
    COOLING_ENERGY,
    FREEZE_ALARM,
    LEAK_NOISE,
    LOW_BATTERY,
    METER_DRY,
    TAMPER,
    THRESHOLD_ALARM,
    WATER_BACKFLOW,
    WATER_BURST,
    WATER_LEAK,
)
from telemetry.reading import MAIN_CHANNEL, Reading
from telemetry.uplink import Uplink

# By bit of the info code.
_STATES = (
    (METER_DRY, MAIN_CHANNEL),
    (WATER_BACKFLOW, MAIN_CHANNEL),
    (WATER_LEAK, MAIN_CHANNEL),
    (WATER_BURST, MAIN_CHANNEL),
    (TAMPER, MAIN_CHANNEL),
    (LOW_BATTERY, MAIN_CHANNEL),
    (FREEZE_ALARM, MAIN_CHANNEL),
    (THRESHOLD_ALARM, "high_ambient_temperature"),
)
_INFO_CODE = (0x7F, 0x25)
# Acoustic leak detection: now, and of the last day; 4095 is no measurement.
_NOISES = {(0x7F, 0x1B): MAIN_CHANNEL, (0x7F, 0x1C): "last_day"}
_NO_NOISE = 4095
# The module's configuration, and the energies E8 and E9, which are volumes times temperatures.
_SILENT = {(0x7F, 0x16), (0x7F, 0x07), (0x7F, 0x08)}
_COOLING = (0x7F, 0x02)

_CHANNELS = {
    Function.INSTANTANEOUS: MAIN_CHANNEL,
    Function.MAXIMUM: "max",
    Function.MINIMUM: "min",
    Function.ERROR: "error_state",
}
_HEAT_MEASURES = {Measure.ENERGY, Measure.POWER, Measure.RETURN_TEMPERATURE}


def _special(record: Record, time: datetime | None) -> list[Reading] | None:
    """What only Kamstrup says."""
    if record.code == _INFO_CODE:
        flags = int.from_bytes(record.data, "little")
        return [Reading(state, float(flags >> bit & 1), name, time) for bit, (state, name) in enumerate(_STATES)]
    if record.code in _NOISES:
        noise = unsigned(record)
        if noise is None or noise == _NO_NOISE:
            return []
        return [Reading(LEAK_NOISE, float(noise), _NOISES[record.code], time)]
    if record.code in _SILENT:
        return []
    if record.extensions == _COOLING and record.unit is not None and record.unit.measure is Measure.ENERGY:
        energy = number(record)
        return [] if energy is None else [Reading(COOLING_ENERGY, energy, _CHANNELS[record.function], time)]
    return None


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; a value whose log entry has no valid date is of the time when it was received."""
    header = read_header(uplink.payload)
    found = list(records(uplink.payload, header.offset))
    heat = any(record.unit is not None and record.unit.measure in _HEAT_MEASURES for record in found)
    meter = HEAT if heat else WATER
    return list(readings(found, meter, dates(found), lambda record, _dated: _CHANNELS[record.function], _special))


DECODER = Decoder(
    vendor="Kamstrup",
    models=("flowIQ 2200", "flowIQ 2250", "flowIQ 3200", "MULTICAL 21", "HC-003-55"),
    spec="EN 13757-3:2018; Kamstrup's published driver for LoRaWAN",
    emits=WATER.emits | HEAT.emits | {COOLING_ENERGY, LEAK_NOISE} | {state for state, _ in _STATES},
    decode=decode,
    aliases=("kamstrup/generic", "kamstrup/flowiq2200-02k73", "kamstrup/flowiq2200-02k73a", "kamstrup/hc-003-55-mc"),
)
