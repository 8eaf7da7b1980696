"""Tektelic Seal, a tracker that lone workers wear: calls for help, falls, place and height."""

from collections.abc import Iterable
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.tektelic import ACCELERATIONS, BATTERY, PORTS, Entry, decoder, emits, number, silent, state
from telemetry.quantity import (
    ALTITUDE,
    ATMOSPHERIC_PRESSURE,
    DEVICE_TEMPERATURE,
    FALL,
    LATITUDE,
    LONGITUDE,
    MOTION,
    SOS,
    SPEED,
    THRESHOLD_ALARM,
)
from telemetry.reading import Reading

# Diagnostics of the satellites, and beacons heard.
_OTHER_PORTS = frozenset({16, 25})
_SOS, _FALL, _PRESSURE = 0x01, 0x02, 0x10


def _place(high: int, low: int, east_high: int, east_low: int, altitude: int) -> Iterable[Reading]:
    """Latitude and longitude in three bytes, the whole range of each; altitude from -500 m to 9 km."""
    yield Reading(LATITUDE, (high << 16 | low) * 90 / (1 << 23))
    yield Reading(LONGITUDE, (east_high << 16 | east_low) * 180 / (1 << 23))
    yield Reading(ALTITUDE, altitude * 9500 / (1 << 16) - 500)


def _safety(raw: int) -> Iterable[Reading]:
    """The button, the fall, and the pressure that means a great height; the rest is what the device did about it."""
    yield Reading(SOS, float(raw & _SOS != 0))
    yield Reading(FALL, float(raw & _FALL != 0))
    yield Reading(THRESHOLD_ALARM, float(raw & _PRESSURE != 0), "pressure")


_TABLE = {
    **{code: BATTERY[code] for code in (0x00D3, 0x00BD)},
    0x0000: silent(1),
    0x0001: state(MOTION),
    0x0067: number("h", DEVICE_TEMPERATURE, 10),
    0x0071: ACCELERATIONS,
    0x0073: number("H", ATMOSPHERIC_PRESSURE, 10),
    0x0074: number("H", ATMOSPHERIC_PRESSURE, 10, "calibrated"),
    0x0085: silent(4),
    0x0088: Entry(Struct(">bHbHH"), _place, frozenset({LATITUDE, LONGITUDE, ALTITUDE})),
    0x0092: number("B", SPEED),
    0x0095: silent(1),
    0x0195: silent(1),
    0x0295: Entry(Struct(">B"), _safety, frozenset({SOS, FALL, THRESHOLD_ALARM})),
}

DECODER = Decoder(
    vendor="Tektelic",
    models=("Seal",),
    spec="Tektelic data-converters, seal 2.2, uplink streams",
    f_ports=PORTS | _OTHER_PORTS,
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("tektelic/seal",),
)
