"""Nwave NCC405, a counter of cars."""

from struct import Struct

from decoders.contract import Decoder
from telemetry.quantity import BATTERY_VOLTAGE, DEVICE_FAULT, VEHICLE_COUNT
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_COUNT, _HEARTBEAT, _STARTUP, _DEBUG = 1, 2, 3, 6
_COUNTER = Struct(">H")
# Faults, battery now, and its mean over 24 hours.
_ALIVE = Struct("BBB")


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a count or a heartbeat; a start and diagnostics state no value."""
    if uplink.f_port == _COUNT:
        (count,) = _COUNTER.unpack(uplink.payload)
        return [Reading(VEHICLE_COUNT, float(count))]
    if uplink.f_port == _HEARTBEAT:
        faults, battery, mean = _ALIVE.unpack(uplink.payload)
        return [
            Reading(DEVICE_FAULT, float(faults >> 3 != 0)),
            Reading(BATTERY_VOLTAGE, (2500 + 4 * battery) / 1000),
            Reading(BATTERY_VOLTAGE, (2500 + 4 * mean) / 1000, "mean"),
        ]
    return []


DECODER = Decoder(
    vendor="Nwave",
    models=("NCC405",),
    spec="Nwave's published codec of the NCC405",
    f_ports=frozenset({_COUNT, _HEARTBEAT, _STARTUP, _DEBUG}),
    emits=frozenset({BATTERY_VOLTAGE, DEVICE_FAULT, VEHICLE_COUNT}),
    decode=decode,
    aliases=("nwave/ncc405",),
)
