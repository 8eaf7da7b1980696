"""Dragino SW3L, a flow sensor."""

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT, logged
from telemetry.quantity import BATTERY_VOLTAGE, PULSE_COUNT, PULSES, THRESHOLD_ALARM, WATER_DRAWN, WATER_VOLUME
from telemetry.reading import Reading
from telemetry.uplink import Uplink

_ALARM = 0x02
_PERIOD_MODE = 1
_PULSES_PER_LITRE = {1: 390, 2: 64, 3: 12}
_USUAL_PULSES = 450
"""Pulses of a litre by the size that the flags name: 0 is the SW3L-004, 1 the -006, 2 the -010, 3 the -020."""


def _readings(flags: int, mode: int, pulses: int) -> list[Reading]:
    """Pulses and their volume: in mode 1 since the last frame, else in all."""
    volume = pulses / _PULSES_PER_LITRE.get(flags >> 2, _USUAL_PULSES) / 1000
    alarm = Reading(THRESHOLD_ALARM, float(flags & _ALARM != 0))
    if mode == _PERIOD_MODE:
        return [alarm, Reading(PULSES, float(pulses)), Reading(WATER_DRAWN, volume)]
    return [alarm, Reading(PULSE_COUNT, float(pulses)), Reading(WATER_VOLUME, volume)]


# A data frame has the pulses before the mode, a stored record behind it.
_live = logged("BIBx", lambda raws: _readings(raws[0], raws[2], raws[1]))
_stored = logged("BBxI", lambda raws: _readings(*raws))


def decode(uplink: Uplink) -> list[Reading]:
    """Decode a data, log or status frame; a frame of settings states nothing."""
    return _stored(uplink) if uplink.f_port == LOG_PORT else _live(uplink)


DECODER = Decoder(
    vendor="Dragino",
    models=("SW3L",),
    spec="SW3L user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, PULSES, PULSE_COUNT, THRESHOLD_ALARM, WATER_DRAWN, WATER_VOLUME}),
    decode=decode,
    aliases=("dragino/sw3l", "dragino/sw3l-lb"),
)
