"""Nwave NPS405 and its siblings, parking sensors that also say how long the state before lasted."""

from collections.abc import Iterator
from struct import Struct

from decoders.contract import Decoder
from telemetry.quantity import (
    BATTERY_VOLTAGE,
    DEVICE_FAULT,
    DEVICE_TEMPERATURE,
    LOW_BATTERY,
    PARKING_OCCUPIED,
    PARKING_STATE_DURATION,
)
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_STATUS, _HEARTBEAT, _STARTUP, _DEBUG, _REGISTRATION = 1, 2, 3, 6, 10

# State and faults, battery, temperature.
_ALIVE = Struct("<BBb")
_OCCUPIED = 0x01
"""The lowest bit of the first byte; the others are the duration, or the faults of a heartbeat."""

# Millivolts below which the battery is low, and the temperature below which it may be lower.
_LOW, _LOW_COLD, _COLD = 3000, 2900, -5


def _parking(byte: int) -> Iterator[Reading]:
    """The state, and the minutes of the state before: exact at first, then in steps, 127 being too long to say."""
    yield Reading(PARKING_OCCUPIED, float(byte & _OCCUPIED))
    steps = byte >> 1
    if steps < 90:
        minutes = steps
    elif steps < 120:
        minutes = 90 + (steps - 90) * 5
    elif steps < 127:
        minutes = 240 + (steps - 120) * 60
    else:
        return
    yield Reading(PARKING_STATE_DURATION, minutes * 60.0)


def _alive(payload: bytes) -> Iterator[Reading]:
    state, battery, half_degrees = _ALIVE.unpack_from(payload)
    millivolts, temperature = 2500 + 4 * battery, half_degrees / 2 + 10
    yield Reading(PARKING_OCCUPIED, float(state & _OCCUPIED))
    yield Reading(DEVICE_FAULT, float(state >> 1 != 0))
    yield Reading(BATTERY_VOLTAGE, millivolts / 1000)
    yield Reading(LOW_BATTERY, float(millivolts < (_LOW_COLD if temperature < _COLD else _LOW)))
    yield Reading(DEVICE_TEMPERATURE, temperature)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a change, a heartbeat, a start, or the registration of a driver's tag."""
    payload = uplink.payload
    if uplink.f_port == _HEARTBEAT:
        return list(_alive(payload))
    if uplink.f_port == _STARTUP:
        return [Reading(PARKING_OCCUPIED, float(payload[4] & 1))]
    if uplink.f_port == _STATUS or (uplink.f_port == _REGISTRATION and payload[0] & _OCCUPIED):
        return list(_parking(payload[0]))
    return []


DECODER = Decoder(
    vendor="Nwave",
    models=("NPS405", "NPS405SM", "NPS420", "NPS420SM"),
    spec="Nwave LoRaWAN Parking Sensor, Getting Started, §4.2",
    f_ports=frozenset({_STATUS, _HEARTBEAT, _STARTUP, _DEBUG, _REGISTRATION}),
    emits=frozenset(
        {BATTERY_VOLTAGE, DEVICE_FAULT, DEVICE_TEMPERATURE, LOW_BATTERY, PARKING_OCCUPIED, PARKING_STATE_DURATION}
    ),
    decode=decode,
    aliases=("nwave/nps405", "nwave/nps405sm", "nwave/nps420", "nwave/nps420sm"),
)
