"""MClimate T-Flood, a leak sensor whose frames are of their own."""

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, TAMPER, WATER_LEAK
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_SHORT, _FULL = 2, 3
_TAMPER, _FLOOD = 0x08, 0x02


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame; a short one has no temperature."""
    payload = uplink.payload
    if len(payload) not in (_SHORT, _FULL):
        raise DecodeError(f"payload of {len(payload)} bytes; expected {_SHORT} or {_FULL}")
    readings = [
        Reading(TAMPER, float(payload[0] & _TAMPER != 0)),
        Reading(WATER_LEAK, float(payload[0] & _FLOOD != 0)),
        Reading(BATTERY_VOLTAGE, payload[1] * 16 / 1000),
    ]
    if len(payload) == _FULL:
        readings.append(Reading(AIR_TEMPERATURE, float(payload[2])))
    return readings


DECODER = Decoder(
    vendor="MClimate",
    models=("T-Flood", "Flood Sensor"),
    spec="docs.mclimate.eu, T-Flood, uplink decoder",
    f_ports=frozenset({2}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, TAMPER, WATER_LEAK}),
    decode=decode,
    aliases=("mclimate/flood-sensor",),
)
