"""Dragino LWL03A, a leak rope with the time of each event."""

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT, logged
from telemetry.quantity import BATTERY_VOLTAGE, LEAK_COUNT, THRESHOLD_ALARM, WATER_LEAK
from telemetry.reading import Reading

_LEAK, _ALARM, _OF_PERIOD = 0x01, 0x02, 0x08


def _readings(raws: tuple[int, ...]) -> list[Reading]:
    """Flags, then three bytes of leaks, so far unless the flags say that they are the last period's.

    How long the last leak was follows; published documents disagree whether in minutes or in seconds.
    """
    flags, times, times_low = raws
    readings = [Reading(WATER_LEAK, float(flags & _LEAK)), Reading(THRESHOLD_ALARM, float(flags & _ALARM != 0))]
    if not flags & _OF_PERIOD:
        readings.append(Reading(LEAK_COUNT, float(times << 16 | times_low)))
    return readings


DECODER = Decoder(
    vendor="Dragino",
    models=("LWL03A", "WL03A-LB"),
    spec="LWL03A user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, LEAK_COUNT, THRESHOLD_ALARM, WATER_LEAK}),
    decode=logged("BBHxxx", _readings),
    aliases=("dragino/lwl03a", "dragino/wl03a-lb"),
)
