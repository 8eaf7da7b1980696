"""Dragino S31-LB and S31B-LB, temperature and humidity with the time of measurement."""

from datetime import UTC, datetime
from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, status
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY, THRESHOLD_ALARM
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, time, flags, temperature, humidity.
_FRAME = Struct(">HIBhH")
_DATA, _THRESHOLDS = 0, 31
_NO_CHIP = 0x7FFF


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame; the frame that repeats the alarm's thresholds states nothing."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    millivolts, seconds, flags, temperature, humidity = _FRAME.unpack(uplink.payload)
    mode = flags >> 2 & 0x1F
    if mode == _THRESHOLDS:
        return []
    if mode != _DATA:
        raise DecodeError(f"unknown working mode {mode}")
    time = datetime.fromtimestamp(seconds, UTC)
    readings = [
        Reading(BATTERY_VOLTAGE, millivolts / 1000, time=time),
        Reading(THRESHOLD_ALARM, float(flags & 1), time=time),
    ]
    if temperature != _NO_CHIP:
        readings.append(Reading(AIR_TEMPERATURE, temperature / 10, time=time))
        readings.append(Reading(RELATIVE_HUMIDITY, humidity / 10, time=time))
    return readings


DECODER = Decoder(
    vendor="Dragino",
    models=("S31-LB", "S31B-LB", "S31-LS"),
    spec="S31-LB user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, RELATIVE_HUMIDITY, THRESHOLD_ALARM}),
    decode=decode,
    aliases=("dragino/s31-lb", "dragino/s31b-lb"),
)
