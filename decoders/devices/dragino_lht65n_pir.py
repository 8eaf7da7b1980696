"""Dragino LHT65N-PIR, temperature and humidity with a motion sensor."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, climate, status
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, MOTION, MOTION_COUNT, RELATIVE_HUMIDITY
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# First word, temperature, humidity, kind of external sensor, whether it sees motion, motions in all.
_FRAME = Struct(">HhHBB3s")
_KIND, _PIR = 0x0F, 14


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame; the external sensor is of kind 14, and another is refused."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    first, temperature, humidity, flags, motion, count = _FRAME.unpack(uplink.payload)
    if flags & _KIND != _PIR:
        raise DecodeError(f"external sensor of kind {flags & _KIND}; the motion sensor is {_PIR}")
    return [
        battery(first),
        *climate(temperature, humidity),
        Reading(MOTION, float(motion != 0)),
        Reading(MOTION_COUNT, float(int.from_bytes(count, "big"))),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LHT65N-PIR",),
    spec="LHT65N-PIR user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, MOTION, MOTION_COUNT, RELATIVE_HUMIDITY}),
    decode=decode,
    aliases=("dragino/lht65n-pir",),
)
