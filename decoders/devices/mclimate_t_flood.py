"""MClimate T-Flood, a leak sensor whose frames are of their own."""

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, TAMPER, WATER_LEAK
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_SHORT, _FULL = 2, 3
_TAMPER, _FLOOD = 0x08, 0x02
_BELOW_ZERO = 0x80


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame, which stands behind answers to commands if there are any; a short one has no temperature.

    The temperature is a sign, the highest bit, and a magnitude.
    """
    frame = uplink.payload[-_FULL:]
    if len(frame) < _SHORT:
        raise DecodeError(f"payload of {len(frame)} bytes; expected {_SHORT} or more")
    readings = [
        Reading(TAMPER, float(frame[0] & _TAMPER != 0)),
        Reading(WATER_LEAK, float(frame[0] & _FLOOD != 0)),
        Reading(BATTERY_VOLTAGE, frame[1] * 16 / 1000),
    ]
    if len(frame) == _FULL:
        degrees = frame[2]
        readings.append(Reading(AIR_TEMPERATURE, float(_BELOW_ZERO - degrees if degrees & _BELOW_ZERO else degrees)))
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
