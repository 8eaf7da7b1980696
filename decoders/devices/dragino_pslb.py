"""Dragino PS-LB, a pressure or level probe with a current loop, and a voltage input."""

from struct import Struct

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, STATUS_PORT, battery, logged, status
from telemetry.quantity import BATTERY_VOLTAGE, CURRENT_LOOP, DIGITAL_INPUT, PULSE_COUNT, VOLTAGE, WATER_LEVEL
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_VALUES = "BBHHB"
"""Model of the probe, its range, current, voltage, levels of the inputs."""

_FRAME = Struct(">H" + _VALUES)
_COUNTING_FRAME = Struct(f">H{_VALUES}I")
_DEPTH_PROBE = 0
_ZERO, _SPAN = 4, 16
"""Milliamperes: a probe sends 4 at nothing and 20 at the end of its range, which is in metres for a depth."""

_INPUTS = {"1": 0x08, "2": 0x04}


def _readings(raws: tuple[int, ...]) -> list[Reading]:
    """What a frame and a stored record share; a current below 4 mA is no depth."""
    model, extent, microamperes, millivolts, levels = raws
    current = microamperes / 1000
    readings = [Reading(CURRENT_LOOP, current), Reading(VOLTAGE, millivolts / 1000, "input")]
    readings += [Reading(DIGITAL_INPUT, float(levels & bit != 0), name) for name, bit in _INPUTS.items()]
    if model == _DEPTH_PROBE and extent and current >= _ZERO:
        readings.append(Reading(WATER_LEVEL, (current - _ZERO) * extent / _SPAN))
    return readings


_stored = logged(_VALUES, _readings)


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, log or status frame; newer firmware counts pulses too."""
    payload = uplink.payload
    if uplink.f_port == STATUS_PORT:
        return status(payload)
    if uplink.f_port == LOG_PORT:
        return _stored(uplink)
    if len(payload) == _COUNTING_FRAME.size:
        word, *raws, pulses = _COUNTING_FRAME.unpack(payload)
        return [battery(word), *_readings(tuple(raws)), Reading(PULSE_COUNT, float(pulses))]
    word, *raws = _FRAME.unpack(payload)
    return [battery(word), *_readings(tuple(raws))]


DECODER = Decoder(
    vendor="Dragino",
    models=("PS-LB", "PS-LS"),
    spec="PS-LB user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, CURRENT_LOOP, DIGITAL_INPUT, PULSE_COUNT, VOLTAGE, WATER_LEVEL}),
    decode=decode,
    aliases=("dragino/ps-lb",),
)
