"""Dragino LBT1, a Bluetooth tracker."""

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, status
from telemetry.quantity import BATTERY_VOLTAGE, SOS, STEP_COUNT
from telemetry.reading import Reading
from telemetry.uplink import Uplink


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame: battery, alarm and steps; the beacons it names state no quantity."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    return [
        Reading(BATTERY_VOLTAGE, (payload[0] << 8 | payload[1]) / 1000),
        Reading(SOS, float(payload[2] >> 4 != 0)),
        Reading(STEP_COUNT, float((payload[2] & 0x0F) << 16 | payload[3] << 8 | payload[4])),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LBT1",),
    spec="LBT1 user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, SOS, STEP_COUNT}),
    decode=decode,
    aliases=("dragino/lbt1",),
)
