"""Dragino LDDS75, LDDS45 and LDDS20, ultrasonic distance."""

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, ds18b20, status
from telemetry.errors import DecodeError
from telemetry.quantity import AIR_TEMPERATURE, BATTERY_VOLTAGE, DISTANCE
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_TOO_NEAR = 20
"""Millimetres that stand for "below the shortest distance"; 0 stands for "no sensor"."""

_SIZES = frozenset({4, 5, 8})
"""Older firmware sends battery and distance, then an interrupt flag; newer adds a probe and a sensor flag."""


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    if len(payload) not in _SIZES:
        raise DecodeError(f"{len(payload)} bytes; expected 4, 5 or 8")
    readings = [battery(int.from_bytes(payload[:2], "big"))]
    distance = int.from_bytes(payload[2:4], "big")
    if distance > _TOO_NEAR:
        readings.append(Reading(DISTANCE, distance / 1000))
    if len(payload) == 8:
        readings.extend(ds18b20(int.from_bytes(payload[5:7], "big", signed=True)))
    return readings


DECODER = Decoder(
    vendor="Dragino",
    models=("LDDS75", "LDDS45", "LDDS20", "DDS75-LB", "DDS45-LB", "DDS20-LB"),
    spec="LDDS75 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({AIR_TEMPERATURE, BATTERY_VOLTAGE, DISTANCE}),
    decode=decode,
    aliases=(
        "dragino/ldds75",
        "dragino/ldds75-114",
        "dragino/ldds45",
        "dragino/ldds20",
        "dragino/ldds20-114",
        "dragino/dds75-lb",
        "dragino/dds45-lb",
        "dragino/dds20-lb",
    ),
)
