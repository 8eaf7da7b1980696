"""Dragino PS-LB, a pressure or level probe with a current loop, and a voltage input."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import STATUS_PORT, battery, status
from telemetry.quantity import BATTERY_VOLTAGE, CURRENT_LOOP, DIGITAL_INPUT, VOLTAGE, WATER_LEVEL
from telemetry.reading import Reading
from telemetry.uplink import Uplink

# Battery, model of the probe, its range, current, voltage, levels of the inputs.
_FRAME = Struct(">HBBHHB")
_DEPTH_PROBE = 0
_ZERO, _SPAN = 4, 16
"""Milliamperes: a probe sends 4 at nothing and 20 at the end of its range, which is in metres for a depth."""

_INPUTS = {"1": 0x08, "2": 0x04}


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data or status frame; a current below 4 mA is no depth."""
    if uplink.f_port == STATUS_PORT:
        return status(uplink.payload)
    word, model, extent, microamperes, millivolts, levels = _FRAME.unpack(uplink.payload)
    current = microamperes / 1000
    readings = [battery(word), Reading(CURRENT_LOOP, current), Reading(VOLTAGE, millivolts / 1000, "input")]
    readings += [Reading(DIGITAL_INPUT, float(levels & bit != 0), name) for name, bit in _INPUTS.items()]
    if model == _DEPTH_PROBE and extent and current >= _ZERO:
        readings.append(Reading(WATER_LEVEL, (current - _ZERO) * extent / _SPAN))
    return readings


DECODER = Decoder(
    vendor="Dragino",
    models=("PS-LB", "PS-LS"),
    spec="PS-LB user manual, Uplink payload",
    f_ports=frozenset({2, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, CURRENT_LOOP, DIGITAL_INPUT, VOLTAGE, WATER_LEVEL}),
    decode=decode,
    unverified="no frame or document at hand confirms this layout",
    aliases=("dragino/ps-lb",),
)
