"""Dragino LWL03A, a leak rope with the time of each event."""

from decoders.contract import Decoder
from decoders.formats.dragino import DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT, logged
from telemetry.quantity import BATTERY_VOLTAGE, LEAK_COUNT, LEAK_DURATION, THRESHOLD_ALARM, WATER_LEAK
from telemetry.reading import Reading

_LEAK, _ALARM = 0x01, 0x02


def _readings(raws: tuple[int, ...]) -> list[Reading]:
    """Flags, three bytes of leaks so far, three of the minutes that the last one lasted."""
    flags, times, times_low, minutes, minutes_low = raws
    return [
        Reading(WATER_LEAK, float(flags & _LEAK)),
        Reading(THRESHOLD_ALARM, float(flags & _ALARM != 0)),
        Reading(LEAK_COUNT, float(times << 16 | times_low)),
        Reading(LEAK_DURATION, float((minutes << 16 | minutes_low) * 60)),
    ]


DECODER = Decoder(
    vendor="Dragino",
    models=("LWL03A", "WL03A-LB"),
    spec="LWL03A user manual, Uplink payload",
    f_ports=frozenset({DATA_PORT, LOG_PORT, SETTINGS_PORT, STATUS_PORT}),
    emits=frozenset({BATTERY_VOLTAGE, LEAK_COUNT, LEAK_DURATION, THRESHOLD_ALARM, WATER_LEAK}),
    decode=logged("BBHBH", _readings),
    unverified="no frame was published",
    aliases=("dragino/lwl03a", "dragino/wl03a-lb"),
)
