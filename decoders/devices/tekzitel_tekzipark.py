"""Tekzitel TekziPark parking sensor, which senses by magnetometer and radar."""

from collections.abc import Iterator
from struct import Struct

from decoders.contract import Decoder
from telemetry.quantity import ANALOG_INPUT, DEVICE_FAULT, DEVICE_TEMPERATURE, LOW_BATTERY, PARKING_OCCUPIED
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_REPORT, _DIAGNOSTICS = 1, 2

# Flags, temperature, number of the space.
_HEAD = Struct(">Bbx")
_OCCUPIED, _GOOD_BATTERY, _OBSTRUCTED = 0x80, 0x20, 0x10

# How far the magnetic field is off its base, the base, a fault code, and what the radar saw; no units are stated.
_MAGNETIC = Struct(">6bBBB")
_NAMES = (*(f"{what}_{axis}" for what in ("deflection", "baseline") for axis in "xyz"), "obstruction", "reflection")


def _diagnostics(rest: bytes) -> Iterator[Reading]:
    *field, fault, obstruction, reflection = _MAGNETIC.unpack(rest)
    yield Reading(DEVICE_FAULT, float(fault != 0))
    for name, value in zip(_NAMES, (*field, obstruction, reflection), strict=True):
        yield Reading(ANALOG_INPUT, float(value), name)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a report, behind which Bluetooth beacons may be listed, or diagnostics."""
    payload = uplink.payload
    flags, temperature = _HEAD.unpack_from(payload)
    readings = [
        Reading(PARKING_OCCUPIED, float(flags & _OCCUPIED != 0)),
        Reading(DEVICE_FAULT, float(flags & _OBSTRUCTED != 0), "obstruction"),
        Reading(LOW_BATTERY, float(flags & _GOOD_BATTERY == 0)),
        Reading(DEVICE_TEMPERATURE, float(temperature)),
    ]
    if uplink.f_port == _DIAGNOSTICS:
        readings += _diagnostics(payload[_HEAD.size :])
    return readings


DECODER = Decoder(
    vendor="Tekzitel",
    models=("TekziPark",),
    spec="TekziPark parking sensor, uplink payload",
    f_ports=frozenset({_REPORT, _DIAGNOSTICS}),
    emits=frozenset({ANALOG_INPUT, DEVICE_FAULT, DEVICE_TEMPERATURE, LOW_BATTERY, PARKING_OCCUPIED}),
    decode=decode,
    aliases=("tekzitel/tekzipark",),
)
