"""Tektelic asset trackers: movement, climate and place; what they hear of beacons states no quantity."""

from collections.abc import Iterable
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.tektelic import (
    ACCELERATIONS,
    BATTERY,
    BATTERY_BYTE,
    PORTS,
    Entry,
    battery_byte,
    decoder,
    emits,
    number,
    silent,
    state,
)
from telemetry.quantity import (
    AIR_TEMPERATURE,
    ALTITUDE,
    DEVICE_TEMPERATURE,
    LATITUDE,
    LONGITUDE,
    MOTION,
    RELATIVE_HUMIDITY,
)
from telemetry.reading import Reading

# Satellites' logs and diagnostics, and beacons heard.
_OTHER_PORTS = frozenset({15, 16, 25})


def _place(high: int, low: int, longitude: int, altitude: int) -> Iterable[Reading]:
    """Latitude in three bytes of 12.5 microdegrees, longitude in four of 0.1, altitude in half metres."""
    yield Reading(LATITUDE, (high << 16 | low) / 80_000)
    yield Reading(LONGITUDE, longitude / 10_000_000)
    yield Reading(ALTITUDE, altitude / 2)


_TABLE = {
    **BATTERY,
    0x0000: state(MOTION),
    0x0004: silent(1),
    0x0067: number("h", DEVICE_TEMPERATURE, 10),
    0x0071: ACCELERATIONS,
    0x0085: silent(7),
    0x0088: Entry(Struct(">bHih"), _place, frozenset({LATITUDE, LONGITUDE, ALTITUDE})),
    0x0092: silent(2),
    0x0095: silent(1),
    0x00AC: silent(1),
    0x00AD: silent(2),
    0x00BA: BATTERY_BYTE,
    0x0195: silent(1),
    0x01BA: battery_byte("1"),
    0x02BA: battery_byte("2"),
    0x0367: number("h", AIR_TEMPERATURE, 10),
    0x0468: number("B", RELATIVE_HUMIDITY, 2),
}

DECODER = Decoder(
    vendor="Tektelic",
    models=("Pelican", "Sparrow", "Stork", "Orca"),
    spec="Tektelic asset trackers' technical reference manuals; data-converters, orca 1.0 and stork 2.2",
    f_ports=PORTS | _OTHER_PORTS,
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("tektelic/t0006129", "tektelic/t0007127", "tektelic/t0007377"),
)
