"""Bosch TPS110 parking lot sensor."""

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import DEVICE_TEMPERATURE, PARKING_OCCUPIED
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_STATE, _HEARTBEAT, _STARTUP = 1, 2, 3
_SIZES = {_STATE: (1, 1), _HEARTBEAT: (1, 2), _STARTUP: (17, 17)}


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a frame: the state alone, with a temperature, or after a start; other ports carry diagnostics."""
    payload = uplink.payload
    if uplink.f_port not in _SIZES:
        return []
    low, high = _SIZES[uplink.f_port]
    if not low <= len(payload) <= high:
        raise DecodeError(f"{len(payload)} bytes on port {uplink.f_port}; expected {low} to {high}")
    state = payload[-1] if uplink.f_port == _STARTUP else payload[0]
    readings = [Reading(PARKING_OCCUPIED, float(state & 1))]
    if uplink.f_port == _HEARTBEAT and len(payload) == 2:
        readings.append(Reading(DEVICE_TEMPERATURE, float(int.from_bytes(payload[1:], signed=True))))
    return readings


DECODER = Decoder(
    vendor="Bosch",
    models=("TPS110",),
    spec="Parking Lot Sensor, Communication Interface V0.29.4, Uplink messages",
    f_ports=frozenset({_STATE, _HEARTBEAT, _STARTUP, 4, 5, 6}),
    emits=frozenset({DEVICE_TEMPERATURE, PARKING_OCCUPIED}),
    decode=decode,
    aliases=("bosch/tps110-0292", "bosch/tps110-0233", "bosch/tps110"),
)
