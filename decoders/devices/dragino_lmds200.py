"""Dragino LMDS200, two distances by radar."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import SETTINGS_PORT, STATUS_PORT, status
from telemetry.quantity import BATTERY_VOLTAGE, DISTANCE, THRESHOLD_ALARM
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, two distances in centimetres, flags.
_FRAME = Struct(">HHHB")
_DISTANCE_ALARM = 0x02


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame; a frame of settings states nothing."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    if uplink.f_port == SETTINGS_PORT:
        return []
    millivolts, first, second, flags = _FRAME.unpack(uplink.payload)
    return [
        Reading(BATTERY_VOLTAGE, millivolts / 1000),
        Reading(DISTANCE, first / 100, "1"),
        Reading(DISTANCE, second / 100, "2"),
        Reading(THRESHOLD_ALARM, float(flags & _DISTANCE_ALARM != 0)),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LMDS200",),
    spec="LMDS200 user manual, Uplink payload",
    f_ports=frozenset({2, SETTINGS_PORT, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, DISTANCE, THRESHOLD_ALARM}),
    decode=decode,
    aliases=("dragino/lmds200", "dragino/mds200-lb"),
)
