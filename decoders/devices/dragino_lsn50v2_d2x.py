"""Dragino LSN50v2-D20, D22, D23 and D2x-LB, up to three temperature probes."""

from struct import Struct

from decoders.contract import Decoder
from telemetry.errors import DecodeError
from telemetry.quantity import BATTERY_VOLTAGE, PROBE_TEMPERATURE, THRESHOLD_ALARM
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, red probe, flags, white and black probes.
_FRAME = Struct(">HhxxBhh")
_PROBES, _THRESHOLDS = 3, 31
_NO_PROBE = frozenset({-1, 0x7FFF})


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data frame; a frame of thresholds or of status states nothing."""
    if uplink.f_port != 2:
        return []
    millivolts, red, flags, white, black = _FRAME.unpack(uplink.payload)
    mode = flags >> 2 & 0x1F
    if mode == _THRESHOLDS:
        return []
    if mode != _PROBES:
        raise DecodeError(f"unknown working mode {mode}")
    probes = (("red", red), ("white", white), ("black", black))
    return [
        Reading(BATTERY_VOLTAGE, millivolts / 1000),
        Reading(THRESHOLD_ALARM, float(flags & 1)),
        *(Reading(PROBE_TEMPERATURE, raw / 10, name) for name, raw in probes if raw not in _NO_PROBE),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LSN50v2-D20", "LSN50v2-D22", "LSN50v2-D23", "D20-LB", "D22-LB", "D23-LB", "D2x-LB"),
    spec="LSN50v2-D20 user manual, Uplink payload",
    f_ports=frozenset({2, 5}),
    emits=frozenset({BATTERY_VOLTAGE, PROBE_TEMPERATURE, THRESHOLD_ALARM}),
    decode=decode,
    aliases=("dragino/lsn50v2-d20-d22-d23", "dragino/lsn50v2-d20", "dragino/d2x-lb"),
)
