"""Tektelic asset trackers: movement, climate and place; what they hear of beacons states no quantity."""

from collections.abc import Iterable
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.tektelic import ACCELERATIONS, BATTERY, BATTERY_BYTE, PORTS, Entry, decoder, emits, number, state
from telemetry.quantity import ALTITUDE, DEVICE_TEMPERATURE, LATITUDE, LONGITUDE, MOTION, RELATIVE_HUMIDITY
from telemetry.reading import Reading

_BEACON_PORT = 25


def _place(high: int, low: int, longitude: int, altitude: int) -> Iterable[Reading]:
    """Latitude in three bytes of 12.5 microdegrees, longitude in four of 0.1, altitude in half metres."""
    yield Reading(LATITUDE, (high << 16 | low) / 80_000)
    yield Reading(LONGITUDE, longitude / 10_000_000)
    yield Reading(ALTITUDE, altitude / 2)


_TABLE = {
    0x0000: state(MOTION),
    0x0067: number("h", DEVICE_TEMPERATURE, 10),
    0x0071: ACCELERATIONS,
    0x0088: Entry(Struct(">bHih"), _place, frozenset({LATITUDE, LONGITUDE, ALTITUDE})),
    0x00BA: BATTERY_BYTE,
    0x00FF: BATTERY[0x00FF],
    0x0468: number("B", RELATIVE_HUMIDITY, 2),
}

DECODER = Decoder(
    vendor="Tektelic",
    models=("Pelican", "Sparrow", "Stork", "Orca"),
    spec="Tektelic asset trackers' technical reference manuals, uplink streams",
    f_ports=PORTS | {_BEACON_PORT},
    emits=emits(_TABLE),
    decode=decoder(_TABLE),
    aliases=("tektelic/t0006129", "tektelic/t0007127", "tektelic/t0007377"),
)
