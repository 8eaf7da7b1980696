"""Dragino CPL01, a pulse and contact logger."""

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT, logged
from telemetry.quantity import BATTERY_VOLTAGE, DIGITAL_INPUT, PULSE_COUNT, THRESHOLD_ALARM
from telemetry.reading import Reading

_OPEN, _ALARM = 0x01, 0x02


def _readings(raws: tuple[int, ...]) -> list[Reading]:
    """Flags (bit 0: the contact is open), then three bytes of pulses; how long it was open is not kept."""
    flags, pulses, pulses_low = raws
    return [
        Reading(DIGITAL_INPUT, float(not flags & _OPEN)),
        Reading(THRESHOLD_ALARM, float(flags & _ALARM != 0)),
        Reading(PULSE_COUNT, float(pulses << 16 | pulses_low)),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("CPL01",),
    spec="CPL01 user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, DIGITAL_INPUT, PULSE_COUNT, THRESHOLD_ALARM}),
    decode=logged("BBHxxx", _readings),
    aliases=("dragino/cpl01",),
)
