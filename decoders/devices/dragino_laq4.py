"""Dragino LAQ4, CO2, volatile compounds and climate of a room."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, status
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, CO2, RELATIVE_HUMIDITY, THRESHOLD_ALARM, TVOC
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, flags, TVOC, CO2, temperature, humidity.
_FRAME = Struct(">HBHHhH")
_DATA, _THRESHOLDS = 1, 31


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame; the frame that repeats the alarm's thresholds states nothing."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    millivolts, flags, tvoc, co2, temperature, humidity = _FRAME.unpack(uplink.payload)
    mode = flags >> 2 & 0x1F
    if mode == _THRESHOLDS:
        return []
    if mode != _DATA:
        raise DecodeError(f"unknown working mode {mode}")
    return [
        Reading(BATTERY_VOLTAGE, millivolts / 1000),
        Reading(THRESHOLD_ALARM, float(flags & 1)),
        Reading(TVOC, float(tvoc)),
        Reading(CO2, float(co2)),
        Reading(AIR_TEMPERATURE, temperature / 10),
        Reading(RELATIVE_HUMIDITY, humidity / 10),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LAQ4",),
    spec="LAQ4 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, CO2, RELATIVE_HUMIDITY, THRESHOLD_ALARM, TVOC}),
    decode=decode,
    aliases=("dragino/laq4",),
)
