"""MClimate Vicki, a radiator valve."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from struct import Struct

from decoders.formats.mclimate import BATTERY_TENTHS, HUMIDITY, PERIODIC, PERIODIC_81, Frame, decoder
from telemetry.quantity import (
    AIR_TEMPERATURE,
    BATTERY_VOLTAGE,
    DEVICE_FAULT,
    DOOR_OPEN,
    FREEZE_ALARM,
    RELATIVE_HUMIDITY,
    TEMPERATURE_SETPOINT,
    VALVE_OPENING,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_FIELDS = Struct(">8B")
_WINDOW, _MOTOR, _SENSOR = 0x08, 0x06, 0x01
_CALIBRATION, _FREEZING = 0x40, 0x08
_EMITS = frozenset(
    {
        AIR_TEMPERATURE,
        BATTERY_VOLTAGE,
        DEVICE_FAULT,
        DOOR_OPEN,
        FREEZE_ALARM,
        RELATIVE_HUMIDITY,
        TEMPERATURE_SETPOINT,
        VALVE_OPENING,
    }
)


def _frame(degrees: Callable[[int], float]) -> Frame:
    """A keep-alive with the temperature scale of one generation of hardware."""

    def read(
        target: int, temperature: int, humidity: int, position: int, span: int, upper: int, status: int, more: int
    ) -> Iterator[Reading]:
        """A motor that is not calibrated has no range, and so no opening."""
        position, span = (upper & 0xF0) << 4 | position, (upper & 0x0F) << 8 | span
        yield Reading(TEMPERATURE_SETPOINT, float(target))
        yield Reading(AIR_TEMPERATURE, round(degrees(temperature), 2))
        yield from HUMIDITY.readings(humidity)
        yield from BATTERY_TENTHS.readings(status)
        yield Reading(DOOR_OPEN, float(status & _WINDOW != 0), "window")
        yield Reading(DEVICE_FAULT, float(status & _MOTOR != 0), "motor")
        yield Reading(DEVICE_FAULT, float(status & _SENSOR != 0), "sensor")
        yield Reading(DEVICE_FAULT, float(more & _CALIBRATION != 0), "calibration")
        yield Reading(FREEZE_ALARM, float(more & _FREEZING != 0))
        if span:
            yield Reading(VALVE_OPENING, float(round((1 - position / span) * 100)))

    return Frame(_FIELDS, read, _EMITS)


_KEEP_ALIVE = decoder(
    "Vicki",
    "vicki",
    {
        PERIODIC: _frame(lambda raw: raw * 165 / 256 - 40),
        PERIODIC_81: _frame(lambda raw: (raw - 28.33333) / 5.66666),
    },
)
_FINE_TARGET = 0x52
"""The answer, in tenths of a degree, that precedes a keep-alive whose target is no whole number."""


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a keep-alive, and the finer target in front of it."""
    readings = _KEEP_ALIVE.decode(uplink)
    if readings and uplink.payload[0] == _FINE_TARGET:
        tenths = int.from_bytes(uplink.payload[1:3], "big")
        readings[0] = Reading(TEMPERATURE_SETPOINT, tenths / 10)
    return readings


DECODER = replace(_KEEP_ALIVE, decode=decode)
